"""Whether a word that no dictionary has is a slip of the pen: "familly", "techer", "shcool"."""

from collections.abc import Container

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def is_slip(word: str, words: Container[str]) -> bool:
    """Say whether one letter more, less, changed or swapped makes a word of it."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return any(
        before + after[1:] in words
        or before + after[1:2] + after[:1] + after[2:] in words
        or any(
            before + letter + after in words or before + letter + after[1:] in words
            for letter in _LETTERS
        )
        for before, after in halves
    )
