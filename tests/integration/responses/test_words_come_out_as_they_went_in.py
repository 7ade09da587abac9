"""Two thousand pieces of writing in many scripts go in by the form and come out byte by byte.

With one exception, which R-UNI-1 asks for: a letter and its marks that came apart are put together.
"""

import random
import unicodedata

import sqlalchemy as sa

from app.db import db
from app.responses.models import Comment
from tests.integration.responses.conftest import Taker, page, store_survey

#: Words of many scripts, with what is easily lost: joiners, marks, flags, skin tones, quotes.
PIECES = [
    *("Nobody rang back.", "“We waited” – 10 weeks…", "<b>&amp;</b> {{ 7 }} %(x)s", "C:\\new"),
    *("Zażółć gęślą jaźń", "Źdźbło", "هم دس ہفتے انتظار کرتے رہے۔", "نہیں، کسی نے فون نہیں کیا"),
    *("می‌خواهم", "مدرسة ١٢٣", "עִבְרִית", "等了十個星期", "我哋好攰", "𠮷野家", "Їжак і ґанок"),
    *("ășțâî", "हिन्दी क्षेत्र", "தமிழ்", "ᓄᓇᕗᑦ", "한국어", "Việt Nam ơi", "ﬁne", "İıŞş"),
    *("👩🏽‍🦽", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇵🇱🇵🇰", "1️⃣", "😀⚽", "e\u0301 a\u0328", "\u200fא\u200e"),
]
HOW_MANY, AT_ONCE = 2000, 100


def make_strings(form):
    """Return each as a few pieces, in one of Unicode's two forms: NFC or NFD."""
    chance = random.Random(7)
    strings = [f"{number} " + " ".join(chance.sample(PIECES, 2)) for number in range(HOW_MANY)]
    return [unicodedata.normalize(form, each) for each in strings]


def send(client, strings):
    """Send them by the form, many in a box; return the lines of every last look, as it is read."""
    one_box = [page("story", "text", "What happened?")]
    store_survey("box", {"title": "T", "summary": "S", "for_whom": "F", "pages": one_box})
    seen = []
    for start in range(0, len(strings), AT_ONCE):
        # A browser ends lines with CR LF; we keep LF.
        box = "\r\n".join(strings[start : start + AT_ONCE])
        taker = Taker(client, "box").begin().press(story=box)
        seen += taker.text.splitlines()
        taker.send()
    return seen


def stored():
    # Nothing says in which order comments came; each line has a number of its own.
    texts = db.session.scalars(sa.select(Comment.text))
    return sorted(line.encode() for text in texts for line in text.split("\n"))


def test_two_thousand_strings_come_out_byte_by_byte_as_they_were_written(client):
    """As keyboards and phones write them: each letter with its marks is one (NFC)."""
    strings = make_strings("NFC")
    seen = "\n".join(send(client, strings))

    assert stored() == sorted(each.encode() for each in strings)
    assert not [each for each in strings if each not in seen], "and are shown so"


def test_letters_that_came_taken_apart_are_put_together_and_nothing_else_changes(client):
    """R-UNI-1 asks for one form, so that a word is found however its letters were put (NFD)."""
    strings = make_strings("NFD")
    send(client, strings)

    together = [unicodedata.normalize("NFC", each) for each in strings]
    assert together != strings
    assert stored() == sorted(each.encode() for each in together)
    back = sorted(unicodedata.normalize("NFD", line.decode()).encode() for line in stored())
    assert back == sorted(each.encode() for each in strings), "the same letters: nothing is lost"
