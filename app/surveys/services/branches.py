"""A drawn map of a survey's branches: where its boxes, lines and words stand.

Everybody goes down the line at the side. A page that only some are shown stands beside the line,
and a second line leads to it from the page whose answer decides. One page is one row, so the
drawing grows with the survey and not with its branches. Lengths are in units of the drawing:
sixteen are one `rem`, so it grows with the size of text that somebody chose.
"""

import textwrap
from dataclasses import dataclass

from app.surveys.definition import Definition, Page

#: How wide a box is, and how many letters of its width fit in a line: judged by eye.
BOX_WIDTH = 280
LETTERS = 32
LINES = 2
LINE_HEIGHT = 20
PADDING = 10
GAP = 26
#: Between the line at the side and a page that only some are shown.
INDENT = 36
SPINE = 16
#: Between two lines at the far side.
LANE = 18
EDGE = 8


@dataclass(frozen=True)
class Condition:
    """A page is shown only after one of these answers to a question."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Box:
    """One page of the survey: `lines` are its words, `only_after` what leads here."""

    page: str
    #: The question that a link from the box opens.
    question: str
    name: str
    number: int
    conditions: tuple[Condition, ...]
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def text(self) -> list[tuple[int, str, bool]]:
        """Return (baseline, words, are they what leads here) for each line of words."""
        rows = [
            *((each, False) for each in self.lines),
            *((each, True) for each in self.only_after),
        ]
        top = self.y + PADDING + 14
        return [(top + row * LINE_HEIGHT, words, leads) for row, (words, leads) in enumerate(rows)]


@dataclass(frozen=True)
class Line:
    """One line of the drawing, as the points it goes through; `leads` when a choice takes it."""

    points: tuple[tuple[int, int], ...]
    leads: bool = False
    has_arrow: bool = True


@dataclass(frozen=True)
class BranchMap:
    """The whole drawing."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]

    @property
    def has_branches(self) -> bool:
        """False when everybody is asked the same: then there is nothing to draw."""
        return any(box.conditions for box in self.boxes)

    def path(self, line: Line, *, mirrored: bool) -> str:
        """Return a line as SVG writes it; mirrored where people read from right to left."""
        points = [(self.at(x, mirrored=mirrored), y) for x, y in line.points]
        return "M" + " L".join(f"{x} {y}" for x, y in points)

    def at(self, x: int, width: int = 0, *, mirrored: bool) -> int:
        """Return where something `width` wide at `x` begins on the page."""
        return self.width - x - width if mirrored else x


def map_branches(definition: Definition) -> BranchMap:
    """Return the drawing of a survey that can be drawn, with or without mistakes."""
    boxes: list[Box] = []
    top = EDGE
    for number, page in enumerate(definition.pages, start=1):
        box = _box(definition, page, number, top)
        boxes.append(box)
        top = box.y + box.height + GAP
    branches, lanes = _branches(definition, boxes)
    width = SPINE + INDENT + BOX_WIDTH + (LANE * (lanes + 1) if lanes else 0) + EDGE
    return BranchMap(width, top - GAP + EDGE, tuple(boxes), (*_spine(boxes), *branches))


def _box(definition: Definition, page: Page, number: int, top: int) -> Box:
    asked = page.questions[0]
    name = f"{number}. {asked.words.plain}"
    conditions = tuple(_condition(definition, *each) for each in page.show_when.items())
    lines = _wrap(name)
    after = [f"{each.question} → {' / '.join(each.answers)}" for each in conditions]
    only_after = tuple(line for words in after[:LINES] for line in _wrap(words))
    return Box(
        page.code,
        asked.code,
        asked.words.plain,
        number,
        conditions,
        x=SPINE + INDENT if conditions else EDGE,
        y=top,
        width=BOX_WIDTH if conditions else BOX_WIDTH + SPINE + INDENT - EDGE,
        height=2 * PADDING + LINE_HEIGHT * (len(lines) + len(only_after)),
        lines=lines,
        only_after=only_after,
    )


def _wrap(words: str) -> tuple[str, ...]:
    found = textwrap.wrap(words, LETTERS, max_lines=LINES, placeholder=" …")
    return tuple(found) or ("…",)


def _condition(definition: Definition, code: str, allowed: list[str]) -> Condition:
    """Return a condition in words; in codes where a mistake leaves no words."""
    question = definition.questions.get(code)
    if question is None:
        return Condition(code, tuple(allowed))
    words = {each.code: each.words.plain for each in definition.options_of(question)}
    return Condition(question.words.plain, tuple(words.get(each, each) for each in allowed))


def _spine(boxes: list[Box]) -> list[Line]:
    """Return the line that everybody follows, past the pages that only some are shown."""
    found: list[Line] = []
    bottom = 0
    for box in boxes:
        if box.conditions:
            middle = box.y + box.height // 2
            back = ((box.x, middle), (SPINE, middle))
            found.append(Line(back, has_arrow=False))
            continue
        if bottom:
            found.append(Line(((SPINE, bottom), (SPINE, box.y))))
        bottom = box.y + box.height
    last = boxes[-1]
    if last.conditions:
        found.append(Line(((SPINE, bottom), (SPINE, last.y + last.height))))
    return found


def _branches(definition: Definition, boxes: list[Box]) -> tuple[list[Line], int]:
    """Return the lines from each page that decides, and how many run beside each other."""
    where = {
        code: number
        for number, page in enumerate(definition.pages)
        for question in page.questions
        for code in [question.code, *(each.code for each in question.statements)]
    }
    led: dict[int, list[int]] = {}
    for number, page in enumerate(definition.pages):
        for code in page.show_when:
            if code in where:
                led.setdefault(where[code], []).append(number)
    lines: list[Line] = []
    lanes: list[int] = []
    right = SPINE + INDENT + BOX_WIDTH
    for number, targets in sorted(led.items()):
        first, last = min(number, *targets), max(number, *targets)
        lane = next((i for i, taken in enumerate(lanes) if taken < first), len(lanes))
        lanes[lane : lane + 1] = [last]
        x = right + LANE * (lane + 1)
        out = boxes[number].y + boxes[number].height - PADDING
        for target in dict.fromkeys(targets):
            middle = boxes[target].y + boxes[target].height // 2
            lines.append(Line(((right, out), (x, out), (x, middle), (right, middle)), leads=True))
    return lines, len(lanes)
