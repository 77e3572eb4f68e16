"""Every state x action x person of offers and dealings, against the tables that drive buttons and documentation."""

from pathlib import Path

import pytest
from django.db import transaction

from credits.lots import states
from credits.lots.tables import TABLES
from credits.lots.work import possible_actions
from credits.models import Cancellation, Correction, Lot, Offer, Retirement, Transfer
from registry.actor import Actor, public
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.states import STAYS, StateTable
from tests.builders_people import PEOPLE
from tests.dealings.market import COMMANDS, Market, Thing

pytestmark = pytest.mark.django_db

VISITOR = "visitor"
EVERYBODY = [*PEOPLE, VISITOR]
READ_ALL = {"registrar", "registrar_approver", "auditor"}
LANDHOLDERS = {"landholder_member", "landholder_signatory"}
DEVELOPERS = {"proponent_member", "developer"}
SIGNATORIES = {
    "landholder_signatory",
    "other_landholder_signatory",
    "developer",
    "trust_officer",
    "trust_approver",
}
OFFICERS = {"registrar", "registrar_approver"}

VARIANTS: dict[str, type[Thing]] = {
    "standing offer": Offer,
    "named offer": Offer,
    "transfer": Transfer,
    "retirement": Retirement,
    "cancellation": Cancellation,
    "correction": Correction,
}
SEES = {
    "standing offer": READ_ALL | LANDHOLDERS,
    "named offer": READ_ALL | LANDHOLDERS | DEVELOPERS,
    "transfer": READ_ALL | LANDHOLDERS | DEVELOPERS,
    "retirement": READ_ALL | LANDHOLDERS,
    "cancellation": READ_ALL | LANDHOLDERS,
    # Credits that were sold go back: the lot is the buyer's.
    "correction": READ_ALL | DEVELOPERS,
}
MAY = {
    ("standing offer", "accept"): SIGNATORIES - LANDHOLDERS,
    ("standing offer", "withdraw"): {"landholder_signatory"},
    ("named offer", "accept"): {"developer"},
    ("named offer", "withdraw"): {"landholder_signatory", "developer"},
    ("transfer", "check"): {"registrar"},
    ("transfer", "settle"): {"registrar_approver"},
    ("transfer", "refuse"): OFFICERS,
    ("transfer", "withdraw"): {"landholder_signatory", "developer"},
    ("retirement", "check"): {"registrar"},
    ("retirement", "retire"): {"registrar_approver"},
    ("retirement", "refuse"): OFFICERS,
    ("retirement", "withdraw"): {"landholder_signatory"},
    ("cancellation", "cancel"): {"registrar_approver"},
    ("cancellation", "withdraw"): OFFICERS,
    ("correction", "post"): {"registrar_approver"},
    ("correction", "withdraw"): OFFICERS,
}


def table_of(variant: str) -> StateTable:
    return TABLES[VARIANTS[variant]]


def made(variant: str, state: str, market: Market) -> Thing:
    """The thing, brought to `state` by the people who may."""
    lot = market.lot(100)
    if "offer" in variant:
        named = {"buyer_id": str(market.buyer.public_id)} if variant == "named offer" else {}
        thing: Thing = market.offer(lot, 10, **named)
        if state == states.TAKEN:
            market.accept(thing)
        path = [("withdraw", market.seller_person)] if state == states.WITHDRAWN else []
    elif variant == "transfer":
        thing = market.accept(market.offer(lot, 10))
        path = PATHS(market)[state]
    elif variant == "retirement":
        thing = market.apply(lot, 10)
        path = PATHS(market)[state]
    elif variant == "cancellation":
        thing = market.propose_cancellation(lot, 10)
        path = PATHS(market)[state]
    else:
        child = market.settled_transfer(lot, 10).new_lot
        thing = market.propose_correction(Lot.objects.get(pk=child.pk), 5)
        path = PATHS(market)[state]
    for action, person in path:
        if action == "withdraw" and isinstance(thing, Cancellation | Correction):
            person = market.registrar
        market.act(action, thing, person)
    thing.refresh_from_db()
    assert thing.state == state
    return thing


def PATHS(market: Market):
    check = ("check", market.registrar)
    return {
        states.ACCEPTED: [],
        states.APPLIED: [],
        states.PROPOSED: [],
        states.CHECKED: [check],
        states.SETTLED: [check, ("settle", market.approver)],
        states.RETIRED: [check, ("retire", market.approver)],
        states.REFUSED: [("refuse", market.registrar)],
        states.WITHDRAWN: [("withdraw", market.seller_person)],
        states.CANCELLED: [("cancel", market.approver)],
        states.POSTED: [("post", market.approver)],
    }


def allowed(variant: str, state: str, action: str) -> set[str]:
    """Who may. Without a cooling-off period nobody withdraws what the registrar has checked."""
    if (variant, state, action) == ("transfer", states.CHECKED, "withdraw"):
        return set()
    return MAY[variant, action]


def sees(variant: str, state: str, person: str) -> bool:
    if person == VISITOR:
        return False
    if variant == "standing offer" and state != states.WITHDRAWN:
        # Everybody while it is open; afterwards those who accepted something of it.
        return state == states.OPEN or person in SEES[variant] | DEVELOPERS
    return person in SEES[variant]


def outcome(market: Market, action: str, thing: Thing, actor: Actor) -> object:
    """What comes of it: the state it ends in, or the refusal; undone afterwards."""
    before = transaction.savepoint()
    try:
        market.act(action, thing, actor)
        return type(thing).objects.values_list("state", flat=True).get(pk=thing.pk)
    except (NotVisible, NotAllowed) as refusal:
        return type(refusal)
    except DomainError as refusal:
        return refusal.code
    finally:
        transaction.savepoint_rollback(before)


CELLS = [(variant, state) for variant in VARIANTS for state in table_of(variant).states]


@pytest.mark.parametrize(("variant", "state"), CELLS, ids=[" ".join(cell) for cell in CELLS])
def test_each_person_can_do_exactly_what_the_table_says_and_is_offered_the_same(
    market: Market, cast, variant: str, state: str
) -> None:
    thing, table = made(variant, state, market), table_of(variant)
    found, expected = {}, {}
    for person in EVERYBODY:
        actor = public() if person == VISITOR else market.actor(cast.person(person))
        for transition in table.transitions:
            cell = (person, transition.action)
            found[cell] = outcome(market, transition.action, thing, actor)
            if not sees(variant, state, person):
                expected[cell] = NotVisible
            elif person not in allowed(variant, state, transition.action):
                expected[cell] = NotAllowed
            elif state not in transition.sources:
                expected[cell] = f"{table.name}.wrong_state"
            else:
                expected[cell] = state if transition.target == STAYS else transition.target
    assert found == expected
    for person in PEOPLE:
        buttons = possible_actions(market.actor(cast.person(person)), thing)
        offered = {button.transition.action for button in buttons if button.allowed}
        assert offered == {
            transition.action
            for transition in table.transitions
            if state in transition.sources and person in allowed(variant, state, transition.action)
        }, person
        assert all(bool(button.reason) != button.allowed for button in buttons)


def test_the_matrix_leaves_no_action_and_no_command_out() -> None:
    actions = {(variant, t.action) for variant in VARIANTS for t in table_of(variant).transitions}
    assert set(MAY) == actions
    assert set(COMMANDS) == {(VARIANTS[variant], action) for variant, action in actions}


@pytest.mark.parametrize("table", TABLES.values(), ids=[table.name for table in TABLES.values()])
def test_every_state_is_reached_and_every_action_leads_to_a_known_state(table: StateTable) -> None:
    led_to = {t.target for t in table.transitions} - {STAYS}
    # An offer becomes taken by the acceptance that leaves nothing.
    taken = {states.TAKEN} if table is states.OFFER else set()
    assert led_to | taken | {table.initial} == set(table.states)
    assert all(t.sources <= set(table.states) for t in table.transitions)


@pytest.mark.parametrize("table", TABLES.values(), ids=[table.name for table in TABLES.values()])
def test_the_statuses_page_of_the_documentation_agrees_with_the_table(table: StateTable) -> None:
    text = (Path(__file__).parents[2] / "docs" / "statuses.md").read_text()
    chapter = text.split(f"\n## {table.name.capitalize()} ", 1)[1].split("\n## ", 1)[0]
    for transition in table.transitions:
        target = transition.target or "stays"
        row = f"| {transition.action} | {', '.join(sorted(transition.sources))} | {target} |"
        assert row in chapter, f"docs/statuses.md lacks: {row}"
