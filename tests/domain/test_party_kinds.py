"""The four parties of the scheme (N7): which organisation is which, and that permissions differ by role."""

from typing import Any

import pytest

from assessments import policies as of_assessments
from assessments.models import Revision
from registry.actor import DEALING_ROLES, Actor
from registry.fees import policies as of_fees
from registry.findings import InvalidInput
from registry.parties import policies as of_people
from registry.parties.models import Organisation, OrganisationKind, PartyKind, RoleAssignment
from registry.parties.services import roles
from registry.reference import policies as of_reference
from tests import builders
from tests.builders_people import ORGANISATIONS, PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.statement("N7")]

PARTY = {
    OrganisationKind.PROPONENT: "developer",
    OrganisationKind.LANDHOLDER: "landholder",
    OrganisationKind.AUTHORITY: "approval_authority",
    OrganisationKind.REGISTRAR: "approval_authority",
    OrganisationKind.TRUST: "trust",
    OrganisationKind.ASSESSOR: None,
    OrganisationKind.AUDITOR: None,
}
HELD_FOR = {
    "assessor": {"firm", "other_firm"},
    "reviewer": {"authority", "trust"},
    "developer": {"proponent"},
    "landholder": {"landholder", "other_landholder"},
    "trust_officer": {"trust"},
    "trust_approver": {"trust"},
    "authority_officer": {"authority"},
    "authority_delegate": {"authority"},
    "registrar": {"registrar_office"},
    "registrar_approver": {"registrar_office"},
    "auditor": {"audit_office"},
}
"""Each role and the organisations of the tests it can be held for: a staff role sits inside its party."""

QUESTIONS = (
    "open a case",
    "decide on a development",
    "deal in credits",
    "keep fees",
    "manage people",
    "load data",
)
RIGHTS = {
    "assessor": {"open a case"},
    "authority_officer": {"decide on a development"},
    "authority_delegate": {"decide on a development"},
    "trust_officer": {"deal in credits"},
    "trust_approver": {"deal in credits"},
    "registrar": {"keep fees", "manage people", "load data"},
    "registrar_approver": set(),
    "landholder_signatory": {"deal in credits"},
    "landholder_member": set(),
    "developer": {"deal in credits"},
    "proponent_member": set(),
    "auditor": set(),
    "stranger": set(),
}


def test_there_are_four_parties_and_every_kind_of_organisation_is_one_of_them_or_none():
    assert set(PartyKind.values) == {"developer", "landholder", "approval_authority", "trust"}
    assert {kind: Organisation(kind=kind).party_kind for kind in OrganisationKind} == PARTY


@pytest.mark.parametrize("role", [code for code, _ in RoleAssignment.ROLES])
def test_a_role_is_held_inside_its_own_party_alone(act, registrar, stranger, cast, today, role):
    fitting = set()
    for name in ORGANISATIONS:
        try:
            roles.assign_role(
                actor=act(registrar),
                user_id=stranger.public_id,
                organisation_id=cast.organisation(name).public_id,
                role=role,
                valid_from=today,
                today=today,
            )
            fitting.add(name)
        except InvalidInput as refusal:
            assert [finding.code for finding in refusal.findings] == ["role.wrong_organisation"]
    assert fitting == HELD_FOR[role]


def rights_of(actor: Actor, revision: Revision) -> set[str]:
    """What the policies let this person do."""
    answers = {
        "open a case": of_assessments.may_open_case(actor).allowed,
        "decide on a development": of_assessments.may_review(actor, revision.assessment).allowed,
        "deal in credits": any(actor.deals_for(one) for one in actor.organisation_ids),
        "keep fees": of_fees.may_keep_fees(actor).allowed,
        "manage people": of_people.may_manage_people(actor).allowed,
        "load data": of_reference.may_load(actor).allowed,
    }
    assert tuple(answers) == QUESTIONS
    return {question for question, allowed in answers.items() if allowed}


def test_permissions_differ_by_role(act: Any, cast: Any, release: Any, other_assessor: Any, authority: Any):
    revision = builders.open_revision(assessor=other_assessor, reviewing=authority)
    found = {name: rights_of(act(cast.person(name)), revision) for name in RIGHTS}
    assert found == RIGHTS


def test_who_deals_for_one_organisation_deals_for_no_other(act, cast):
    for name, part in PEOPLE.items():
        actor = act(cast.person(name))
        dealing = {key for key in ORGANISATIONS if actor.deals_for(cast.organisation(key).pk)}
        assert dealing == ({part.organisation} if part.role in DEALING_ROLES else set()), name
