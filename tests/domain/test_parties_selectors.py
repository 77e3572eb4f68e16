"""What may be seen of people, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry import actor as actors
from registry.actor import LANDHOLDER
from registry.findings import NotAllowed, NotVisible
from registry.parties import selectors
from registry.parties.models import Accreditation, Suspension
from tests.conftest import accredit, give_role, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.statement("N19")
def test_the_public_register_tells_number_name_term_and_status(
    assessor, other_assessor, lapsed_assessor, today
):
    Suspension.objects.create(
        accreditation=other_assessor.accreditations.get(), suspended_from=today, reason="Private matter."
    )
    Accreditation.objects.create(
        user=make_user("Fay Future"),
        number="BAAS17009",
        valid_from=today + timedelta(days=1),
        valid_to=today + timedelta(days=2),
    )
    entries = selectors.accreditation_register(on=today)
    assert [(entry.number, entry.name, entry.status) for entry in entries] == [
        ("BAAS17001", "Alex Assessor", "in force"),
        ("BAAS17002", "Olga Other", "suspended"),
        ("BAAS17003", "Lee Lapsed", "lapsed"),
        ("BAAS17009", "Fay Future", "not yet in force"),
    ]


@pytest.mark.statement("N19")
@pytest.mark.parametrize("address", ["/people/register/", "/api/v1/accreditations/"])
def test_the_public_register_shows_no_address_and_no_reason(client, assessor, today, address):
    Suspension.objects.create(
        accreditation=assessor.accreditations.get(), suspended_from=today, reason="Private matter."
    )
    answer = client.get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "BAAS17001" in text
    assert "suspended" in text
    assert "@" not in text
    assert "Private matter" not in text


def test_the_register_is_searched_by_number_and_name(assessor, other_assessor, today):
    assert [e.number for e in selectors.accreditation_register(on=today, search="olga")] == ["BAAS17002"]
    assert [e.number for e in selectors.accreditation_register(on=today, search="17001")] == ["BAAS17001"]


def test_the_register_costs_two_queries_however_long(today, db):
    for number in range(12):
        accredit(make_user(f"Person {number}"), f"BAAS260{number:02}", today=today)
    with CaptureQueriesContext(connection) as queries:
        assert len(selectors.accreditation_register(on=today)) == 12
    assert len(queries) == 2


def test_the_list_of_people_costs_four_queries_however_long(registrar, act, assessor, other_assessor):
    registrar_actor = act(registrar)
    with CaptureQueriesContext(connection) as queries:
        for person in selectors.people(registrar_actor):
            list(person.role_assignments.all())
            [list(item.suspensions.all()) for item in person.accreditations.all()]
    assert len(queries) == 4


@pytest.mark.parametrize("who", ["assessor", "reviewer", "landholder_member", "stranger"])
def test_people_and_organisations_are_for_the_registrar(request, who, registrar, firm, act):
    actor = act(request.getfixturevalue(who))
    with pytest.raises(NotAllowed):
        selectors.people(actor)
    with pytest.raises(NotAllowed):
        selectors.organisations(actor)
    with pytest.raises(NotVisible):
        selectors.person(actor, registrar.public_id)
    with pytest.raises(NotVisible):
        selectors.organisation(actor, firm.public_id)


def test_a_visitor_sees_no_person(registrar):
    with pytest.raises(NotVisible):
        selectors.person(actors.public(), registrar.public_id)


@pytest.mark.statement("N13")
def test_who_can_deal_in_credits_has_a_signatory_and_is_named_once(cast, today):
    for name in ("landholder_signatory", "landholder_member", "developer", "trust_officer", "assessor"):
        cast.person(name)
    give_role(make_user("Mia Second"), cast.organisation("landholder"), LANDHOLDER, since=today)
    cast.organisation("other_landholder")
    holder = cast.organisation("landholder")

    def names(*but):
        return [str(one) for one in selectors.with_signatory(but=but)]

    assert names() == ["Conservation Trust", "Ironbark Family", "Quarry Holdings"]
    assert names(None) == names()
    assert names(holder.pk, None) == ["Conservation Trust", "Quarry Holdings"]
