"""The eighteen tags, their families, and what a sign or a polarity may be."""

PRIORITIES = ("semh", "autism-neurodiversity", "slcn", "timeliness", "early-help")
VALUES = (
    "open-honest",
    "listen",
    "lived-experience",
    "what-matters",
    "work-together",
    "respect",
)
OUTCOMES = (
    "confident",
    "heard",
    "health",
    "safe",
    "community",
    "happy-trust",
    "carers-enabled",
)
TAGS = PRIORITIES + VALUES + OUTCOMES
SIGNED = VALUES + OUTCOMES
FAMILIES = {"priorities": PRIORITIES, "values": VALUES, "outcomes": OUTCOMES}
SIGNS = ("+", "-", "~")
POLARITIES = ("praise", "concern", "suggestion", "mixed", "neutral")
LEVELS = ("none", "concern", "urgent")
