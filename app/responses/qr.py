"""A QR code as one SVG path: no inline style, so that the strict content policy lets it stand."""

from dataclasses import dataclass

import segno

#: The quiet zone that a camera needs around the code, in modules.
BORDER = 4


@dataclass(frozen=True)
class QrCode:
    """What a template needs to draw the code: `d` of a path, in a square of `size` units."""

    d: str
    size: int


def make_qr(text: str) -> QrCode:
    """Return the QR code of `text`, with a fifth of it repairable (level M)."""
    matrix = segno.make(text, error="m", micro=False).matrix
    runs: list[str] = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x + BORDER} {y + BORDER}h{length}v1h-{length}z")
            x += length or 1
    return QrCode("".join(runs), len(matrix) + 2 * BORDER)
