"""Pictures: drawn again from their colours alone, so that nothing else of the file is left.

Where and when a photo was taken, names, comments and whatever hides behind them stay behind.
"""

import base64
import io
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from readers import LARGEST_FILE, RefusedError

#: A phone's photo has 12 to 50 million dots; JPEGs are made smaller while they are read.
MOST_DOTS = 50_000_000
SMALLEST_SIDE, LARGEST_SIDE = 48, 400
JPEG_QUALITY = 85


def read(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield a picture as {"width", "height", "content"}: a PNG or JPEG, in base64."""
    if len(content) > LARGEST_FILE:
        raise RefusedError("large-file")
    Image.MAX_IMAGE_PIXELS = None  # we count ourselves
    try:
        picture = _draw_again(content)
    except UnidentifiedImageError as error:
        raise RefusedError("no-picture") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise RefusedError("broken-picture") from error
    yield {
        "width": picture.width,
        "height": picture.height,
        "content": base64.b64encode(_smallest(picture)).decode(),
    }


def _draw_again(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as given:
        if given.width * given.height > MOST_DOTS:
            raise RefusedError("many-dots")
        if min(given.size) < SMALLEST_SIDE:
            raise RefusedError("small-picture")
        given.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
        shown = ImageOps.exif_transpose(given)
        shown.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        kind = "RGBA" if shown.has_transparency_data else "RGB"
        drawn = Image.new(kind, shown.size)
        drawn.paste(shown.convert(kind))
        return drawn


def _smallest(picture: Image.Image) -> bytes:
    """Return a picture as PNG, or as JPEG where that is smaller and nothing shines through."""
    as_png = io.BytesIO()
    picture.save(as_png, "PNG", optimize=True)
    if picture.mode == "RGBA":
        return as_png.getvalue()
    as_jpeg = io.BytesIO()
    picture.save(as_jpeg, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return min(as_png.getvalue(), as_jpeg.getvalue(), key=len)
