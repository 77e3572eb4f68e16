"""Who reads which development, application, obligation and line."""

from datetime import UTC, date, datetime

import pytest

from credits.obligations.models import (
    Application,
    Development,
    DutyHolder,
    FundQuote,
    Obligation,
    ObligationLine,
)
from credits.obligations.selectors import visible
from registry.actor import public
from registry.findings import NotVisible
from registry.parties.people import actor_for
from tests.builders_ledger import make_class
from tests.builders_people import give_role, make_organisation, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 14, tzinfo=UTC)
DAY = date(2026, 3, 2)


@pytest.fixture
def project(proponent, authority, developer):
    return Development.objects.create(
        developer=proponent,
        authority=authority,
        title="Quarry",
        pathway="local",
        made_by=developer,
        made_at=AT,
    )


@pytest.fixture
def owed(project, proponent, authority):
    made = Obligation.objects.create(
        source="consent",
        development=project,
        authority=authority,
        holder=proponent,
        reference="DA-1",
        title="Quarry",
        imposed_on=DAY,
        made_at=AT,
    )
    DutyHolder.objects.create(obligation=made, organisation=proponent, held_from=DAY, recorded_at=AT)
    ObligationLine.objects.create(obligation=made, number=1, credit_class=make_class(), required=10)
    return made


def read_by(actor):
    return (
        visible.developments(actor).count(),
        visible.obligations(actor).count(),
        visible.lines(actor).count(),
    )


@pytest.mark.parametrize(
    "name",
    [
        "developer",
        "proponent_member",
        "authority_officer",
        "authority_delegate",
        "reviewer",
        "registrar",
        "registrar_approver",
        "auditor",
    ],
)
def test_who_has_a_part_reads_development_and_obligation(request, owed, act, name):
    assert read_by(act(request.getfixturevalue(name))) == (1, 1, 1)


@pytest.mark.parametrize("name", ["stranger", "landholder_signatory", "trust_officer", "assessor"])
def test_who_has_no_part_reads_nothing(request, owed, act, name):
    assert read_by(act(request.getfixturevalue(name))) == (0, 0, 0)


def test_a_visitor_reads_nothing(owed):
    assert read_by(public()) == (0, 0, 0)


def test_another_authority_reads_nothing(owed, today):
    officer = make_user("Opal Officer")
    give_role(officer, make_organisation("Other Council", "authority"), "authority_officer", since=today)
    actor = actor_for(officer, today=today)
    assert read_by(actor) == (0, 0, 0)
    with pytest.raises(NotVisible):
        visible.obligation(actor, owed.public_id)


def test_who_owes_it_now_and_who_once_owed_it_both_read_it(owed, act, proponent_member, landholder):
    Obligation.objects.filter(pk=owed.pk).update(holder=landholder)
    Development.objects.update(developer=landholder)
    DutyHolder.objects.create(obligation=owed, organisation=landholder, held_from=DAY, recorded_at=AT)
    assert read_by(act(proponent_member)) == (1, 1, 1)


def test_a_new_holder_reads_it_with_its_development(owed, act, landholder, landholder_member):
    assert read_by(act(landholder_member)) == (0, 0, 0)
    Obligation.objects.filter(pk=owed.pk).update(holder=landholder)
    assert read_by(act(landholder_member)) == (1, 1, 1)


def test_the_trust_reads_an_obligation_it_was_asked_to_quote_for(owed, act, trust, trust_officer, developer):
    assert visible.obligations(act(trust_officer)).count() == 0
    FundQuote.objects.create(obligation=owed, trust=trust, requested_by=developer, requested_at=AT)
    assert read_by(act(trust_officer)) == (0, 1, 1)


def test_applications_are_read_with_their_development(
    project, staged_development, act, developer, stranger, trust_officer
):
    made = Application.objects.create(
        development=project, revision=staged_development, lodged_by=developer, lodged_at=AT
    )
    assert visible.application(act(developer), str(made.public_id)) == made
    assert list(visible.applications(act(stranger))) == list(visible.applications(public())) == []


def test_one_thing_by_its_id_or_not_found(owed, project, act, developer, stranger):
    line = owed.lines.get()
    actor = act(developer)
    assert visible.development(actor, project.public_id) == project
    assert visible.obligation(actor, str(owed.public_id)) == owed
    assert visible.line(actor, line.public_id) == line
    for find, thing in (
        (visible.development, project),
        (visible.obligation, owed),
        (visible.line, line),
    ):
        with pytest.raises(NotVisible):
            find(act(stranger), thing.public_id)
        with pytest.raises(NotVisible):
            find(actor, "no id at all")


def test_each_is_read_with_what_its_page_shows_by_one_query(owed, act, developer, django_assert_num_queries):
    actor = act(developer)
    with django_assert_num_queries(1):
        [line] = visible.lines(actor)
        assert str(line.obligation.holder) == "Quarry Holdings"
        assert str(line.obligation.authority) == "Planning Authority"
        assert line.credit_class.subregion == "Hunter"
