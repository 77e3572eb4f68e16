"""Eligibility, consents, activities, costs and terms: what must be there before anybody signs."""

from datetime import date
from typing import Any

import pytest

from registry.agreements import criteria, selectors, states
from registry.agreements.models import Agreement, AgreementTerms, EligibilityFinding, PlanCost
from registry.agreements.services import activities, costs, eligibility, interests, plans, terms
from registry.findings import DomainError, InvalidInput, NotVisible, StaleEdit
from tests import builders_agreements as made
from tests.builders_people import Cast

pytestmark = pytest.mark.usefixtures("release")


@pytest.fixture
def agreement(cast: Cast, release: object) -> Agreement:
    return made.applied_agreement(cast)


def answer(cast: Cast, agreement: Agreement, code: str, met: bool, reason: str = "Searched.") -> None:
    """An officer's answer to a criterion."""
    criterion = next(c for c in criteria.CRITERIA if c.code == code)
    eligibility.record(
        actor=made.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        subject=criterion.subject,
        criterion=code,
        met=met,
        reason=reason,
    )


def not_ready(cast: Cast, agreement: Agreement) -> list[tuple[str, str]]:
    """Code and field of everything that stands against terms."""
    with pytest.raises(DomainError) as refusal:
        made.propose_terms(cast, agreement)
    assert refusal.value.code == "agreement.not_ready"
    assert not AgreementTerms.objects.exists()
    return [(finding.code, finding.field) for finding in refusal.value.findings]


# --- eligibility --------------------------------------------------------------------------------------------------
@pytest.mark.statement("N38")
def test_person_and_land_are_found_eligible_separately(cast: Cast, agreement: Agreement) -> None:
    for criterion in criteria.of(criteria.PERSON):
        answer(cast, agreement, criterion.code, True)
    standing = eligibility.standing(agreement)
    assert (standing.person.state, standing.land.state) == (criteria.MET, criteria.OPEN)
    assert standing.land.missing == criteria.of(criteria.LAND)
    answer(cast, agreement, "no_inconsistent_use", False, "A quarry lease covers the west.")
    standing = eligibility.standing(agreement)
    assert (standing.person.state, standing.land.state) == (criteria.MET, criteria.NOT_MET)
    assert [criterion.code for criterion in standing.land.failed] == ["no_inconsistent_use"]


@pytest.mark.statement("N38")
@pytest.mark.parametrize("subject", criteria.SUBJECTS)
def test_no_terms_while_the_person_or_the_land_is_not_eligible(
    subject: str, cast: Cast, agreement: Agreement
) -> None:
    made.find_eligible(cast, agreement)
    made.set_costs(cast, agreement)
    answer(cast, agreement, criteria.of(subject)[0].code, False, "Not in order.")
    assert not_ready(cast, agreement) == [("agreement.not_eligible", f"eligibility_{subject}")]


def test_a_later_answer_counts_and_both_are_kept(cast: Cast, agreement: Agreement) -> None:
    answer(cast, agreement, "fit_and_proper", False)
    answer(cast, agreement, "fit_and_proper", True, "The conviction was another person's.")
    assert eligibility.standing(agreement).person.failed == ()
    assert EligibilityFinding.objects.count() == 2


def test_a_finding_needs_a_criterion_of_its_subject_an_answer_and_a_reason(
    cast: Cast, agreement: Agreement
) -> None:
    given: dict[str, Any] = {"subject": "land", "criterion": "boundary_defined", "met": True, "reason": "Ok."}
    wrong = {
        "subject": {"subject": "pets"},
        "criterion": {"criterion": "fit_and_proper"},
        "met": {"met": "yes"},
        "reason": {"reason": " "},
    }
    for field, values in wrong.items():
        with pytest.raises(InvalidInput) as refusal:
            eligibility.record(
                actor=made.actor(cast, "trust_officer"),
                agreement_id=agreement.public_id,
                **(given | values),
            )
        assert [finding.field for finding in refusal.value.findings] == [field]
    assert not EligibilityFinding.objects.exists()


def test_every_criterion_has_a_question_a_source_and_a_mark() -> None:
    assert len({criterion.code for criterion in criteria.CRITERIA}) == len(criteria.CRITERIA)
    assert {criterion.subject for criterion in criteria.CRITERIA} == {"person", "land"}
    assert "fit_and_proper" in {criterion.code for criterion in criteria.of("person")}
    for criterion in criteria.CRITERIA:
        assert criterion.question.endswith("?")
        assert criterion.mark in (criteria.MEMORY, criteria.OURS)
        assert criterion.source
        assert len(criterion.code) <= 40


# --- interest holders ---------------------------------------------------------------------------------------------
def name_bank(cast: Cast, agreement: Agreement) -> str:
    return str(
        interests.name(
            actor=made.actor(cast, "trust_officer"),
            agreement_id=agreement.public_id,
            name="River Bank",
            interest="mortgage",
        )["interest_id"]
    )


def answer_bank(
    cast: Cast, agreement: Agreement, interest_id: str, given: str, evidence: str = "Letter."
) -> Any:
    return interests.answer(
        actor=made.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        interest_id=interest_id,
        answer=given,
        evidence=evidence,
        answered_on=made.today(),
    )


def test_an_interest_holder_who_refuses_or_is_still_asked_stops_the_terms(
    cast: Cast, agreement: Agreement
) -> None:
    made.find_eligible(cast, agreement)
    made.set_costs(cast, agreement)
    bank = name_bank(cast, agreement)
    assert not_ready(cast, agreement) == [("agreement.interest_waiting", "interests")]
    answer_bank(cast, agreement, bank, "refused")
    assert not_ready(cast, agreement) == [("agreement.interest_refused", "interests")]
    answer_bank(cast, agreement, bank, "given")
    made.propose_terms(cast, agreement)
    assert made.fresh(agreement).state == states.NEGOTIATION


def test_an_answer_has_evidence_and_is_one_of_the_list(cast: Cast, agreement: Agreement) -> None:
    bank = name_bank(cast, agreement)
    for given, evidence, field in (("given", "", "evidence"), ("waiting", "Letter.", "answer")):
        with pytest.raises(InvalidInput) as refusal:
            answer_bank(cast, agreement, bank, given, evidence)
        assert [finding.field for finding in refusal.value.findings] == [field]
    with pytest.raises(NotVisible):
        answer_bank(cast, agreement, str(agreement.public_id), "given")


def test_an_interest_has_a_name_and_a_kind(cast: Cast, agreement: Agreement) -> None:
    with pytest.raises(InvalidInput) as refusal:
        interests.name(
            actor=made.actor(cast, "trust_officer"),
            agreement_id=agreement.public_id,
            name="",
            interest="goodwill",
        )
    assert {finding.field for finding in refusal.value.findings} == {"name", "interest"}


# --- activities ---------------------------------------------------------------------------------------------------
def find_activity(cast: Cast, agreement: Agreement, activity: str, harmless: object, finding: str) -> Any:
    return activities.record(
        actor=made.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        activity=activity,
        conditions="On the marked tracks.",
        harmless=harmless,
        finding=finding,
    )


@pytest.mark.statement("N45")
def test_only_an_activity_found_harmless_is_permitted(cast: Cast, agreement: Agreement) -> None:
    assert find_activity(cast, agreement, "Guided walks", True, "Six people a week leave no trace.")[
        "permitted"
    ]
    find_activity(cast, agreement, "Firewood", False, "Takes hollow logs.")
    shown = [(row.activity, row.harmless) for row in selectors.activity_findings(agreement)]
    assert shown == [("Guided walks", True), ("Firewood", False)]


@pytest.mark.statement("N45")
def test_an_activity_without_a_finding_is_not_recorded(cast: Cast, agreement: Agreement) -> None:
    for harmless, finding, field in ((True, " ", "finding"), (None, "Fine.", "harmless")):
        with pytest.raises(InvalidInput) as refusal:
            find_activity(cast, agreement, "Guided walks", harmless, finding)
        assert [found.field for found in refusal.value.findings] == [field]
    assert selectors.activity_findings(agreement) == []


def test_a_later_finding_about_an_activity_counts(cast: Cast, agreement: Agreement) -> None:
    find_activity(cast, agreement, "Guided walks", True, "No trace.")
    find_activity(cast, agreement, "guided  WALKS", False, "Tracks erode.")
    (finding,) = selectors.activity_findings(agreement)
    assert (finding.harmless, finding.finding) == (False, "Tracks erode.")


# --- the plan and its costs ---------------------------------------------------------------------------------------
def set_rows(cast: Cast, agreement: Agreement, rows: list[dict[str, Any]], version: int | None = None) -> Any:
    return costs.set_costs(
        actor=made.actor(cast, "landholder_signatory"),
        agreement_id=agreement.public_id,
        rows=rows,
        expected_version=made.fresh(agreement).version if version is None else version,
    )


def plan_of(agreement: Agreement) -> Any:
    plan = selectors.plan_now(agreement)
    assert plan is not None
    return plan


def test_costs_are_totalled_by_year_and_for_the_years_after(cast: Cast, agreement: Agreement) -> None:
    action = plan_of(agreement).actions.first()
    rows = [
        *made.cost_rows(yearly_cents=100_00),
        {"action_id": str(action.public_id), "purpose": "fire", "year": 3, "amount_cents": 50_05},
        {"action_id": str(action.public_id), "purpose": "fire", "year": None, "amount_cents": 1_00},
    ]
    set_rows(cast, agreement, rows)
    totals = selectors.plan_totals(plan_of(agreement))
    assert (totals.by_year[1], totals.by_year[3], totals.by_year[20]) == (100_00, 150_05, 100_00)
    assert (totals.ongoing_cents, totals.undiscounted_cents) == (51_00, 2_050_05)
    assert totals.by_purpose == {"weeds_pests": 2_000_00, "fire": 50_05}
    assert (totals.complete, totals.missing_years) == (True, ())


@pytest.mark.statement("N47")
def test_terms_wait_until_each_year_and_the_years_after_have_a_cost(cast: Cast, agreement: Agreement) -> None:
    made.find_eligible(cast, agreement)
    assert not_ready(cast, agreement) == [
        ("plan.costs.year_missing", "rows"),
        ("plan.costs.ongoing_missing", "rows"),
    ]
    rows = [row for row in made.cost_rows() if row["year"] != 7]
    set_rows(cast, agreement, rows)
    assert selectors.plan_totals(plan_of(agreement)).missing_years == (7,)
    assert not_ready(cast, agreement) == [("plan.costs.year_missing", "rows")]
    nothing = {"action_id": None, "purpose": "other", "year": 7, "amount_cents": 0}
    set_rows(cast, agreement, [*rows, nothing])
    made.propose_terms(cast, agreement)


def test_no_money_for_an_action_in_a_year_in_which_it_is_not_done(cast: Cast, agreement: Agreement) -> None:
    made.find_eligible(cast, agreement)
    action = plan_of(agreement).actions.first()
    plans.change_action(
        actor=made.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        action_id=str(action.public_id),
        title="Nest boxes",
        first_year=2,
        last_year=4,
        expected_version=made.fresh(agreement).version,
    )
    for year, good in ((1, False), (2, True), (4, True), (5, False), (None, False)):
        row = {"action_id": str(action.public_id), "purpose": "other", "year": year, "amount_cents": 1}
        set_rows(cast, agreement, [*made.cost_rows(), row])
        found = [finding.code for finding in costs.incomplete(plan_of(agreement))]
        assert found == ([] if good else ["plan.costs.outside_action"]), year
    free = {"action_id": str(action.public_id), "purpose": "other", "year": 5, "amount_cents": 0}
    set_rows(cast, agreement, [*made.cost_rows(), free])
    assert costs.incomplete(plan_of(agreement)) == []


def test_every_wrong_cell_is_named_by_row_and_column_and_nothing_is_stored(
    cast: Cast, agreement: Agreement
) -> None:
    made.set_costs(cast, agreement)
    good = {"action_id": None, "purpose": "fire", "year": 1, "amount_cents": 5}
    wrong = [
        good | {"action_id": str(agreement.public_id)},
        good | {"purpose": "parties"},
        good | {"year": 21},
        good | {"year": True},
        good | {"amount_cents": -1},
        good | {"amount_cents": 1.5},
        good | {"amount_cents": 10**14},
        good,
        good,
        {},
    ]
    with pytest.raises(InvalidInput) as refusal:
        set_rows(cast, agreement, wrong)
    assert [(finding.row, finding.column) for finding in refusal.value.findings] == [
        (1, "action_id"),
        (2, "purpose"),
        (3, "year"),
        (4, "year"),
        (5, "amount_cents"),
        (6, "amount_cents"),
        (7, "amount_cents"),
        (9, "year"),
        (10, "purpose"),
        (10, "year"),
        (10, "amount_cents"),
    ]
    assert PlanCost.objects.count() == 21


def test_a_stale_plan_form_is_refused_and_changes_nothing(cast: Cast, agreement: Agreement) -> None:
    version = made.fresh(agreement).version
    made.set_costs(cast, agreement)
    with pytest.raises(StaleEdit):
        set_rows(cast, agreement, [], version=version)
    assert PlanCost.objects.count() == 21


def test_an_action_is_added_changed_and_removed_with_its_costs(cast: Cast, agreement: Agreement) -> None:
    given: dict[str, Any] = {
        "actor": made.actor(cast, "trust_officer"),
        "agreement_id": agreement.public_id,
    }
    added = plans.change_action(
        **given,
        action_id=None,
        title="Fence the creek",
        first_year=1,
        last_year=2,
        expected_version=made.fresh(agreement).version,
    )
    row = {"action_id": added["action_id"], "purpose": "fencing", "year": 1, "amount_cents": 9}
    set_rows(cast, agreement, [*made.cost_rows(), row])
    plans.remove_action(**given, action_id=added["action_id"], expected_version=made.fresh(agreement).version)
    assert plan_of(agreement).actions.count() == 7
    assert PlanCost.objects.count() == 21
    with pytest.raises(NotVisible):
        plans.remove_action(
            **given, action_id=added["action_id"], expected_version=made.fresh(agreement).version
        )


@pytest.mark.parametrize(
    ("first", "last", "fields"),
    [
        (0, None, ["first_year"]),
        (21, None, ["first_year"]),
        (None, 3, ["first_year"]),
        (1, 21, ["last_year"]),
        (5, 4, ["last_year"]),
        (0, 0, ["first_year", "last_year"]),
    ],
)
def test_an_action_lies_within_the_twenty_years(
    first: object, last: object, fields: list[str], cast: Cast, agreement: Agreement
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        plans.change_action(
            actor=made.actor(cast, "trust_officer"),
            agreement_id=agreement.public_id,
            action_id=None,
            title="Fence",
            first_year=first,
            last_year=last,
            expected_version=agreement.version,
        )
    assert [finding.field for finding in refusal.value.findings] == fields


# --- terms --------------------------------------------------------------------------------------------------------
def agree(cast: Cast, agreement: Agreement, version: int, key: str = "") -> Any:
    return terms.agree(
        actor=made.actor(cast, "landholder_signatory"),
        agreement_id=agreement.public_id,
        expected_version=version,
        today=made.today(),
        key=key,
    )


@pytest.mark.statement("N47")
def test_terms_are_proposed_by_the_trust_and_agreed_by_the_landholder(cast: Cast) -> None:
    agreement = made.proposed_agreement(cast)
    assert agreement.state == states.NEGOTIATION
    made.propose_terms(cast, agreement, "Better terms.")
    agree(cast, agreement, made.fresh(agreement).version)
    assert made.fresh(agreement).state == states.AGREED
    newest, oldest = AgreementTerms.objects.order_by("-version")
    assert (newest.version, newest.text, newest.agreed_by) == (
        2,
        "Better terms.",
        cast.person("landholder_signatory"),
    )
    assert oldest.agreed_by is None


@pytest.mark.statement("N47")
def test_nobody_agrees_unseen_to_terms_that_changed_meanwhile(cast: Cast) -> None:
    agreement = made.proposed_agreement(cast)
    opened = agreement.version
    made.propose_terms(cast, agreement, "Worse terms.")
    with pytest.raises(StaleEdit):
        agree(cast, agreement, opened)
    opened = made.fresh(agreement).version
    made.set_costs(cast, agreement)
    with pytest.raises(StaleEdit):
        agree(cast, agreement, opened)
    assert made.fresh(agreement).state == states.NEGOTIATION


def test_agreeing_twice_with_one_key_is_one_agreement(cast: Cast) -> None:
    agreement = made.proposed_agreement(cast)
    assert agree(cast, agreement, agreement.version, "k") == agree(cast, agreement, agreement.version, "k")


def test_what_changed_after_the_proposal_stops_the_agreement(cast: Cast) -> None:
    agreement = made.proposed_agreement(cast)
    answer(cast, agreement, "fit_and_proper", False)
    with pytest.raises(DomainError) as refusal:
        agree(cast, agreement, made.fresh(agreement).version)
    assert refusal.value.code == "agreement.not_ready"


def test_terms_have_a_text(cast: Cast) -> None:
    agreement = made.proposed_agreement(cast)
    with pytest.raises(InvalidInput):
        made.propose_terms(cast, agreement, "  ")


def test_either_side_goes_back_to_the_terms_before_anybody_signs(cast: Cast) -> None:
    agreement = made.agreed_agreement(cast)
    for person in ("trust_officer", "landholder_signatory"):
        Agreement.objects.update(state=states.AGREED)
        terms.reopen(actor=made.actor(cast, person), agreement_id=agreement.public_id, reason="Year 3.")
        assert made.fresh(agreement).state == states.NEGOTIATION
    made.set_costs(cast, agreement)


def test_the_plan_is_closed_while_terms_are_agreed(cast: Cast) -> None:
    agreement = made.agreed_agreement(cast)
    with pytest.raises(DomainError) as refusal:
        made.set_costs(cast, agreement)
    assert refusal.value.code == "agreement.plan_closed"


def test_an_officer_of_the_trust_who_owns_the_land_decides_nothing(cast: Cast) -> None:
    from registry.parties.models import Membership

    agreement = made.applied_agreement(cast)
    Membership.objects.create(user=cast.person("trust_officer"), organisation=cast.organisation("landholder"))
    vars(cast)["_actors"].pop("trust_officer", None)
    with pytest.raises(DomainError) as refusal:
        answer(cast, agreement, "fit_and_proper", True)
    assert refusal.value.code == "agreement.conflict_of_interest"


def test_the_review_day_of_a_leap_day_is_the_28_february() -> None:
    assert selectors.years_after(date(2028, 2, 29), 20) == date(2048, 2, 29)
    assert selectors.years_after(date(2028, 2, 29), 21) == date(2049, 2, 28)
    assert selectors.years_after(date(2026, 7, 1), 20) == date(2046, 7, 1)
