"""Pieces that make hostile texts when repeated: each has made some pattern, somewhere, slow."""

HOSTILE = (
    # One letter, one sign, one letter that is none: the longest runs there are.
    *("a", "A", "1", "*", "!", "'", "\n", "\u200b", "a\u0336", "ﷺ", "🙂", "зло "),
    # Brackets, links, numbers and dates that never end.
    *("((([[[", "a@", "@", "_a", "a:", "a/", "1.2.3.", "0-", "S 1 1 ", "http://a.", "www."),
    # Letters apart and disguised, initials, titles and names.
    *("k i l l ", "k1ll ", "A. ", "mr a ", "our Ann ", "Ann-", "St ", "elm st "),
    # Words that begin something which never comes.
    *(
        "he hit me ",
        "not want to be here ",
        "born in ",
        "the first of ",
        "called ",
        "contact: ",
    ),
    # Of easy read, and of other languages.
    *(
        "is very ",
        "and we ",
        "three-",
        ", which ",
        "in order ",
        "no one _ ",
        "moja nie to ",
        "nie ",
    ),
)
