"""Workbooks and CSV are read as they come; what could do harm is refused, with a sentence."""

import io
import resource
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime

import pytest

from app import apart
from app.responses import services
from app.responses.services import ImportRefusedError
from tests.integration.responses.workbooks import Book, packed

#: What T-IMP-2 asks of every refusal.
SECONDS, MEMORY_KIB = 2.0, 600 * 1024
ROWS = [["story"], ["Nobody rang"]]


def read(content, sheet=None):
    with services.open_table(content, sheet=sheet) as table:
        return table, [cells for _number, cells in table.rows]


def refusal(app, content):
    with (
        app.test_request_context(),
        pytest.raises(ImportRefusedError) as caught,
        services.open_table(content) as table,
    ):
        list(table.rows)
    return str(caught.value)


def spoilt(changes, sheets=None):
    book = Book(sheets or {"Sheet1": ROWS})
    book.parts |= changes
    return book.packed()


def test_a_cell_is_read_as_a_person_sees_it(app):
    moment = datetime(2026, 3, 27, 9, 15, 11, tzinfo=UTC)
    row = [date(2026, 3, 27), moment, 3, 4.5, True, "“Nobody” rang – café 🚂", date(1900, 1, 31)]
    table, rows = read(packed({"Sheet1": [list("abcdefg"), row]}))

    assert table.headers == tuple("abcdefg")
    assert rows == [
        ("2026-03-27", "2026-03-27 09:15:11", "3", "4.5", "TRUE", "“Nobody” rang – café 🚂",
         "1900-02-01")
    ]  # fmt: skip  # Excel counts a 29 February 1900, which our `serial` leaves out


def test_a_workbook_of_a_mac_counts_days_from_1904(app):
    content = packed({"Sheet1": [["day"], [date(2026, 3, 27)]]}, is_1904=True)

    assert read(content)[1] == [("2026-03-27",)]


def test_lengths_and_numbers_with_words_are_no_dates(app):
    cells = (
        '<c r="A2" s="3"><v>0.5</v></c><c r="B2" s="4"><v>12</v></c><c r="C2" s="2"><v>0.5</v></c>'
    )
    book = Book({"Sheet1": [list("abc"), ["x"]]})
    sheet = book.parts["xl/worksheets/sheet1.xml"]
    start, _mark, _rest = sheet.partition('<row r="2">')
    book.parts["xl/worksheets/sheet1.xml"] = (
        f'{start}<row r="2">{cells}</row></sheetData></worksheet>'
    )

    assert read(book.packed())[1] == [("0.5", "12", "12:00:00")]


def test_words_in_several_letters_and_with_marks_are_whole(app):
    bold = "<r><rPr><b/></rPr><t>rang</t></r>"
    strings = (
        "<sst><si><t>story</t></si>"
        f"<si><r><t>Nobody </t></r>{bold}<rPh><t>ノー</t></rPh></si></sst>"
    )
    table, rows = read(spoilt({"xl/sharedStrings.xml": strings}))
    assert (table.headers, rows) == (("story",), [("Nobody rang",)])

    table, rows = read(packed({"Sheet1": [["story"], ["one_x000D_\ntwo_x005F_"]]}))
    assert rows == [("one\ntwo_",)]


def test_rows_keep_their_number_and_cells_their_column(app):
    rows = [["a", "b", "c"], [], ["", "", "last"], ["first"]]
    with services.open_table(packed({"Sheet1": rows})) as table:
        assert list(table.rows) == [(3, ("", "", "last")), (4, ("first", "", ""))]
    with services.open_table(b"a,b,c\n\n,,last\nfirst\n") as table:
        assert list(table.rows) == [(3, ("", "", "last")), (4, ("first", "", ""))]


def test_a_column_without_a_name_is_not_lost(app):
    table, rows = read(packed({"Sheet1": [["a"], ["x", "said beside it"]]}))

    assert (table.headers, rows) == (("a", ""), [("x", "said beside it")])


def test_the_first_sheet_with_a_table_is_taken_and_any_can_be(app):
    sheets = {
        "About": [["Exported by us"]],
        "Secret": ROWS,
        "Answers": ROWS,
        "More": [["a"], ["b"]],
    }
    content = packed(sheets, hidden={"Secret"})
    table, _rows = read(content)
    assert (table.sheets, table.sheet) == (("About", "Answers", "More"), 1)

    other, rows = read(content, sheet=2)
    assert rows == [("b",)]
    assert other.fingerprint != table.fingerprint


def test_a_workbook_is_known_by_what_is_in_it_and_not_by_its_name(app):
    prefixed = Book({"Sheet1": ROWS})
    for name in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
        text = prefixed.parts[name].replace("xmlns=", "xmlns:x=")
        text = text.replace("<", "<x:").replace("<x:/", "</x:")
        prefixed.parts[name] = text
    assert read(prefixed.packed())[1] == [("Nobody rang",)]


def nested():
    return spoilt({"xl/media/inside.dat": packed({"Sheet1": ROWS})})


def hundred_thousand_entries():
    """A directory of 10^5 entries that all point to one: the shortest such file."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("a", b"")
    content = kept.getvalue()
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    directory = entry * 100_000
    tail = bytearray(content[end:])
    tail[8:12] = b"\xff\xff\xff\xff"
    tail[12:16] = len(directory).to_bytes(4, "little")
    return content[:start] + directory + bytes(tail)


def ratio_of_a_thousand():
    text = "<worksheet>" + " " * 40_000_000 + "</worksheet>"
    return spoilt({"xl/worksheets/sheet1.xml": text})


def sixty_megabytes():
    return spoilt({"xl/media/pad.dat": b"\0" * 60_000_000})


def directory_that_lies():
    """A part of 40 MB whose directory entry says that it has 40 KB."""
    content = bytearray(ratio_of_a_thousand())
    true_size = (40_000_000 + 23).to_bytes(4, "little")
    said = (40_000).to_bytes(4, "little")
    assert content.count(true_size) == 2
    return bytes(content.replace(true_size, said))


def a_million_strings():
    """As many as fit into a file that may come in; nothing says beforehand how many there are."""
    text = ("<sst>" + "<si><t/></si>" * 1_000_000)[:5_000_000]
    book = Book({"Sheet1": ROWS})
    book.parts["xl/sharedStrings.xml"] = text
    return book.packed(stored={"xl/sharedStrings.xml"})


def a_million_strings_by_its_own_account():
    return spoilt({"xl/sharedStrings.xml": '<sst uniqueCount="1000000"/>'})


def one_string_again_and_again():
    """One text of 30 KB that 20,000 cells point to: 600 MB of words in a small file."""
    row = '<c t="s"><v>0</v></c>' * 100
    book = Book({"Sheet1": ROWS})
    sheet = f"<row>{row}</row>" * 200
    book.parts["xl/worksheets/sheet1.xml"] = f"<worksheet>{sheet}</worksheet>"
    book.parts["xl/sharedStrings.xml"] = f"<sst><si><t>{'w' * 30_000}</t></si></sst>"
    return book.packed(stored=set(book.parts))


DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
FORMULA = (
    '<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2">'
    '<c r="A2"><f>WEBSERVICE("http://example.org/")</f><v>1</v></c></row></sheetData></worksheet>'
)
EXTERNAL = (
    '<Relationships><Relationship Id="rId1" Type="x/worksheet" TargetMode="External" '
    'Target="http://example.org/x.xml"/></Relationships>'
)
MACROS = (
    '<Types><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
)
DOCUMENT = '<Types><Override ContentType="x.wordprocessingml.document.main+xml"/></Types>'
FAR_COLUMN = '<worksheet><row><c r="XFD1" t="str"><v>a</v></c></row></worksheet>'
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
TYPES, LINKS = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
BOMBS = {
    "a ratio of 1,000": (ratio_of_a_thousand, "unpacks to far more"),
    "60 MB": (sixty_megabytes, "unpacks to far more"),
    "a directory that lies": (directory_that_lies, "damaged"),
    "100,000 entries": (hundred_thousand_entries, "unpacks to far more"),
    "a million strings": (a_million_strings, "unpacks to far more"),
    "a million strings, as it says": (a_million_strings_by_its_own_account, "unpacks to far more"),
    "one string, 20,000 times": (one_string_again_and_again, "more in this file than"),
    "a zip within": (nested, "holds other files"),
    "a DTD in a sheet": ({SHEET: f"{DTD}<x>&b;</x>"}, "how to read it"),
    "a DTD in the strings": ({STRINGS: f"{DTD}<x>&b;</x>"}, "how to read it"),
    "a DTD elsewhere": ({STRINGS: '<!DOCTYPE x SYSTEM "http://example.org">'}, "how to read it"),
    "a link to another book": ({"xl/externalLinks/externalLink1.xml": "<x/>"}, "leans on them"),
    "a sheet elsewhere": ({LINKS: EXTERNAL}, "leans on them"),
    "a question to a server": ({"xl/connections.xml": "<x/>"}, "leans on them"),
    "macros": ({"xl/vbaProject.bin": b"x"}, "macros"),
    "macros by their kind": ({TYPES: MACROS}, "macros"),
    "a formula": ({SHEET: FORMULA}, "a formula in cell A2"),
    "a document": ({TYPES: DOCUMENT}, "not a table"),
    "no list of parts": ({TYPES: "<Types/>"}, "not a table"),
    "no XML": ({SHEET: "<worksheet><row"}, "damaged"),
    "a string that is not there": ({STRINGS: "<sst/>"}, "damaged"),
    "half a zip": (lambda: packed({"Sheet1": ROWS})[:700], "damaged"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0" + bytes(5000), "old Excel file"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(5000), "not a table"),
    "10,001 rows": (lambda: packed({"Sheet1": [["a"], *[["x"]] * 10_001]}), "10,000 rows"),
    "201 columns": (lambda: packed({"Sheet1": [["a"] * 201, ["x"]]}), "200 columns"),
    "a far column": ({SHEET: FAR_COLUMN}, "200 columns"),
    "a long cell": (lambda: packed({"Sheet1": [["a"], ["é" * 17_000]]}), "longer than 32 KB"),
    "over 5 MB": (lambda: b"PK\x03\x04" + bytes(5 * 1024 * 1024), "over 5 MB"),
    "names only": (lambda: packed({"Sheet1": [["a", "b"]]}), "no answers"),
}
MADE: dict[str, bytes] = {}


def bomb(name):
    """Return one of the files above, made once; or a fair workbook with these parts spoilt."""
    if name not in MADE:
        make, _sentence = BOMBS[name]
        MADE[name] = spoilt(make) if isinstance(make, dict) else make()
    return MADE[name]


@pytest.mark.parametrize("name", BOMBS)
def test_what_could_do_harm_is_refused_with_a_sentence(app, name):
    said = refusal(app, bomb(name))

    assert BOMBS[name][1] in said
    assert "example.org" not in said


#: Reads as the reader does, then tells its own peak of memory: what the system tells its parent
#: begins with the memory of the process that started it.
TELL_PEAK = """
import runpy, sys
sys.argv = ["readers", "table"]
runpy.run_module("readers", run_name="__main__")
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
sys.stderr.write(peak.split()[1])
"""


@pytest.mark.parametrize("name", BOMBS)
def test_refusing_it_takes_little_time_and_memory(name):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", TELL_PEAK],
        cwd=apart.ROOT,
        input=bomb(name),
        capture_output=True,
        check=True,
    )
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert int(done.stderr) < MEMORY_KIB
    # Its own computing: other tests run beside this one.
    took = usage.ru_utime + usage.ru_stime - before.ru_utime - before.ru_stime
    assert took < SECONDS


def test_a_reader_that_takes_too_long_is_stopped_and_says_so(app, monkeypatch):
    monkeypatch.setattr(apart, "LONGEST", 0.01)

    assert "too much work" in refusal(app, packed({"Sheet1": ROWS}))


@pytest.mark.parametrize(
    ("greed", "ends_with"),
    [
        ("bytearray(600 * 1024 * 1024)", 1),
        ("import os; os.write(os.open('greed', os.O_CREAT | os.O_WRONLY), b'x')", 1),
        ("import itertools; all(map(str, itertools.repeat(1)))", -signal.SIGKILL),
    ],
    ids=["memory", "disk", "time"],
)
def test_the_limits_are_the_systems_own(tmp_path, greed, ends_with):
    code = (
        f"import sys; sys.path.insert(0, {str(apart.ROOT)!r}); import readers.__main__ as reader; "
        f"reader.MOST_SECONDS = 1; reader.hold_to_limits(); {greed}"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False
    )

    assert done.returncode == ends_with


def test_a_reader_gets_the_file_and_nothing_of_ours(monkeypatch):
    started = {}

    class Noted(subprocess.Popen):
        def __init__(self, command, **options):
            started.update(options)
            super().__init__(command, **options)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    with apart.reading("table", b"a\nb\n") as lines:
        list(lines)

    assert started["env"] == {}, "no secret and no address of the database"
