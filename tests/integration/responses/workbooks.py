"""Workbooks written by hand, part by part, as the tools that people export from write them."""

import io
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DAY_STYLE, MOMENT_STYLE = 1, 2


def reference(column, row):
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def serial(moment, *, is_1904=False):
    """Return Excel's number of a day or a moment."""
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30)
    days = moment.toordinal() - start.toordinal()
    if not isinstance(moment, datetime):
        return days
    return days + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400


class Book:
    """A workbook as a person would have it; `parts` may be spoilt before it is packed."""

    def __init__(self, sheets, *, inline=False, is_1904=False, hidden=()):
        self.inline, self.is_1904 = inline, is_1904
        self.strings = []
        drawn = [self._sheet(rows) for rows in sheets.values()]
        numbers = range(1, len(drawn) + 1)
        self.parts = {
            "[Content_Types].xml": self._types(numbers),
            "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": self._book(sheets, hidden),
            "xl/_rels/workbook.xml.rels": _links(
                [
                    *(("worksheet", f"worksheets/sheet{number}.xml") for number in numbers),
                    ("styles", "styles.xml"),
                    *([] if inline else [("sharedStrings", "sharedStrings.xml")]),
                ]
            ),
            "xl/styles.xml": STYLES,
        }
        for number, text in zip(numbers, drawn, strict=True):
            self.parts[f"xl/worksheets/sheet{number}.xml"] = text
        if not inline:
            self.parts["xl/sharedStrings.xml"] = self._strings()

    def _types(self, numbers):
        main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        sheets = "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{main}.worksheet+xml"/>'  # noqa: E501
            for number in numbers
        )
        return (
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>{sheets}'
            "</Types>"
        )

    def _book(self, sheets, hidden):
        named = "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"'
            f' state="{"hidden" if name in hidden else "visible"}"/>'
            for number, name in enumerate(sheets, start=1)
        )
        facts = '<workbookPr date1904="1"/>' if self.is_1904 else "<workbookPr/>"
        return f'<workbook {NAMESPACE} xmlns:r="{KINDS}">{facts}<sheets>{named}</sheets></workbook>'

    def _sheet(self, rows):
        drawn = "".join(
            f'<row r="{number}">{self._cells(number, row)}</row>'
            for number, row in enumerate(rows, start=1)
            if row
        )
        return f"<worksheet {NAMESPACE}><sheetData>{drawn}</sheetData></worksheet>"

    def _cells(self, number, row):
        return "".join(
            self._cell(reference(column, number), value)
            for column, value in enumerate(row, start=1)
            if value not in (None, "")
        )

    def _cell(self, where, value):
        if isinstance(value, bool):
            return f'<c r="{where}" t="b"><v>{int(value)}</v></c>'
        if isinstance(value, datetime | date):
            style = MOMENT_STYLE if isinstance(value, datetime) else DAY_STYLE
            shown = serial(value, is_1904=self.is_1904)
            return f'<c r="{where}" s="{style}"><v>{shown!r}</v></c>'
        if isinstance(value, int | float):
            return f'<c r="{where}"><v>{value!r}</v></c>'
        if self.inline:
            return f'<c r="{where}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        if value not in self.strings:
            self.strings.append(value)
        return f'<c r="{where}" t="s"><v>{self.strings.index(value)}</v></c>'

    def _strings(self):
        items = "".join(
            f'<si><t xml:space="preserve">{escape(each)}</t></si>' for each in self.strings
        )
        return f'<sst {NAMESPACE} uniqueCount="{len(self.strings)}">{items}</sst>'

    def packed(self, *, stored=()):
        """Return the file; parts that are `stored` are not made smaller."""
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
                archive.writestr(name, content, kind)
        return kept.getvalue()


def _links(kinds):
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{KINDS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(kinds, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{found}</Relationships>'


#: Style 1 is a day that Excel knows, style 2 a moment in a format of the file's own; 3 a length.
STYLES = (
    f"<styleSheet {NAMESPACE}><numFmts>"
    '<numFmt numFmtId="164" formatCode="m/d/yy\\ h:mm:ss"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm:ss"/>'
    '<numFmt numFmtId="166" formatCode="&quot;day &quot;0"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/></cellXfs></styleSheet>'
)


def packed(sheets, **options):
    """Return a workbook of these sheets, {name: rows}, as a file."""
    return Book(sheets, **options).packed()
