"""Words that count out a handful of people: nobody may be recognised by being few (R-SDC-1).

The page says how many by itself, suppressed and rounded. What staff write beside it, in English or
in another language, must not say it again. Words like "one person to ring" are refused too: whether
they count somebody who spoke is for people to say, and "a person to ring" says the same.
"""

import re

from flask_babel import lazy_gettext as _l

FEW = _l(
    "Do not write how many people said it when they were fewer than 10: somebody could be "
    "recognised. The page says how many by itself."
)
#: A digit in any script that our languages are written in.
_DIGIT = "[1-9۱-۹١-٩]"
#: What stands before a number that is no count: "1,005 people", "Year 9 children".
_NO_COUNT = r"(?<!\d[.,])(?<!year )"
#: In "one family hub" it is the hub that is counted.
_NOT_A_PART = r"(?!\s+(?:hubs?|centres?|workers?|rooms?|days?|groups?|sessions?))"
_SINGULAR = r"(?:person|parent|carer|family|child|young person|mum|dad|respondent)"
_PLURAL = r"(?:people|persons|parents?|carers|families|children|young people|mums|dads|respondents)"
_ENGLISH_NUMBERS = "two|three|four|five|six|seven|eight|nine"
_OF = r"\s+(?:of\s+(?:(?:the|our|these|those|\d+)\s+){0,2})?(?:\w+\s+)?"

#: {language: (number words, words for people)}. Words for "one" that also mean "a" are left out,
#: and "no" in Persian, which is written like "nine".
_OTHERS = {
    "pl": (
        "jeden|jedna|jedno|jednego|jednej|dwa|dwie|dwoje|dwóch|dwojga|trzy|trzej|trzech|troje|"
        "trojga|cztery|czterej|czterech|czworo|pięć|pięciu|pięcioro|sześć|sześciu|sześcioro|"
        "siedem|siedmiu|siedmioro|osiem|ośmiu|ośmioro|dziewięć|dziewięciu|dziewięcioro",
        r"osob\w*|osób|ludzi\w*|rodzic\w*|rodzin[aeyęąo]?|rodzin(?:om|ami|ach|ie)|opiekun\w*|"
        r"dzieck\w*|dzieci\w*|mam[ay]?|tat(?:a|y|ów|ę)|młodych|młodzi",
    ),
    "ur": (
        "دو|تین|چار|پانچ|چھ|چھے|سات|آٹھ|نو",
        r"افراد|لوگ\w*|شخص|والدین|خاندان\w*|بچے|بچوں|نوجوان\w*|مائیں|ماؤں|باپ",
    ),
    "ar": (
        "ثلاث|ثلاثة|أربع|أربعة|خمس|خمسة|ست|ستة|سبع|سبعة|ثمان|ثماني|ثمانية|تسع|تسعة",
        "أشخاص|شخص|عائلات|عائلة|أسر|أسرة|أطفال|طفل|آباء|أمهات|والدين|شبان|شباب",
    ),
    "fa": (
        "دو|سه|چهار|پنج|شش|هفت|هشت",
        r"نفر|شخص|خانواده\w*|کودک\w*|بچه\w*|والد\w*|جوان\w*|مادر\w*|پدر\w*",
    ),
    "uk": (
        "один|одна|дві|два|двоє|двох|три|троє|трьох|чотири|четверо|чотирьох|п['’ʼ]ять|"
        "п['’ʼ]яти|шість|шести|сім|семи|вісім|восьми|дев['’ʼ]ять|дев['’ʼ]яти",
        r"люд\w+|осіб|особ\w+|батьк\w+|мам\w*|тат\w*|родин\w*|сім['’ʼ]\w+|сімей|діт\w+|дит\w+|"
        r"опікун\w+",
    ),
    "ro": (
        "doi|două|trei|patru|cinci|șase|sase|șapte|sapte|opt|nouă",
        r"persoan\w+|oameni\w*|părin\w+|famili\w+|copi(?:i|ii|il|lul|lor)|tineri\w*|mam\w+|tați\w*",
    ),
}
#: Chinese has no spaces between words.
_CHINESE = (
    r"(?<![0-9一二三四五六七八九十百千萬万])[1-9二兩三四五六七八九]\s*(?:名|位|個|户|戶)?\s*"
    r"(?:家長|父母|家庭|孩子|兒童|學生|人|年輕人|青少年|照顧者)"
)


def _counts(numbers: str, people: str) -> str:
    return rf"{_NO_COUNT}\b(?:{_DIGIT}|{numbers}){_OF}(?:{people})\b"


_NAMES_FEW = re.compile(
    "|".join(
        [
            rf"\b(?:1|one){_OF}{_SINGULAR}\b{_NOT_A_PART}",
            _counts(_ENGLISH_NUMBERS, _PLURAL),
            *(_counts(numbers, people) for numbers, people in _OTHERS.values()),
            _CHINESE,
        ]
    ),
    re.IGNORECASE,
)


def counts_out_few(text: str) -> bool:
    """Return True when a text says how many people there were, and they were fewer than ten."""
    return _NAMES_FEW.search(text) is not None
