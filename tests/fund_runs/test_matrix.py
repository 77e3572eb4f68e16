"""Each step of what the fund keeps, in each state, by each person: the table and the policies decide, and so say the
documents. Reports have theirs in `tests/fund_reports`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model

from credits.lots.services import deposits
from credits.models import Transfer
from registry.actor import LANDHOLDER, TRUST_APPROVER, TRUST_OFFICER, Actor, system
from registry.findings import DomainError, NotAllowed, NotVisible
from registry.fund import states
from registry.fund.models import (
    BankDetail,
    FundResult,
    ManagementYear,
    PaymentRun,
    Recovery,
    RunLine,
    Settlement,
)
from registry.fund.services import payees, recoveries, results, run_completing, run_returns, runs
from registry.parties.models import Membership, OrganisationKind
from registry.states import StateTable
from tests import builders as people_of
from tests.builders_agreements import actor
from tests.builders_people import make_officer, make_organisation
from tests.fund_runs import builders
from tests.fund_runs.builders import NOW, RUN_DAY, People
from tests.fund_settlements.ground import make_site
from tests.stage import undone

Take = Callable[[str, Actor], dict[str, Any]]

TRUST = {"officer", "approver", "second_approver"}
OTHER_TRUST = {"other_officer", "other_approver"}
INTERESTED = {"interested_officer", "interested_approver"}
OUTSIDE = ("other_landholder", "developer", "assessor")
READING = ("registrar", "registrar_approver", "auditor")


@pytest.fixture
def everybody(people: People) -> dict[str, Actor]:
    """Everybody who could try, by what they are to the site."""
    cast = people.cast
    today = cast.today
    trust, owner = cast.organisation("trust"), cast.organisation("landholder")
    elsewhere = make_organisation("Other Trust", OrganisationKind.TRUST)
    found = {
        "landholder": actor(cast, "landholder_signatory"),
        "other_landholder": actor(cast, "other_landholder_signatory"),
        "officer": people.officer,
        "approver": people.approver,
        "second_approver": people.releaser,
        "developer": actor(cast, "developer"),
        "assessor": actor(cast, "assessor"),
        **{name: actor(cast, name) for name in READING},
    }
    for name, organisation, role in (
        ("other_officer", elsewhere, TRUST_OFFICER),
        ("other_approver", elsewhere, TRUST_APPROVER),
        ("interested_officer", trust, TRUST_OFFICER),
        ("interested_approver", trust, TRUST_APPROVER),
    ):
        user = make_officer(name.replace("_", " "), organisation, role, today=today)
        if name in INTERESTED:
            Membership.objects.create(user=user, organisation=owner)
        found[name] = people_of.acting(user)
    return found


@pytest.fixture
def year(people: People) -> ManagementYear:
    """A year that is due, of a site that the landholder of the cast owns and can be paid for."""
    builders.set_index(people)
    owner = people.cast.organisation("landholder")
    builders.bank(people, owner)
    builders.tax(people, owner)
    return builders.year(builders.site(people, "BS9001", owners=[(owner, 1)]), 1)


def outcome(thing: Model, state: str, step: Callable[[], dict[str, Any]]) -> str:
    """The state it came to, or how it was refused. Nothing of it stays."""
    with undone():
        rows = type(thing)._default_manager.filter(pk=thing.pk)
        rows.update(state=state)
        try:
            step()
        except (NotAllowed, NotVisible) as refusal:
            return type(refusal).__name__
        except DomainError as refusal:
            return refusal.code
        return str(rows.values_list("state", flat=True).get())


def check(
    table: StateTable,
    thing: Model,
    everybody: dict[str, Actor],
    take: Take,
    may: dict[str, set[str]],
    *,
    unseen: Iterable[str] = OUTSIDE,
    unseen_in: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Everybody where the table allows the step, and one who may take it everywhere else."""
    hidden = set(unseen)

    def expected(action: str, state: str, person: str) -> str:
        transition = table.find(action)
        if person in hidden or unseen_in.get(state) == person:
            return "NotVisible"
        if person not in may[action]:
            return "NotAllowed"
        return (transition.target or state) if state in transition.sources else f"{table.name}.wrong_state"

    asked = [
        (action, state, person)
        for action, allowed in may.items()
        for state in table.states
        for person in (everybody if state in table.find(action).sources else sorted(allowed)[:1])
    ]
    found = {key: outcome(thing, key[1], partial(take, key[0], everybody[key[2]])) for key in asked}
    assert found == {key: expected(*key) for key in asked}


@pytest.mark.statement("N61")
def test_every_step_of_a_run_is_taken_by_whom_the_table_and_the_policy_say(
    people: People, everybody: dict[str, Actor], year: ManagementYear
) -> None:
    run = builders.prepared(people)
    PaymentRun.objects.update(
        approved_by=people.approver.person_id,
        released_by=people.by_id,
        completed_at=NOW,
        processing_on=RUN_DAY,
    )

    def take(action: str, by: Actor) -> dict[str, Any]:
        given: dict[str, Any] = {"actor": by, "run_id": str(run.public_id)}
        match action:
            case "prepare_again":
                return runs.prepare_again(**given, today=RUN_DAY, in_job=False)
            case "approve":
                return runs.approve(**given, fingerprint=run.fingerprint, now=NOW)
            case "release":
                return runs.release(**given, today=RUN_DAY, now=NOW)
            case "settle":
                return runs.settle_bank(**given, paid_on=RUN_DAY, today=RUN_DAY, now=NOW)
        return runs.cancel(**given, reason="Wrong day.")

    # The fund is one for every trust, so that a run is worked on by officers of each of them.
    workers = TRUST | OTHER_TRUST | INTERESTED
    may = {
        "prepare_again": workers,
        "approve": (TRUST | OTHER_TRUST) - {"officer"},
        "release": {"second_approver", "other_approver"},
        "settle": workers,
        "cancel": workers,
    }
    assert set(may) == {one.action for one in states.RUN.transitions} - {"prepare"}
    check(states.RUN, run, everybody, take, may, unseen=(*OUTSIDE, "landholder"))
    for action in ("approve", "release"):
        assert outcome(run, states.PREPARED, partial(take, action, system("calendar"))) == "NotVisible"


def test_a_run_is_prepared_only_while_it_is_opened(people: People, year: ManagementYear) -> None:
    run = builders.prepared(people)
    found = {
        state: outcome(run, state, lambda: {"run": builders.prepared(people, run=run)})
        for state in states.RUN.states
        if state != states.RELEASED
    }
    refused = "run.moved_meanwhile"
    assert found == {state: states.PREPARED if state == states.OPENED else refused for state in found}


def test_a_returned_payment_is_sent_again_by_an_approver_without_an_interest(
    people: People, everybody: dict[str, Actor], year: ManagementYear
) -> None:
    line = RunLine.objects.get(run=builders.settled(people))
    RunLine.objects.update(hold_code="BANK_MISSING")

    def take(action: str, by: Actor) -> dict[str, Any]:
        return run_returns.retry(actor=by, line_id=str(line.public_id), today=RUN_DAY, now=NOW)

    may = {"retry": {"approver", "second_approver", "other_approver"}}
    check(states.LINE, line, everybody, take, may, unseen=(*OUTSIDE, "landholder"))


@pytest.mark.parametrize(("way", "action"), [("pay", "pay"), ("return", "pay_part")])
def test_a_year_follows_its_payments_and_stays_ended(
    people: People, year: ManagementYear, way: str, action: str
) -> None:
    line = RunLine.objects.get(run=builders.settled(people))
    RunLine.objects.filter(pk=line.pk).update(state=states.LINE.find(way).target)

    def move() -> dict[str, Any]:
        run_completing.move_years({year.pk})
        return {}

    step = states.YEAR.find(action)
    found = {state: outcome(year, state, move) for state in states.YEAR.states}
    assert found == {state: step.target if state in step.sources else state for state in states.YEAR.states}


def test_a_result_is_posted_by_a_second_person_and_dropped_before_that(
    people: People, everybody: dict[str, Actor], year: ManagementYear
) -> None:
    made = results.propose(
        actor=people.approver,
        kind="return",
        first_day=date(2027, 1, 1),
        last_day=date(2027, 1, 31),
        amount_cents=10_000,
        reference="Statement 1",
        today=RUN_DAY,
        now=NOW,
    )
    result = FundResult.objects.get(public_id=made["id"])

    def take(action: str, by: Actor) -> dict[str, Any]:
        if action == "approve":
            return results.approve(actor=by, result_id=made["id"], today=RUN_DAY, now=NOW)
        return results.withdraw(actor=by, result_id=made["id"], reason="Typed twice.")

    may = {
        "approve": {"second_approver", "other_approver", "interested_approver"},
        "withdraw": TRUST | OTHER_TRUST | INTERESTED,
    }
    assert set(may) == {one.action for one in states.RESULT.transitions}
    check(states.RESULT, result, everybody, take, may, unseen=(*OUTSIDE, "landholder"))


def test_what_is_owed_back_is_claimed_by_the_sites_own_trust_without_an_interest(
    people: People, everybody: dict[str, Actor], year: ManagementYear
) -> None:
    made = recoveries.propose(
        actor=people.approver,
        agreement_id=str(year.site.agreement.public_id),
        party_id=str(people.cast.organisation("landholder").public_id),
        amount_cents=100,
        reason="Paid too much.",
        now=NOW,
    )
    owed = Recovery.objects.get()
    given: dict[str, Any] = {"recovery_id": made["id"]}

    def take(action: str, by: Actor) -> dict[str, Any]:
        match action:
            case "approve":
                return recoveries.approve(actor=by, **given, today=RUN_DAY, now=NOW)
            case "repay":
                return recoveries.repay(
                    actor=by,
                    **given,
                    amount_cents=1,
                    received_on=RUN_DAY,
                    receipt="EFT 1",
                    today=RUN_DAY,
                    now=NOW,
                )
        return recoveries.withdraw(actor=by, **given, reason="It was right.")

    may = {"approve": {"second_approver"}, "repay": TRUST, "withdraw": TRUST}
    assert set(may) == {one.action for one in states.RECOVERY.transitions} - {"set_off", "close"}
    # The holder learns of a claim when it is one.
    check(states.RECOVERY, owed, everybody, take, may, unseen_in={states.PROPOSED: "landholder"})


def test_bank_details_are_checked_by_the_trust_without_an_interest(
    people: People, everybody: dict[str, Actor]
) -> None:
    owner = people.cast.organisation("landholder")
    detail = builders.bank(people, owner, verified=False)
    BankDetail.objects.update(
        entered_by=people.officer.person_id, verified_by=people.by_id, usable_from=RUN_DAY
    )
    given: dict[str, Any] = {"detail_id": detail.public_id, "now": NOW}

    def take(action: str, by: Actor) -> dict[str, Any]:
        if action == "verify":
            return payees.verify(actor=by, **given, verification="Called on the number on file.")
        return payees.refuse(actor=by, **given, reason="Not the holder's.")

    checkers = (TRUST | OTHER_TRUST) - {"officer"}
    may = {"verify": checkers, "refuse": checkers}
    assert set(may) == {one.action for one in states.BANK_DETAIL.transitions} - {"replace"}
    # The registrar's office has no part in payments, and sees no account.
    check(
        states.BANK_DETAIL,
        detail,
        everybody,
        take,
        may,
        unseen=(*OUTSIDE, "registrar", "registrar_approver"),
    )


def test_the_money_of_a_first_sale_is_worked_on_by_the_sites_own_trust_without_an_interest(
    people: People, everybody: dict[str, Actor]
) -> None:
    site = make_site(people.cast)
    transfer = site.sale(100, "2150.00")
    made = site.record(transfer)
    settlement = Settlement.objects.get(public_id=made["id"])
    moment: dict[str, Any] = {"today": site.market.today, "now": site.market.now}

    def take(action: str, by: Actor) -> dict[str, Any]:
        match action:
            case "record":
                return deposits.record(
                    actor=by,
                    kind="transfer",
                    dealing_id=str(transfer.public_id),
                    received_cents=settlement.received_cents,
                    received_on=site.market.today,
                    receipt="EFT 1",
                    **moment,
                )
            case "clear":
                return deposits.clear(
                    actor=by, settlement_id=made["id"], cleared_on=site.market.today, **moment
                )
        Transfer.objects.filter(pk=transfer.pk).update(state="withdrawn")
        return deposits.cancel(actor=by, settlement_id=made["id"], reason="The buyer withdrew.", **moment)

    may = {"record": TRUST, "clear": TRUST - {"officer"}, "cancel": TRUST}
    assert set(may) == {one.action for one in states.SETTLEMENT.transitions} - {"settle"}
    check(states.SETTLEMENT, settlement, everybody, take, may, unseen=(*OUTSIDE, *OTHER_TRUST))


@pytest.mark.parametrize("former", [states.ENTERED, states.VERIFIED])
def test_other_bank_details_replace_the_former_ones(people: People, former: str) -> None:
    owner = people.cast.organisation("landholder")
    first = builders.bank(people, owner, verified=former == states.VERIFIED)
    account = payees.read_account(bsb="999-123", account_number="04718263", title="Ironbark Family")
    holder = actor(people.cast, "landholder_signatory")
    assert holder.holds(LANDHOLDER, owner.pk)
    made = payees.enter(actor=holder, key="a", organisation_id=owner.public_id, account=account, now=NOW)
    first.refresh_from_db()
    assert first.state == (states.REPLACED if former == states.ENTERED else states.VERIFIED)
    payees.verify(
        actor=people.approver, detail_id=made["bank_detail_id"], verification="Called them.", now=NOW
    )
    first.refresh_from_db()
    assert first.state == states.REPLACED


def chapters() -> list[set[tuple[str, frozenset[str], str]]]:
    """The transitions that each chapter of the document lists."""
    page = (settings.BASE_DIR / "docs" / "statuses.md").read_text(encoding="utf-8")
    return [
        {
            (action, frozenset(sources.split(", ")), target)
            for action, sources, target in re.findall(
                r"^\| ([\w ]+) \| ([\w, ]+) \| ([\w ]+) \|", chapter, re.MULTILINE
            )
            if action != "action"
        }
        for chapter in re.split(r"^## ", page, flags=re.MULTILINE)
    ]


@pytest.mark.parametrize("table", states.TABLES, ids=lambda table: table.name)
def test_the_documents_list_every_transition_of_the_table_and_no_other(table: StateTable) -> None:
    def told(word: str) -> str:
        return word.replace("_", " ")

    wanted = {
        (told(one.action), frozenset(map(told, one.sources)), told(one.target) or "as it was")
        for one in table.transitions
    }
    assert wanted in chapters()
