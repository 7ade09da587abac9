"""The desk: what waits for the person who looks at it."""

import re

import pytest

from app.accounts.models import RoleName
from app.accounts.services import Card
from tests.integration.sign_in import sign_in


@pytest.fixture
def cards(app):
    """The list that the rooms add to, emptied for one test."""
    kept = list(app.extensions["desk_cards"])
    app.extensions["desk_cards"].clear()
    yield app.extensions["desk_cards"]
    app.extensions["desk_cards"][:] = kept


def test_each_room_puts_its_cards_on_the_desk(app, cards):
    cards.append(lambda _user: [Card("Comments to read", 7, "/staff/account", "Since Monday")])
    cards.append(lambda _user: [Card("Open concerns", 1, "/staff/account", is_urgent=True)])
    client, _user = sign_in(app, RoleName.REVIEWER)

    page = client.get("/staff").text

    assert "Comments to read" in page
    assert "Since Monday" in page
    assert page.index("Open concerns") < page.index("Comments to read")


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (RoleName.BOARD, ["not-in-our-strategy", "accuracy"], ["/staff/reader"]),
        (
            RoleName.ADMIN,
            ["not-in-our-strategy", "accuracy", "/staff/reader", "/staff/reader/lists"],
            [],
        ),
        (RoleName.REVIEWER, ["not-in-our-strategy", "accuracy"], ["/staff/reader"]),
        (RoleName.FACILITATOR, [], ["not-in-our-strategy", "accuracy", "/staff/reader"]),
    ],
)
def test_whoever_may_read_a_figure_finds_it_on_the_desk(app, role, shown, hidden):
    client, _user = sign_in(app, role)
    page = client.get("/staff").text

    addresses = re.findall(r'<li class="sd-measure"><a[^>]* href="([^"]+)"', page)
    for each in shown:
        assert any(each in address for address in addresses), each
    assert not [each for each in hidden for address in addresses if each in address]
    for address in addresses:
        assert client.get(address).status_code == 200
    if shown:
        assert "under 5 comments read." in page, "the strategy's gap, month by month"


def test_a_room_is_asked_for_this_person(app, cards):
    cards.append(lambda user: [Card("Yours", 1, "/staff")] if user.name == "Kim" else [])

    assert "Yours" in sign_in(app, RoleName.BOARD, name="Kim")[0].get("/staff").text
    assert "Yours" not in sign_in(app, RoleName.BOARD, name="Lee")[0].get("/staff").text


def test_an_empty_desk_says_so(app, cards):
    cards.append(lambda _user: [Card("Comments to read", 0, "/staff/account")])
    client, _user = sign_in(app, RoleName.REVIEWER)

    page = client.get("/staff").text

    assert "Nothing waits for you now." in page
    assert "Comments to read" in page


def test_someone_without_a_role_is_told_whom_to_ask(app, cards):
    assert "You have no role yet." in sign_in(app)[0].get("/staff").text


def test_the_menu_holds_only_what_the_person_may_open(app):
    admin, _user = sign_in(app, RoleName.ADMIN)
    board, _user = sign_in(app, RoleName.BOARD)

    assert ">People</a>" in admin.get("/staff").text
    assert ">People</a>" not in board.get("/staff").text
