"""People, roles and accreditation: what the registrar may do, and what is refused with a reason."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from registry import actor as actors
from registry.audit.models import AuditEvent
from registry.findings import InvalidInput, NotAllowed, NotVisible
from registry.parties.models import Accreditation, Membership, RoleAssignment
from registry.parties.people import actor_for, current_accreditation
from registry.parties.services import accreditation, organisations, roles
from tests.conftest import give_role, make_user

pytestmark = pytest.mark.django_db


def codes(refusal: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [finding.code for finding in refusal.value.findings]


# --- roles -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "kind", "fits"),
    [
        ("assessor", "firm", True),
        ("assessor", "authority", False),
        ("assessor", "landholder", False),
        ("reviewer", "authority", True),
        ("reviewer", "trust", True),
        ("reviewer", "firm", False),
        ("reviewer", "proponent", False),
        ("registrar", "registrar_office", True),
        ("registrar", "trust", False),
    ],
)
def test_a_role_is_held_only_for_the_kind_of_organisation_it_belongs_to(
    request, registrar, stranger, act, today, role, kind, fits
):
    organisation = request.getfixturevalue(kind)

    def assign():
        roles.assign_role(
            actor=act(registrar),
            user_id=stranger.public_id,
            organisation_id=organisation.public_id,
            role=role,
            valid_from=today,
            today=today,
        )

    if fits:
        assign()
        assert act(stranger).has(role)
    else:
        with pytest.raises(InvalidInput) as refusal:
            assign()
        assert codes(refusal) == ["role.wrong_organisation"]
        assert not act(stranger).has(role)


def test_an_assigned_role_makes_a_member_and_leaves_an_event(registrar, stranger, authority, act, today):
    roles.assign_role(
        actor=act(registrar),
        user_id=stranger.public_id,
        organisation_id=authority.public_id,
        role="reviewer",
        valid_from=today,
        today=today,
    )
    assert act(stranger).reviewing_organisation_ids == {authority.pk}
    assert Membership.objects.filter(user=stranger, organisation=authority).exists()
    event = AuditEvent.objects.get(action="role.assign")
    assert event.actor_user == registrar
    assert str(stranger.public_id) in event.body


def test_the_same_role_twice_is_refused(registrar, reviewer, authority, act, today):
    with pytest.raises(InvalidInput) as refusal:
        roles.assign_role(
            actor=act(registrar),
            user_id=reviewer.public_id,
            organisation_id=authority.public_id,
            role="reviewer",
            valid_from=today,
            today=today,
        )
    assert codes(refusal) == ["role.duplicate"]


def test_a_role_cannot_begin_in_the_past(registrar, stranger, authority, act, today):
    with pytest.raises(InvalidInput) as refusal:
        roles.assign_role(
            actor=act(registrar),
            user_id=stranger.public_id,
            organisation_id=authority.public_id,
            role="reviewer",
            valid_from=today - timedelta(days=1),
            today=today,
        )
    assert codes(refusal) == ["role.in_the_past"]


def test_a_registrar_cannot_change_their_own_roles(registrar, authority, act, today):
    with pytest.raises(NotAllowed) as refusal:
        roles.assign_role(
            actor=act(registrar),
            user_id=registrar.public_id,
            organisation_id=authority.public_id,
            role="reviewer",
            valid_from=today,
            today=today,
        )
    assert refusal.value.code == "people.own_record"
    assert not act(registrar).has("reviewer")


@pytest.mark.parametrize("who", ["assessor", "reviewer", "trust_reviewer", "landholder_member", "stranger"])
def test_nobody_but_the_registrar_gives_roles(request, who, other_assessor, authority, act, today):
    with pytest.raises(NotAllowed) as refusal:
        roles.assign_role(
            actor=act(request.getfixturevalue(who)),
            user_id=other_assessor.public_id,
            organisation_id=authority.public_id,
            role="reviewer",
            valid_from=today,
            today=today,
        )
    assert refusal.value.code == "people.not_registrar"


def test_an_ended_role_is_held_on_its_last_day_and_not_after(registrar, reviewer, act, today):
    assignment = RoleAssignment.objects.get(user=reviewer)
    roles.end_role(
        actor=act(registrar),
        user_id=reviewer.public_id,
        role_assignment_id=assignment.pk,
        valid_to=today,
        today=today,
    )
    assert actor_for(reviewer, today=today).has("reviewer")
    assert not actor_for(reviewer, today=today + timedelta(days=1)).has("reviewer")


@pytest.mark.parametrize(("days", "code"), [(-1, "role.end_in_the_past"), (-40, "role.ends_before_start")])
def test_a_role_ends_today_or_later(registrar, reviewer, act, today, days, code):
    assignment = RoleAssignment.objects.get(user=reviewer)
    with pytest.raises(InvalidInput) as refusal:
        roles.end_role(
            actor=act(registrar),
            user_id=reviewer.public_id,
            role_assignment_id=assignment.pk,
            valid_to=today + timedelta(days=days),
            today=today,
        )
    assert codes(refusal) == [code]


def test_another_persons_role_cannot_be_ended_through_this_one(
    registrar, reviewer, trust_reviewer, act, today
):
    assignment = RoleAssignment.objects.get(user=trust_reviewer)
    with pytest.raises(NotVisible):
        roles.end_role(
            actor=act(registrar),
            user_id=reviewer.public_id,
            role_assignment_id=assignment.pk,
            valid_to=today,
            today=today,
        )


def test_a_role_that_begins_later_is_not_held_yet(stranger, firm, today):
    give_role(stranger, firm, actors.ASSESSOR, since=today + timedelta(days=3))
    assert not actor_for(stranger, today=today).has("assessor")
    assert actor_for(stranger, today=today + timedelta(days=3)).has("assessor")


# --- organisations -----------------------------------------------------------------------------------------------
def test_an_organisation_is_entered_once_whatever_the_case_of_its_name(registrar, act):
    organisations.create_organisation(actor=act(registrar), name="Wombat  Trust", kind="trust")
    with pytest.raises(InvalidInput) as refusal:
        organisations.create_organisation(actor=act(registrar), name="WOMBAT TRUST", kind="trust")
    assert codes(refusal) == ["organisation.name.duplicate"]


def test_a_member_is_added_once_and_removed_with_an_event(registrar, stranger, landholder, act):
    ids = {"organisation_id": landholder.public_id, "user_id": stranger.public_id}
    organisations.add_member(actor=act(registrar), **ids)
    assert act(stranger).organisation_ids == {landholder.pk}
    with pytest.raises(InvalidInput) as refusal:
        organisations.add_member(actor=act(registrar), **ids)
    assert codes(refusal) == ["member.duplicate"]
    organisations.remove_member(actor=act(registrar), **ids)
    assert act(stranger).organisation_ids == frozenset()
    assert AuditEvent.objects.filter(action="organisation.remove_member").count() == 1


def test_a_member_with_a_role_stays_until_the_role_ends(registrar, reviewer, authority, act):
    with pytest.raises(InvalidInput) as refusal:
        organisations.remove_member(
            actor=act(registrar), organisation_id=authority.public_id, user_id=reviewer.public_id
        )
    assert codes(refusal) == ["member.holds_role"]


# --- accreditation -------------------------------------------------------------------------------------------------
@pytest.fixture
def grant(registrar, act, today):
    def run(user, number="BAAS26001", start=0, end=365):
        return accreditation.grant(
            actor=act(registrar),
            user_id=user.public_id,
            number=number,
            valid_from=today + timedelta(days=start),
            valid_to=today + timedelta(days=end),
        )

    return run


@pytest.mark.statement("N19")
def test_an_assessor_is_accredited_from_the_first_day_to_the_last(grant, firm, today):
    user = make_user("New Assessor")
    give_role(user, firm, actors.ASSESSOR, since=today)
    assert not actor_for(user, today=today).accredited
    grant(user, start=1, end=10)
    accredited = [actor_for(user, today=today + timedelta(days=day)).accredited for day in (0, 1, 10, 11)]
    assert accredited == [False, True, True, False]


@pytest.mark.statement("N19")
def test_an_accreditation_without_the_role_of_assessor_does_not_count(grant, stranger, today):
    grant(stranger)
    assert current_accreditation(stranger, on=today) is not None
    assert not actor_for(stranger, today=today).accredited


@pytest.mark.parametrize(
    "number", ["BAAS1700", "BAAS170011", "BAAS17O01", "17001", "BAAS 17001", "", "BAAS١٧٠٠١"]
)
def test_a_number_is_baas_and_five_digits(grant, stranger, number):
    with pytest.raises(InvalidInput) as refusal:
        grant(stranger, number=number)
    assert codes(refusal) == ["accreditation.number.pattern"]


def test_a_number_typed_in_small_letters_is_the_same_number(grant, stranger):
    assert grant(stranger, number=" baas26009 ") == {"number": "BAAS26009"}


def test_a_number_is_given_once(grant, assessor, stranger):
    with pytest.raises(InvalidInput) as refusal:
        grant(stranger, number="BAAS17001")
    assert codes(refusal) == ["accreditation.number.duplicate"]


def test_terms_of_one_person_do_not_overlap(grant, assessor):
    with pytest.raises(InvalidInput) as refusal:
        grant(assessor, start=700, end=900)
    assert codes(refusal) == ["accreditation.overlap"]
    assert grant(assessor, start=731, end=900)


@pytest.mark.parametrize(
    ("end", "code"), [(-1, "accreditation.ends_before_start"), (36_600, "accreditation.term_too_long")]
)
def test_a_term_ends_after_it_begins_and_is_no_mistyped_year(grant, stranger, end, code):
    with pytest.raises(InvalidInput) as refusal:
        grant(stranger, end=end)
    assert codes(refusal) == [code]


def test_a_term_is_extended_to_a_later_day_only(registrar, lapsed_assessor, act, today):
    number = lapsed_assessor.accreditations.get().number
    with pytest.raises(InvalidInput) as refusal:
        accreditation.extend(actor=act(registrar), number=number, valid_to=today - timedelta(days=1))
    assert codes(refusal) == ["accreditation.not_later"]
    accreditation.extend(actor=act(registrar), number=number, valid_to=today + timedelta(days=30))
    assert act(lapsed_assessor).accredited


@pytest.mark.statement("N19")
def test_a_suspension_takes_effect_at_once_and_ends_on_the_day_it_is_lifted(registrar, assessor, act, today):
    accreditation.suspend(
        actor=act(registrar), number="BAAS17001", suspended_from=today, reason="No visits.", today=today
    )
    assert not act(assessor).accredited
    accreditation.lift(
        actor=act(registrar), number="BAAS17001", lifted_on=today + timedelta(days=5), today=today
    )
    accredited = [actor_for(assessor, today=today + timedelta(days=day)).accredited for day in (-1, 0, 4, 5)]
    assert accredited == [True, False, False, True]


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"reason": "  "}, "suspension.reason.missing"),
        ({"days": -1}, "suspension.in_the_past"),
        ({"days": 731}, "suspension.outside_term"),
    ],
)
def test_a_suspension_needs_a_reason_and_a_day_within_the_term(registrar, assessor, act, today, inputs, code):
    with pytest.raises(InvalidInput) as refusal:
        accreditation.suspend(
            actor=act(registrar),
            number="BAAS17001",
            suspended_from=today + timedelta(days=inputs.get("days", 0)),
            reason=inputs.get("reason", "No visits."),
            today=today,
        )
    assert codes(refusal) == [code]
    assert act(assessor).accredited


def test_a_suspended_accreditation_is_not_suspended_again(registrar, assessor, act, today):
    inputs = {"number": "BAAS17001", "suspended_from": today, "reason": "No visits.", "today": today}
    accreditation.suspend(actor=act(registrar), **inputs)
    with pytest.raises(InvalidInput) as refusal:
        accreditation.suspend(actor=act(registrar), **inputs)
    assert codes(refusal) == ["suspension.duplicate"]


def test_a_suspension_is_not_lifted_backwards_or_without_being_there(registrar, assessor, act, today):
    with pytest.raises(InvalidInput) as refusal:
        accreditation.lift(actor=act(registrar), number="BAAS17001", lifted_on=today, today=today)
    assert codes(refusal) == ["suspension.none"]
    accreditation.suspend(
        actor=act(registrar),
        number="BAAS17001",
        suspended_from=today + timedelta(days=3),
        reason="No visits.",
        today=today,
    )
    with pytest.raises(InvalidInput) as refusal:
        accreditation.lift(actor=act(registrar), number="BAAS17001", lifted_on=today, today=today)
    assert codes(refusal) == ["suspension.lifted_too_early"]


@pytest.mark.parametrize("who", ["assessor", "other_assessor", "reviewer", "stranger"])
def test_nobody_but_the_registrar_changes_an_accreditation(request, who, assessor, act, today):
    actor = act(request.getfixturevalue(who))
    before = Accreditation.objects.get(number="BAAS17001").valid_to
    for change in (
        lambda: accreditation.extend(actor=actor, number="BAAS17001", valid_to=before + timedelta(days=9)),
        lambda: accreditation.suspend(
            actor=actor, number="BAAS17001", suspended_from=today, reason="Envy.", today=today
        ),
        lambda: accreditation.lift(actor=actor, number="BAAS17001", lifted_on=today, today=today),
        lambda: accreditation.grant(
            actor=actor,
            user_id=assessor.public_id,
            number="BAAS26001",
            valid_from=before + timedelta(days=1),
            valid_to=before + timedelta(days=2),
        ),
    ):
        with pytest.raises(NotAllowed):
            change()
    assert list(assessor.accreditations.values_list("number", "valid_to")) == [("BAAS17001", before)]
    assert act(assessor).accredited


# --- the first registrar -------------------------------------------------------------------------------------------
def test_the_first_registrar_is_made_by_the_command_with_an_event(stranger, act):
    call_command("add_registrar", "SAM.stranger@example.org", stdout=StringIO())
    assert act(stranger).has("registrar")
    event = AuditEvent.objects.get(action="role.assign")
    assert (event.actor_user, event.actor_label) == (None, "manage.py add_registrar")


@pytest.mark.parametrize(
    ("address", "organisation", "message"),
    [
        ("nobody@example.org", "Registrar", "Sign up on the website first"),
        ("sam.stranger@example.org", "Quarry Holdings", "kind of organisation: registrar"),
    ],
)
def test_the_command_says_why_it_did_nothing(stranger, proponent, act, address, organisation, message):
    with pytest.raises(CommandError, match=message):
        call_command("add_registrar", address, organisation=organisation, stdout=StringIO())
    assert not act(stranger).has("registrar")
