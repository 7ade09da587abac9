"""The language guard: English stays English, and other languages are seen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nlp.language import detect

CORPORA = [
    *Path("nlp/data").glob("*.jsonl"),
    *(Path(__file__).parents[3] / "shared" / "corpus").glob("*.jsonl"),
]
LABELLED = [
    line.split("\t")
    for line in Path(__file__)
    .with_name("data")
    .joinpath("languages.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
    if not line.startswith("#")
]


def test_no_english_comment_of_four_words_is_called_foreign() -> None:
    texts = {
        json.loads(line)["text"]
        for file in CORPORA
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    wrong = [text for text in texts if len(text.split()) >= 4 and detect(text) != "en"]
    assert len(texts) > 4_000
    assert wrong == []


def test_dialect_misspelling_and_words_of_home_are_english() -> None:
    english = [text for code, text in LABELLED if code == "en"]
    assert len(english) >= 120
    assert [text for text in english if detect(text) != "en"] == []


def test_foreign_and_mixed_comments_are_seen_and_named() -> None:
    foreign = [(code, detect(text)) for code, text in LABELLED if code != "en"]
    seen = [pair for pair in foreign if pair[1] not in {"en", "und"}]
    assert len(foreign) >= 120
    assert len(seen) / len(foreign) >= 0.97
    assert sum(code == found for code, found in seen) / len(seen) >= 0.97


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ur", "mera beta autism assessment waiting list par do saal se hai"),
        ("fr", "Mon fils attend CAMHS depuis deux ans"),
        ("es", "mi padre me pega"),
        ("pl", "moj syn nie dostaje help at school"),
        ("ro", "mama mea plange"),
        ("ar", "ana mabsoot"),
        ("pl", "nie wiem"),
        ("pl", "nic"),
        ("pl", "moja mama"),
        ("uk", "My son is six and he waits but мій син не отримує допомоги here at his school"),
        ("zh", "The school said that he is fine 但是我们觉得他需要更多帮助"),
    ],
)
def test_names_of_services_are_no_english(code: str, text: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "My nani came for Eid and there was no halal food at the club",
        "She was so kind to us, dziękuję bardzo!",
        "Thank you, спасибо, to the whole team at the hub",
        "He says nie wiem to everything they ask",
        "HA HA HA HA",
        "kan i go hom",
    ],
)
def test_a_word_or_two_of_another_language_leave_a_comment_english(text: str) -> None:
    assert detect(text) == "en"


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
