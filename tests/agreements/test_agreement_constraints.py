"""What the database itself refuses about agreements, whatever code asks for it: by raw SQL on both databases."""

import pytest
from django.db import DatabaseError, connection, transaction

from registry.agreements.models import AgreedPlan, Agreement
from tests import builders_agreements as made
from tests.builders_people import Cast

pytestmark = pytest.mark.usefixtures("release")


def refused(sql: str, *values: object) -> str:
    """Run the statement, which must fail; what the database says."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(refusal.value)


AGREEMENT_RULES = {
    "agreement_state_known": "state = 'paused'",
    "agreement_site_within_holding": "holding_area_m2 = site_area_m2 - 1",
    "agreement_signed_by_two_people": "trust_signer_id = holder_signer_id",
    "agreement_registered_by_two_people": "registered_by_id = registration_prepared_by_id",
    "agreement_in_force_is_registered": "title_reference = ''",
    "agreement_active_is_dated": "state = 'active', activated_on = NULL",
}


@pytest.mark.statement("N44", "N51")
def test_the_database_keeps_the_rules_of_an_agreement(cast: Cast) -> None:
    made.passive_agreement(cast)
    for rule, change in AGREEMENT_RULES.items():
        assert rule in refused(f"UPDATE agreements_agreement SET {change}")


def test_every_check_of_the_table_of_agreements_is_tried() -> None:
    assert {constraint.name for constraint in Agreement._meta.constraints} == set(AGREEMENT_RULES)


def test_a_number_is_given_once(cast: Cast) -> None:
    made.passive_agreement(cast, number="BS9001")
    second = made.applied_agreement(cast, place=1)
    said = refused("UPDATE agreements_agreement SET number = 'BS9001' WHERE id = %s", second.pk)
    assert "number" in said


@pytest.mark.statement("N43")
def test_a_signed_plan_cannot_be_changed_by_any_statement(cast: Cast) -> None:
    made.holder_signed_agreement(cast)
    for sql in (
        "UPDATE agreements_agreedplan SET note = 'x'",
        "UPDATE agreements_agreedplan SET frozen_at = NULL",
        "DELETE FROM agreements_agreedplan",
        "UPDATE agreements_plancost SET amount_cents = 1",
        "DELETE FROM agreements_plancost",
        "UPDATE agreements_planaction SET title = 'x'",
        "DELETE FROM agreements_planaction",
    ):
        assert "frozen once published" in refused(sql), sql


@pytest.mark.statement("N43")
def test_nothing_is_added_to_a_signed_plan(cast: Cast) -> None:
    made.holder_signed_agreement(cast)
    plan = AgreedPlan.objects.get()
    said = refused(
        "INSERT INTO agreements_plancost (plan_id, purpose, year, amount_cents) VALUES (%s, 'other', 1, 1)",
        plan.pk,
    )
    assert "frozen once published" in said


def test_findings_outlines_and_signatures_are_written_once(cast: Cast) -> None:
    made.signed_agreement(cast)
    for table in ("agreements_eligibilityfinding", "agreements_agreementboundary", "parties_signature"):
        for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            assert "append-only" in refused(sql), sql


def test_an_activity_has_a_finding_and_is_written_once(cast: Cast) -> None:
    from registry.agreements.services import activities

    agreement = made.applied_agreement(cast)
    activities.record(
        actor=made.actor(cast, "trust_officer"),
        agreement_id=agreement.public_id,
        activity="Walks",
        harmless=True,
        finding="No trace.",
    )
    assert "append-only" in refused("UPDATE agreements_permittedactivity SET harmless = FALSE")
    columns = "public_id, agreement_id, activity, conditions, harmless, finding, found_by_id, found_at"
    said = refused(
        f"INSERT INTO agreements_permittedactivity ({columns}) SELECT %s, agreement_id, activity, conditions, "
        "harmless, '', found_by_id, found_at FROM agreements_permittedactivity",
        "0" * 32,
    )
    assert "activity_has_a_finding" in said


def test_the_database_keeps_the_rules_of_shares_and_plans(cast: Cast) -> None:
    made.proposed_agreement(cast)
    for rule, sql in (
        ("owner_share_positive", "UPDATE agreements_ownershare SET parts = 0"),
        ("owner_share_ends_after_start", "UPDATE agreements_ownershare SET valid_to = '2000-01-01'"),
        ("plan_action_within_twenty_years", "UPDATE agreements_planaction SET first_year = 21"),
        ("plan_action_within_twenty_years", "UPDATE agreements_planaction SET first_year = 3, last_year = 2"),
        ("plan_cost_year_1_to_20", "UPDATE agreements_plancost SET year = 21"),
    ):
        assert rule in refused(sql), sql


def test_the_database_keeps_one_open_version_of_a_plan(cast: Cast) -> None:
    agreement = made.applied_agreement(cast)
    columns = "public_id, agreement_id, version, note, created_by_id, created_at"
    said = refused(
        f"INSERT INTO agreements_agreedplan ({columns}) SELECT %s, agreement_id, 2, '', created_by_id, created_at "
        "FROM agreements_agreedplan WHERE agreement_id = %s",
        "0" * 32,
        agreement.pk,
    )
    # SQLite names the column, PostgreSQL the rule.
    assert "one_plan_open_for_changes" in said or "agreements_agreedplan.agreement_id" in said
