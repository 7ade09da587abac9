"""Workbooks (.xlsx): what their cells show, and nothing else that such a file can carry.

Only the parts that hold a table are unpacked. Formulas, macros, links to other files, files within
the file and DTDs are refused; nothing is worked out, and no address is followed.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from xml.parsers import expat

from readers import KIB, MIB, MOST_COLUMNS, RefusedError

MOST_UNPACKED, MOST_ENTRIES, MOST_RATIO = 50 * MIB, 500, 100
#: Five hundred entries with long names.
LONGEST_DIRECTORY = MOST_ENTRIES * 400
#: Very small parts are mostly one thing said again: they may shrink as they like.
SMALLEST_PACKED = KIB
MOST_STRINGS, MOST_STYLES, MOST_SHEETS = 100_000, 65_000, 20
CHUNK = 64 * KIB
TYPES = "[Content_Types].xml"
_MACROS = re.compile(r"vbaproject|macrosheets|/activex|dialogsheets", re.IGNORECASE)
_OUTSIDE = re.compile(r"/(externallinks|embeddings|querytables)/|/connections\.xml$", re.IGNORECASE)
_FORMATS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: Numbers of the formats that Excel brings along and that show a day or a time.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_LENGTH_OF_TIME = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
#: Excel's way to write a character that XML does not take: _x000D_.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
DAY_SECONDS = 24 * 60 * 60
#: The last day that Excel knows is 31 December 9999.
_LAST_DAY = 2_958_466

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
RowTaker = Callable[[int, list[str]], None]


def _nothing(_text: str) -> None:
    """Pass over text or an end tag that nobody asked for."""


def _refuse_long_directory(content: bytes) -> None:
    """Refuse an archive whose last lines say that its directory is long, before it is read."""
    end = content.rfind(b"PK\x05\x06")
    if end >= 0 and int.from_bytes(content[end + 12 : end + 16], "little") > LONGEST_DIRECTORY:
        raise RefusedError("bomb")


def _open(content: bytes) -> zipfile.ZipFile:
    """Return the archive, once its directory says that it is small and holds no surprises."""
    _refuse_long_directory(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise RefusedError("broken") from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise RefusedError("bomb")
    for entry in entries:
        if entry.file_size > MOST_RATIO * max(entry.compress_size, SMALLEST_PACKED):
            raise RefusedError("bomb")
        if entry.flag_bits & 1 or entry.compress_type not in _FORMATS:
            raise RefusedError("broken")
        if _MACROS.search(entry.filename):
            raise RefusedError("macros")
        if _OUTSIDE.search(entry.filename):
            raise RefusedError("outside")
    return archive


class Workbook:
    """A workbook: its visible sheets by name, and their rows as text."""

    def __init__(self, content: bytes) -> None:
        self.archive = _open(content)
        self.unpacked = 0
        self.is_1904 = False
        self.sheets: list[tuple[str, str]] = []
        self.strings: list[str] = []
        #: For each style of a cell, whether it shows a number as a day or a time.
        self.dates: list[bool] = []
        try:
            self._refuse_files_within()
            self._read_types()
            self._read_book(self._main_part())
        except _BROKEN as error:
            raise RefusedError("broken") from error

    def read_sheet(self, number: int, take: RowTaker) -> None:
        """Hand every row of a sheet to `take`: its number, and its cells as text."""
        try:
            sheet = _Sheet(self._shown, take)
            self._parse(self.sheets[number][1], sheet.start, end=sheet.end, text=sheet.words.add)
        except _BROKEN as error:
            raise RefusedError("broken") from error

    def _refuse_files_within(self) -> None:
        for entry in self.archive.infolist():
            with self.archive.open(entry) as part:
                if part.read(4) == b"PK\x03\x04":
                    raise RefusedError("outside")

    def _parse(
        self,
        name: str,
        start: Start,
        *,
        end: Callable[[str], None] = _nothing,
        text: Callable[[str], None] = _nothing,
    ) -> None:
        """Read one part of the archive as XML; element names come without their prefix.

        What is unpacked is counted as it comes: the archive's directory may lie.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_dtd
        parser.EntityDeclHandler = _refuse_dtd
        parser.StartElementHandler = lambda tag, found: start(tag.rpartition(":")[2], found)
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
        parser.CharacterDataHandler = text
        entry = self.archive.getinfo(name)
        most = MOST_RATIO * max(entry.compress_size, SMALLEST_PACKED)
        size = 0
        with self.archive.open(entry) as part:
            while chunk := part.read(CHUNK):
                size += len(chunk)
                self.unpacked += len(chunk)
                if size > most or self.unpacked > MOST_UNPACKED:
                    raise RefusedError("bomb")
                parser.Parse(chunk, False)  # noqa: FBT003  # expat takes it by place only
            parser.Parse(b"", True)  # noqa: FBT003

    def _read_types(self) -> None:
        if TYPES not in self.archive.namelist():
            raise RefusedError("no-workbook")
        kinds: set[str] = set()
        self._parse(TYPES, lambda _tag, found: kinds.add(found.get("ContentType", "").lower()))
        if any("macroenabled" in kind or "vbaproject" in kind for kind in kinds):
            raise RefusedError("macros")
        if not any(kind.endswith("spreadsheetml.sheet.main+xml") for kind in kinds):
            raise RefusedError("no-workbook")

    def _links(self, part: str) -> dict[str, tuple[str, str]]:
        """Return {id: (kind, path)} of what a part of the archive leans on."""
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if path not in self.archive.namelist():
            return found

        def start(tag: str, attributes: Attributes) -> None:
            if tag != "Relationship":
                return
            kind = attributes.get("Type", "").rpartition("/")[2]
            if attributes.get("TargetMode") == "External" or kind.startswith("externalLink"):
                raise RefusedError("outside")
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = (kind, target.lstrip("/"))

        self._parse(path, start)
        return found

    def _main_part(self) -> str:
        links = self._links("")
        return next((path for kind, path in links.values() if kind == "officeDocument"), "")

    def _read_book(self, part: str) -> None:
        links = self._links(part)
        named: list[tuple[str, str]] = []

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "workbookPr":
                self.is_1904 = attributes.get("date1904") in {"1", "true"}
            if tag != "sheet" or attributes.get("state", "visible") != "visible":
                return
            name = next((each for key, each in attributes.items() if key.endswith(":id")), "")
            kind, path = links.get(name, ("", ""))
            if kind == "worksheet" and len(named) < MOST_SHEETS:
                named.append((attributes.get("name", ""), path))

        self._parse(part, start)
        self.sheets = named
        by_kind = dict(links.values())
        if "sharedStrings" in by_kind:
            self.strings = self._read_strings(by_kind["sharedStrings"])
        if "styles" in by_kind:
            self.dates = self._read_styles(by_kind["styles"])

    def _read_strings(self, part: str) -> list[str]:
        """Return the texts that cells point to by number."""
        found: list[str] = []
        words = _Words()

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "sst" and int(attributes.get("uniqueCount", "0")) > MOST_STRINGS:
                raise RefusedError("bomb")
            words.start(tag)

        def end(tag: str) -> None:
            words.end(tag)
            if tag == "si":
                found.append(words.take())
                if len(found) > MOST_STRINGS:
                    raise RefusedError("bomb")

        self._parse(part, start, end=end, text=words.add)
        return found

    def _read_styles(self, part: str) -> list[bool]:
        """Return, for each style of a cell, whether it shows a number as a day or a time."""
        own: dict[int, bool] = {}
        found: list[bool] = []
        is_of_cells = False

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal is_of_cells
            if tag == "cellXfs":
                is_of_cells = True
            elif tag == "numFmt":
                own[int(attributes["numFmtId"])] = _shows_date(attributes.get("formatCode", ""))
            elif tag == "xf" and is_of_cells and len(found) < MOST_STYLES:
                number = int(attributes.get("numFmtId", "0"))
                found.append(own.get(number, number in _DATE_FORMATS))

        def end(tag: str) -> None:
            nonlocal is_of_cells
            is_of_cells = is_of_cells and tag != "cellXfs"

        self._parse(part, start, end=end)
        return found

    def _shown(self, cell: Attributes, text: str) -> str:
        """Return a cell as text, the way a person sees it; dates as 2026-03-27 09:15:11."""
        kind = cell.get("t", "n")
        if kind == "s":
            return self.strings[int(text)] if text else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        if kind == "e":
            return ""  # an error of a formula is nobody's answer
        if kind != "n" or not text:
            return text
        style = int(cell.get("s", "0"))
        number = float(text)
        if style < len(self.dates) and self.dates[style] and 0 <= number < _LAST_DAY:
            return _as_date(number, is_1904=self.is_1904)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


#: What reading a file that is not what it says it is may raise.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


class _Words:
    """Gathers the text of one cell; how a word is pronounced (`rPh`) is not part of it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.is_taking = self.is_aside = False

    def start(self, tag: str) -> None:
        self.is_aside = self.is_aside or tag == "rPh"
        self.is_taking = tag in {"t", "v"} and not self.is_aside

    def end(self, tag: str) -> None:
        self.is_taking = False
        if tag == "rPh":
            self.is_aside = False

    def add(self, text: str) -> None:
        if self.is_taking:
            self.parts.append(text)

    def take(self) -> str:
        text = "".join(self.parts)
        self.parts.clear()
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Sheet:
    """Gathers the cells of a row, and hands each row on."""

    def __init__(self, shown: Callable[[Attributes, str], str], take: RowTaker) -> None:
        self.shown, self.take = shown, take
        self.words = _Words()
        self.cell: Attributes = {}
        self.cells: list[str] = []
        self.row = self.column = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self.cell = attributes
            self.column = _column_of(attributes.get("r", ""), otherwise=self.column + 1)
        elif tag == "row":
            self.row, self.column, self.cells = int(attributes.get("r", self.row + 1)), 0, []
        elif tag == "f":
            where = self.cell.get("r", "")
            raise RefusedError("formula", where if _REFERENCE.fullmatch(where) else "")
        else:
            self.words.start(tag)

    def end(self, tag: str) -> None:
        self.words.end(tag)
        if tag == "row":
            self.take(self.row, self.cells)
        elif tag == "c" and (text := self.shown(self.cell, self.words.take())):
            if self.column > MOST_COLUMNS:
                raise RefusedError("too-large")
            self.cells.extend([""] * (self.column - len(self.cells)))
            self.cells[self.column - 1] = text


def _refuse_dtd(*_anything: object) -> None:
    raise RefusedError("dtd")


def _column_of(reference: str, *, otherwise: int) -> int:
    """Return the column of a cell, A being 1; `otherwise` where the file does not say."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return column


def _shows_date(code: str) -> bool:
    """Say whether a number format shows a day or a time, rather than a number or a length."""
    if _LENGTH_OF_TIME.search(code):
        return False
    shown = _NOT_SHOWN.sub("", code).lower()
    return shown not in {"general", "standard"} and bool(set(shown) & set("ymdhs"))


def _as_date(number: float, *, is_1904: bool) -> str:
    """Return Excel's number of a day as ISO text, with the time of day where there is one.

    Excel counts from 1900 as if that year had a 29 February: day 60.
    """
    seconds = round(number * DAY_SECONDS)
    days, rest = divmod(seconds, DAY_SECONDS)
    time = f"{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    if days == 0:
        return time
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 31 if days < 60 else 30)
    day = date.fromordinal(start.toordinal() + days).isoformat()
    return f"{day} {time}" if rest else day
