"""Measuring: figures that can be checked by hand, with intervals, and how far people agree."""

import numpy as np
import pytest

from nlp.evaluation import agreement, figures
from nlp.examples import Example, read_example, shipped_examples
from nlp.labels import TAGS


def column(*values: int) -> np.ndarray:
    return np.array(values, bool)[:, None]


def test_precision_recall_and_f1_each_have_an_interval_around_them() -> None:
    wanted, given = column(*[1, 1, 0, 0] * 50), column(*[1, 0, 0, 0] * 50)
    found = figures(wanted, given)
    assert (found.count, found.precision, found.recall) == (100, 1.0, 0.5)
    assert found.precision_interval == (1.0, 1.0), "never wrong, however it is drawn"
    low, high = found.recall_interval
    assert 0.38 < low < 0.42 < 0.5 < 0.58 < high < 0.62
    low, high = found.f1_interval
    assert low < found.f1 < high


def test_fewer_comments_make_a_wider_interval() -> None:
    def width(times: int) -> float:
        low, high = figures(
            column(*[1, 1, 0] * times), column(*[1, 0, 1] * times)
        ).precision_interval
        return high - low

    assert width(10) > width(100) > width(1000) > 0


def double(text: str, labelled: list[str], written: list[str], by: str = "independent") -> Example:
    record = {"id": text, "text": text, "polarity": "concern", "labelled": by}
    return read_example(record | {"priorities": labelled, "author_tags": written}, "made up")


def test_agreement_is_measured_where_two_people_labelled_and_nowhere_else() -> None:
    examples = [
        double("a", ["semh"], ["semh"]),
        double("b", ["semh"], []),
        double("c", [], ["slcn"]),
        double("d", ["semh"], ["timeliness"], by="author"),
    ]
    alike = agreement(examples)
    assert tuple(alike) == TAGS
    assert (alike["semh"].count, alike["semh"].f1) == (2, pytest.approx(2 / 3))
    assert (alike["slcn"].count, alike["slcn"].f1) == (0, 0.0)
    assert alike["timeliness"].count == 0


def test_the_shipped_comments_say_how_far_people_agree_on_each_tag() -> None:
    alike = agreement(shipped_examples())
    assert min(found.count for found in alike.values()) > 100
    assert 0.5 < min(found.f1 for found in alike.values()) < 0.99
