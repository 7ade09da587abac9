"""Find a picture by what it shows or means: by whole words, so that “ear” does not find tears."""

import re
import unicodedata

from app.pictures.services import own_pictures, picture_index

_WORD = re.compile(r"\w+")
_SMALL = {"a", "an", "the", "of", "to", "in", "on", "at", "and", "or", "my", "i", "with", "for"}
#: Words that are asked for alike; a picture with one of them is found by each.
_ALIKE = (
    {"mum", "mother", "mummy", "dad", "father", "daddy", "parent", "carer", "guardian"},
    {"gran", "grandma", "nan", "grandad", "grandpa", "grandparent", "old", "older", "elderly"},
    {"child", "kid", "boy", "girl", "pupil"},
    {"teenager", "teen", "youth", "young"},
    {"teacher", "senco", "tutor", "teaching"},
    {"school", "nursery", "class", "classroom", "lesson"},
    {"college", "sixth", "university", "uni"},
    {"doctor", "gp", "paediatrician", "clinic"},
    {"travel", "transport", "journey", "trip", "ride"},
    {"taxi", "cab", "minibus"},
    {"friend", "mate", "buddy", "lonely", "bully", "bullying"},
    {"worried", "anxious", "anxiety", "nervous", "scared", "afraid", "fear", "stress", "worry"},
    {"sad", "unhappy", "upset", "cry", "crying", "tear", "depressed", "lonely"},
    {"happy", "glad", "pleased", "joy", "smile"},
    {"angry", "cross", "mad", "furious", "meltdown"},
    {"calm", "relaxed", "peaceful", "regulated"},
    {"loud", "noise", "noisy", "sensory", "sound"},
    {"quiet", "silent", "silence"},
    {"wait", "waiting", "queue", "delay", "late", "slow"},
    {"phone", "telephone", "call", "ring", "mobile"},
    {"email", "mail", "letter", "post"},
    {"money", "pay", "cost", "benefit", "fund", "funding", "cash", "budget"},
    {"home", "house"},
    {"food", "eat", "meal", "lunch", "dinner", "diet"},
    {"play", "fun", "game", "toy"},
    {"help", "support", "assistant", "ta"},
    {"safe", "safety", "protect", "safeguarding", "danger"},
    {"plan", "ehcp", "ehc"},
    {"talk", "speak", "say", "speech", "salt", "language", "communication", "conversation"},
    {"listen", "hear", "heard", "hearing", "deaf"},
    {"see", "sight", "blind", "vision"},
    {"brain", "autism", "autistic", "adhd", "mind", "neurodivergent", "thinking"},
    {"health", "medical", "ill", "hurt", "pain", "medicine", "pill", "tablet"},
    {"disability", "disabled", "wheelchair", "access", "ramp", "accessible"},
    {"choose", "choice", "decide", "decision"},
    {"break", "rest", "respite", "overnight"},
    {"work", "job", "employment", "career"},
    {"sport", "exercise", "pe", "football", "swimming"},
    {"computer", "laptop", "internet", "online", "website"},
    {"meeting", "together", "group", "team"},
    {"council", "social", "staff"},
    {"change", "different", "transition", "move"},
)


def _bare(word: str) -> str:
    """Return a word without its accents and its plural."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    if len(bare) > 4 and bare.endswith("ies"):
        return bare[:-3] + "y"
    if len(bare) > 4 and bare.endswith(("ses", "xes", "ches", "shes")):
        return bare[:-2]
    return bare[:-1] if len(bare) > 3 and bare.endswith("s") and not bare.endswith("ss") else bare


def _words(*texts: str) -> set[str]:
    return {_bare(each) for text in texts for each in _WORD.findall(text)} - _SMALL


_GROUPS = [{_bare(each) for each in group} for group in _ALIKE]


def _alike(word: str) -> set[str]:
    return {word}.union(*(group for group in _GROUPS if word in group))


def search_pictures(asked: str) -> dict[str, str]:
    """Return {name: what it shows}: what has the most of the words asked for comes first.

    A word itself counts for more than one that means the same. Nothing asked finds everything.
    """
    shown = {each.name: (each.alt, _words(each.alt, *each.words)) for each in own_pictures()}
    for name, facts in picture_index().items():
        shown[name] = (facts["alt"], _words(name, facts["alt"], *facts["words"]))
    wanted = _words(asked)
    found = []
    for name, (alt, has) in shown.items():
        score = sum(2 * (word in has) + bool(_alike(word) & has) for word in wanted)
        if score or not wanted:
            # Of two that fit as well, the one of which less is said means it more.
            rest = len(has) if wanted else 0
            found.append((-score, rest, alt.casefold(), name, alt))
    return {name: alt for _score, _rest, _key, name, alt in sorted(found)}
