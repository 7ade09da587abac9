"""No cell of ours is a formula, and every text can be had back (R-EXP-1, T-EXP-1)."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.csv_files import safe_cell, write_csv

STARTS = "=+-@\t\r\n\0＝＋－＠"
BLANKS = " \u00a0\u1680\u2000\u200b\u200d\u2028\ufeff\u3000\u2060"


def had_back(cell: str) -> str:
    """The way back that `safe_cell` describes."""
    is_stopped = cell.startswith("'") and cell.lstrip(f"{BLANKS}'")[:1] in set(STARTS)
    return cell.removeprefix("'") if is_stopped else cell


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("blank", ["", *BLANKS, " \u200b "])
def test_whatever_starts_a_formula_is_stopped(start, blank):
    assert safe_cell(f"{blank}{start}1+1") == f"'{blank}{start}1+1"


@pytest.mark.parametrize("cell", ["", "Nobody rings", "1+1", "a=b", "  ", "“=1”", "ہم نے کہا"])
def test_words_stay_as_they_are(cell):
    assert safe_cell(cell) == cell


def test_a_number_that_we_counted_is_a_number():
    assert safe_cell(-5) == "-5"


@settings(max_examples=300)
@given(
    st.lists(
        st.text(alphabet=st.sampled_from(f"{STARTS}{BLANKS}'a"))
        | st.text(st.characters(codec="utf-8")),
        min_size=1,
        max_size=4,
    )
)
def test_a_table_is_read_back_as_it_was_written(cells):
    data = write_csv(["Words"] * len(cells), [cells])
    _header, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))

    assert [had_back(cell) for cell in row] == cells
    for cell in row:
        assert cell.lstrip(BLANKS)[:1] not in set(STARTS)
