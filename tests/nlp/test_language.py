"""The language guard: English stays English, and other languages are seen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nlp.language import detect

CORPUS = Path("nlp/data/train.jsonl")


def test_no_english_comment_of_four_words_is_called_foreign() -> None:
    texts = [json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    wrong = [text for text in texts if len(text.split()) >= 4 and detect(text) != "en"]
    assert len(texts) > 2_000
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "gud skool",
        "no frends",
        "cahms r rubish n nowt gets dun",
        "2 loud",
        "Man shout",
        "wiv miss b its alrite innit",
        "dunno lol",
        "ehcp echp ehpc cahms senko",
        "our zainab n hamza luv portage",
        "Agnieszka Szymańska, Oluwaseun, Xinyi, Siobhán",
    ],
)
def test_misspelling_names_and_two_word_answers_are_english(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("pl", "Mój syn nie dostaje żadnej pomocy w szkole, czekamy już rok."),
        ("pl", "moj syn nie ma pomocy w szkole"),
        ("ro", "copilul meu nu are ajutor la scoala"),
        ("ur", "میری بیٹی کو اسکول میں مدد نہیں ملتی"),
        ("ur", "meri beti ko school mein madad nahi milti"),
        ("ar", "ابني لا يحصل على مساعدة في المدرسة"),
        ("fa", "پسر من در مدرسه کمک نمی‌گیرد و ما یک سال منتظر بوده‌ایم"),
        ("zh", "我儿子在学校没有得到帮助"),
        ("uk", "Моя дитина чекає на логопеда вже рік"),
        ("so", "Wiilkaygu iskuulka caawimaad kama helo, waxaan sugaynay sanad"),
        ("cy", "Mae fy mab yn aros am help yn yr ysgol ers blwyddyn"),
        ("pt", "O meu filho não recebe ajuda na escola há um ano"),
        ("es", "Mi hijo no recibe ayuda en la escuela"),
        ("fr", "Mon fils n'a pas d'aide à l'école depuis un an"),
        ("tr", "Oğlum okulda yardım almıyor, bir yıldır bekliyoruz"),
        ("bn", "আমার ছেলে স্কুলে সাহায্য পায় না"),
        ("pa", "ਮੇਰੇ ਪੁੱਤਰ ਨੂੰ ਸਕੂਲ ਵਿੱਚ ਮਦਦ ਨਹੀਂ ਮਿਲਦੀ"),
        ("hu", "A fiam nem kap segítséget az iskolában"),
    ],
)
def test_a_foreign_comment_is_seen(code: str, text: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize("text", ["", "👍👍", "...", "123", " \n "])
def test_nothing_to_judge_is_undecided(text: str) -> None:
    assert detect(text) == "und"


def test_english_never_loads_the_statistical_model() -> None:
    code = (
        "import sys, nlp.language as l; l.detect('He has had no help at all'); "
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
