"""Two thousand pieces of writing in many scripts go in by the form and lie there byte by byte."""

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


def make_strings():
    """Each is a few pieces, every other one with its letters taken apart (NFD)."""
    chance = random.Random(7)
    for number in range(HOW_MANY):
        text = f"{number} " + " ".join(chance.sample(PIECES, 2))
        yield unicodedata.normalize("NFD", text) if number % 2 else text


def test_two_thousand_strings_are_stored_as_they_were_written(client):
    one_box = [page("story", "text", "What happened?")]
    store_survey("box", {"title": "T", "summary": "S", "for_whom": "F", "pages": one_box})
    strings = list(make_strings())
    for start in range(0, HOW_MANY, AT_ONCE):
        # A browser ends lines with CR LF; we keep LF. Letters are kept put together (NFC).
        Taker(client, "box").begin().press(
            story="\r\n".join(strings[start : start + AT_ONCE])
        ).send()

    # Nothing says in which order comments came; each line has a number of its own.
    stored = db.session.scalars(sa.select(Comment.text))
    lines = [line for text in stored for line in text.split("\n")]
    expected = [unicodedata.normalize("NFC", each) for each in strings]
    assert sorted(each.encode() for each in lines) == sorted(each.encode() for each in expected)
    assert len(lines) == HOW_MANY
