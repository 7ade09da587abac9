"""Postcodes as people type them: glued, spaced letter by letter, with the letter O for nought."""

import re
from collections.abc import Iterator

from nlp.fold import word_set

#: The areas of the United Kingdom, Jersey, Guernsey and Man (Royal Mail).
_AREAS = word_set(
    """
    ab al b ba bb bd bf bh bl bn br bs bt bx ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt
    dy e ec en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll
    ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn
    so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze
    """
)
#: Only in inner London does a letter follow the number of the district.
_LETTERED = word_set("e ec n nw se sw w wc")
#: What follows a number in plain English.
_UNITS = word_set("am pm st nd rd th yr yo hr kg km cm mm ml mg gb wk mo")
_SHAPE = re.compile(
    r"(?<![A-Za-z0-9])(?P<area>[A-Za-z]{1,2})(?P<district>[0-9O][0-9O]?)(?P<letter>[A-Za-z]?)"
    r"(?P<gap>[ \u00a0\t-]{0,2})[0-9O](?P<unit>[A-Za-z]{2})(?![A-Za-z0-9])"
)
_APART = re.compile(
    r"(?<![A-Za-z0-9])(?P<area>[A-Za-z][ \u00a0]?[A-Za-z]?)[ \u00a0]{0,2}(?P<district>[0-9]{1,2})"
    r"(?P<letter>)(?P<gap>[ \u00a0]{0,2})[0-9](?P<unit>[A-Za-z]{2})(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?P<area1>[A-Za-z](?: [A-Za-z])?)(?: [0-9]){1,2}(?P<letter1>(?: [A-Za-z])?)"
    r" [0-9] [A-Za-z] [A-Za-z](?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?P<area2>[A-Z]{1,2}) ?[0-9]{1,2} [0-9] ?[A-Z] [A-Z](?![A-Za-z0-9])"
)


def _is_shaped(match: re.Match[str]) -> bool:
    """Say whether characters with the shape are a postcode rather than "su1c1de" or "Y6 2nd"."""
    area, unit, letter = match["area"].lower(), match["unit"].lower(), match["letter"]
    if (letter and area not in _LETTERED) or unit in {"am", "pm"}:
        return False
    if area in _AREAS:
        return len(area) > 1 or match["district"] != "O"
    # No such area, but a slip of the hand or an example should not be shown either.
    glued = not match["gap"] and not match.group().isupper()
    return unit not in _UNITS and match["district"] != "O" and not glued


def _is_apart(match: re.Match[str]) -> bool:
    if match["unit"]:
        area = match["area"].replace(" ", "").replace("\u00a0", "").lower()
        return area in _AREAS and (match["unit"].isupper() or match["unit"].lower() not in _UNITS)
    area = (match["area1"] or match["area2"]).replace(" ", "").lower()
    return area in (_LETTERED if match["letter1"] else _AREAS)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of postcodes, of which some may overlap."""
    for match in _SHAPE.finditer(text):
        if _is_shaped(match):
            yield match.span()
    for match in _APART.finditer(text):
        if _is_apart(match):
            yield match.span()
