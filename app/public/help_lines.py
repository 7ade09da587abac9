"""Who to call when somebody is not safe. Confirm every number before a launch."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


@dataclass(frozen=True)
class HelpLine:
    """One line: what it is called, its number as people write it, and what it is for."""

    name: LazyString
    number: str
    text: LazyString
    picture: str
    is_text_message: bool = False

    @property
    def link(self) -> str:
        """The address that dials it."""
        scheme = "sms" if self.is_text_message else "tel"
        return f"{scheme}:{self.number.replace(' ', '')}"


HELP_LINES = (
    HelpLine(
        _l("Police, ambulance or fire"),
        "999",
        _l("Call now if someone is hurt or in danger. Free, day and night."),
        "ambulance",
    ),
    HelpLine(
        _l("Childline"),
        "0800 1111",
        _l(
            "For anyone under 19, about anything. Free, day and night. It is not on the phone bill."
        ),
        "telephone",
    ),
    HelpLine(
        _l("Samaritans"),
        "116 123",
        _l("To talk to someone, at any age. Free, day and night."),
        "talk-together",
    ),
    HelpLine(
        _l("Shout"),
        "85258",
        _l("Send a text message with the word SHOUT. Free, day and night."),
        "phone",
        is_text_message=True,
    ),
    HelpLine(
        _l("PAPYRUS HOPELINE247"),
        "0800 068 4141",
        _l("For people under 35 who think of suicide, and for those who worry about them."),
        "heart",
    ),
    HelpLine(
        _l("NSPCC"),
        "0808 800 5000",
        _l("For adults who worry about a child."),
        "safe-hands",
    ),
)
