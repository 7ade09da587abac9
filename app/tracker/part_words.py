"""Words for how families took part: stages, levels, roles, and whether a value held."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.tracker.models import Held, Level, PartRole, Stage

STAGE_NAMES: dict[Stage, LazyString] = {
    Stage.FRAMING: _l("Saying what matters"),
    Stage.OPTIONS: _l("Thinking of what could be done"),
    Stage.DECISION: _l("Deciding"),
    Stage.DELIVERY: _l("Doing it"),
    Stage.REVIEW: _l("Checking whether it works"),
}
#: What each stage is called among staff and inspectors.
STAGE_TERMS: dict[Stage, LazyString] = {
    Stage.FRAMING: _l("Framing"),
    Stage.OPTIONS: _l("Options"),
    Stage.DECISION: _l("Decision"),
    Stage.DELIVERY: _l("Delivery"),
    Stage.REVIEW: _l("Review"),
}
LEVEL_NAMES: dict[Level, LazyString] = {
    Level.NONE: _l("No part"),
    Level.TOLD: _l("Told"),
    Level.ASKED: _l("Asked"),
    Level.CONSULTED: _l("Consulted"),
    Level.INVOLVED: _l("Involved"),
    Level.CO_PRODUCED: _l("Co-produced"),
}
#: What a level means, as the public reads it.
LEVEL_WORDS: dict[Level, LazyString] = {
    Level.NONE: _l("Families and young people had no part in this."),
    Level.TOLD: _l("We told families and young people about it."),
    Level.ASKED: _l("We asked families and young people."),
    Level.CONSULTED: _l("Families and young people saw our ideas and said what they think."),
    Level.INVOLVED: _l("Families and young people worked on it with us."),
    Level.CO_PRODUCED: _l("Families and young people did it with us, as equals."),
}
PART_ROLE_NAMES: dict[PartRole, LazyString] = {
    PartRole.PARENT_CARER: _l("Parents and carers"),
    PartRole.YOUNG_PERSON: _l("Children and young people"),
    PartRole.EDUCATION: _l("Schools and settings"),
    PartRole.HEALTH: _l("Health services"),
    PartRole.COUNCIL: _l("The council"),
    PartRole.COMMUNITY: _l("Community groups"),
}
HELD_NAMES: dict[Held, LazyString] = {
    Held.YES: _l("Yes, it held"),
    Held.PARTLY: _l("Partly"),
    Held.NO: _l("No, it did not hold"),
}
