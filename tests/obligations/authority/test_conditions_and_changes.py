"""Conditions ticked off, consents that lapse, another developer, orders entered by hand."""

from datetime import date, timedelta
from typing import Any

import pytest

from credits.obligations import concurrence, quantities, states
from credits.obligations.models import Condition, Obligation, ObligationLine
from credits.obligations.services import changing, conditions, orders
from registry.findings import DomainError, InvalidInput, NotAllowed
from registry.notices.models import Notice
from registry.parties.models import Organisation
from tests.builders_agreements import actor
from tests.builders_people import Cast, give_role, make_organisation, make_user
from tests.obligations import builders as made
from tests.obligations.authority import steps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("release")]


def write(cast: Cast, application: Any, text: str, **values: Any) -> str:
    done = conditions.write(
        actor=actor(cast, "authority_officer"),
        application_id=str(application.public_id),
        text=text,
        **values,
    )
    return str(done["condition_id"])


@pytest.mark.statement("N27")
def test_conditions_in_words_are_imposed_with_the_approval_and_ticked_off_one_by_one(cast: Cast) -> None:
    application = steps.begun(cast)
    first = write(cast, application, "Fence the gully before clearing.", kind="avoid")
    write(cast, application, "Clear outside the breeding season.", kind="minimise")
    third = write(cast, application, "Plant.")
    conditions.remove(
        actor=actor(cast, "authority_officer"),
        application_id=str(application.public_id),
        condition_id=third,
    )
    ids = {"application_id": str(application.public_id), "condition_id": first}
    with pytest.raises(DomainError) as refusal:
        conditions.show(actor=actor(cast, "developer"), evidence="Photo 12.", now=steps.now(), **ids)
    assert refusal.value.code == "condition.not_imposed"
    steps.recommend(cast, application)
    with pytest.raises(DomainError) as refusal:
        write(cast, application, "Too late.")
    assert refusal.value.code == "application.wrong_state"
    steps.approve(cast, application)
    conditions.show(actor=actor(cast, "developer"), evidence="Photo 12.", now=steps.now(), **ids)
    meeting = {**ids, "met_on": steps.today(), "today": steps.today(), "now": steps.now()}
    with pytest.raises(NotAllowed):
        conditions.meet(actor=actor(cast, "developer"), **meeting)
    with pytest.raises(InvalidInput):
        conditions.meet(
            actor=actor(cast, "authority_officer"),
            **(meeting | {"met_on": steps.today() + timedelta(days=1)}),
        )
    conditions.meet(actor=actor(cast, "authority_officer"), **meeting)
    found = Condition.objects.values_list("number", "kind", "text", "met_on", "met_evidence")
    assert list(found) == [
        (1, "avoid", "Fence the gully before clearing.", steps.today(), "Photo 12."),
        (2, "minimise", "Clear outside the breeding season.", None, ""),
    ]
    with pytest.raises(DomainError) as refusal:
        conditions.meet(actor=actor(cast, "authority_officer"), **meeting)
    assert refusal.value.code == "condition.met_already"


def test_a_condition_is_worded_anew_under_its_number(cast: Cast) -> None:
    application = steps.begun(cast)
    key = write(cast, application, "Fence.")
    assert write(cast, application, "Fence the gully.", condition_id=key, kind="avoid") == key
    assert list(Condition.objects.values_list("number", "text", "kind")) == [(1, "Fence the gully.", "avoid")]


def lapse(cast: Cast, obligation: Obligation, **values: Any) -> Any:
    given = {"lapsed_on": steps.today(), "reason": "Five years went by.", "today": steps.today()}
    return changing.lapse(
        actor=actor(cast, "authority_delegate"),
        obligation_id=str(obligation.public_id),
        now=steps.now(),
        **(given | values),
    )


def test_a_lapsed_consent_owes_nothing_any_more(cast: Cast) -> None:
    obligation = made.staged_obligation(cast)
    lapse(cast, obligation)
    obligation.refresh_from_db()
    line = obligation.lines.get()
    assert (obligation.state, obligation.lapsed_on) == (states.LAPSED, steps.today())
    assert (line.state, line.required, line.outstanding) == ("lapsed", 10, 0)


def test_a_consent_does_not_lapse_once_something_began_or_is_on_its_way(cast: Cast) -> None:
    obligation = made.staged_obligation(cast)
    quantities.set_aside(obligation.lines.get(), 4)
    with pytest.raises(DomainError) as refusal:
        lapse(cast, obligation)
    assert refusal.value.code == "obligation.something_on_its_way"
    quantities.free(obligation.lines.get().pk, 4)
    obligation.development.stages.update(state="commenced", commenced_on=made.CONSENT_DAY)
    with pytest.raises(DomainError) as refusal:
        lapse(cast, obligation)
    assert refusal.value.message == (
        "Stage 1: Part 1 of the works commenced on 02/03/2026, so the consent cannot have lapsed before it began."
    )
    for day, code in (
        (steps.today() + timedelta(days=1), "obligation.day_in_future"),
        (made.CONSENT_DAY - timedelta(days=1), "obligation.day_too_early"),
    ):
        with pytest.raises(InvalidInput) as wrong:
            lapse(cast, obligation, lapsed_on=day)
        assert [one.code for one in wrong.value.findings] == [code]
    assert ObligationLine.objects.get().state == "in_force"


def another_developer() -> Organisation:
    found = make_organisation("Harbour Sheds", "proponent")
    give_role(make_user("Hal Harbour"), found, "developer", since=date(2026, 1, 1))
    return found


def pass_on(cast: Cast, obligation: Obligation, holder: Organisation, **values: Any) -> Any:
    given = {"held_from": steps.today(), "reason": "Sold, dealing AC12.", "today": steps.today()}
    return changing.change_holder(
        actor=actor(cast, "authority_delegate"),
        obligation_id=str(obligation.public_id),
        holder_id=str(holder.public_id),
        now=steps.now(),
        **(given | values),
    )


def test_the_duty_passes_to_another_developer_and_who_owed_it_before_is_kept(cast: Cast) -> None:
    obligation = made.obligation(cast)
    pass_on(cast, obligation, another_developer())
    obligation.refresh_from_db()
    assert obligation.holder.name == "Harbour Sheds"
    assert [(row.organisation.name, row.held_from) for row in obligation.duty_holders.all()] == [
        ("Quarry Holdings", made.CONSENT_DAY),
        ("Harbour Sheds", steps.today()),
    ]
    told = set(Notice.objects.values_list("organisation__name", flat=True))
    assert told == {"Quarry Holdings", "Harbour Sheds"}


def test_the_duty_does_not_pass_to_who_cannot_sign_nor_back_in_time_nor_from_the_trust(cast: Cast) -> None:
    obligation = made.obligation(cast)
    nobody = make_organisation("Empty Shell", "proponent")
    with pytest.raises(InvalidInput) as refusal:
        pass_on(cast, obligation, nobody, held_from=made.CONSENT_DAY - timedelta(days=2))
    assert [one.code for one in refusal.value.findings] == [
        "obligation.holder_without_developer",
        "obligation.day_too_early",
        "obligation.held_from_too_early",
    ]
    cast.person("developer")
    with pytest.raises(InvalidInput) as refusal:
        pass_on(cast, obligation, cast.organisation("proponent"))
    assert [one.code for one in refusal.value.findings] == ["obligation.same_holder"]
    of_trust = made.obligation(cast, source="fund", holder=cast.organisation("trust"))
    with pytest.raises(DomainError) as held:
        pass_on(cast, of_trust, another_developer())
    assert held.value.code == "obligation.of_the_trust"


LINE = {"kind": "species", "species": "Phascolarctos cinereus", "subregion": "Hunter", "quantity": 9}


def enter(cast: Cast, *lines: dict[str, Any], person: str = "authority_delegate", **values: Any) -> Any:
    cast.person("developer")
    given: dict[str, Any] = {
        "source": "order",
        "reference": "LEC 2026/114",
        "title": "Clearing at Ridge Road",
        "imposed_on": made.CONSENT_DAY,
        "evidence": "Order on file DOC26/9.",
    }
    return orders.enter(
        actor=actor(cast, person),
        authority_id=str(cast.organisation("authority").public_id),
        holder_id=str(cast.organisation("proponent").public_id),
        lines=list(lines),
        today=steps.today(),
        now=steps.now(),
        **(given | values),
    )


def test_an_order_of_a_court_is_a_source_of_a_duty(cast: Cast) -> None:
    due = made.CONSENT_DAY + timedelta(days=90)
    done = enter(cast, LINE, due_on=due)
    obligation = Obligation.objects.get(public_id=done["id"])
    assert (obligation.source, obligation.due_on, obligation.application) == ("order", due, None)
    line = obligation.lines.get()
    assert (str(line.credit_class), line.required, line.outstanding) == ("Koala", 9, 9)
    assert obligation.duty_holders.get().reason == "Order on file DOC26/9."


@pytest.mark.parametrize("quantity", [0, -3, 2.5, True, "9", None])
def test_an_obligation_of_no_whole_positive_quantity_is_refused(cast: Cast, quantity: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        enter(cast, LINE | {"quantity": quantity})
    assert [(one.code, one.field) for one in refusal.value.findings] == [
        ("obligation.quantity", "lines[0].quantity")
    ]
    assert Obligation.objects.count() == 0


def test_an_order_names_every_fault_of_every_line(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        enter(cast, LINE, LINE | {"species": "Draco australis", "quantity": 0}, due_on=date(2020, 1, 1))
    assert [one.field for one in refusal.value.findings] == [
        "due_on",
        "lines[1].quantity",
        "lines[1].species",
    ]
    with pytest.raises(InvalidInput):
        enter(cast)
    with pytest.raises(NotAllowed):
        enter(cast, LINE, person="authority_officer")


def test_nobody_has_to_agree_where_no_fewer_credits_are_required() -> None:
    for pathway in ("local", "activity", "state_development", "certification"):
        assert concurrence.needed(pathway, reduced=False, decided_on=date(2026, 1, 1)) is None


def test_what_the_trust_took_over_does_not_lapse_with_a_consent(cast: Cast) -> None:
    obligation = made.obligation(cast, source="fund", holder=cast.organisation("trust"))
    with pytest.raises(DomainError) as refusal:
        lapse(cast, obligation)
    assert refusal.value.code == "obligation.of_the_trust"
    assert "BC Act s 6.31" in refusal.value.message
    assert ObligationLine.objects.get().state == "in_force"


def test_a_quantity_or_a_class_that_cannot_be_is_refused_with_the_clause(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        enter(cast, LINE | {"species": "Draco australis", "quantity": 0})
    assert [(one.code, one.clause) for one in refusal.value.findings] == [
        ("obligation.quantity", "BC Act s 7.13(3)"),
        ("class.unknown_to_the_release", "BC Act s 7.13(3)"),
    ]
