"""Who sees an agreement, and that a list costs the same for one and for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.actor import public, system
from registry.agreements import selectors
from registry.findings import NotVisible
from registry.parties.models import OrganisationKind
from tests import builders
from tests import builders_agreements as made
from tests.builders_people import PEOPLE, Cast, make_officer, make_organisation

pytestmark = pytest.mark.usefixtures("release")
SEES = {
    "landholder_member",
    "landholder_signatory",
    "trust_officer",
    "trust_approver",
    "registrar",
    "registrar_approver",
    "auditor",
}


def test_an_agreement_is_seen_by_its_people_and_its_offices_alone(cast: Cast) -> None:
    cast.everybody()
    agreement = made.applied_agreement(cast)
    seen = {name for name in PEOPLE if selectors.visible_to(made.actor(cast, name)).exists()}
    assert seen == SEES
    for actor in (public(), system()):
        assert not selectors.visible_to(actor).exists()
        with pytest.raises(NotVisible):
            selectors.agreement_for(actor, agreement.public_id)


def test_the_officer_of_another_trust_sees_nothing(cast: Cast) -> None:
    made.applied_agreement(cast)
    other = make_organisation("Second Trust", OrganisationKind.TRUST)
    officer = make_officer("Otto Officer", other, "trust_officer", today=made.today())
    assert not selectors.visible_to(builders.acting(officer)).exists()


def test_a_second_owner_sees_the_agreement(cast: Cast) -> None:
    shares = [
        made.share(cast.organisation("landholder"), 1),
        made.share(cast.organisation("other_landholder"), 1),
    ]
    agreement = made.applied_agreement(cast, shares=shares)
    assert selectors.visible_to(made.actor(cast, "other_landholder_signatory")).get() == agreement


@pytest.mark.parametrize("person", ["landholder_signatory", "trust_officer", "registrar", "auditor"])
def test_a_list_costs_the_same_for_one_agreement_and_for_many(person: str, cast: Cast) -> None:
    actor = made.actor(cast, person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for agreement in selectors.visible_to(actor):
                assert agreement.applicant.name
                assert agreement.trust.name
        return len(captured)

    made.lodged_agreement(cast)
    one = queries()
    for _ in range(3):
        made.lodged_agreement(cast)
    assert queries() == one <= 4
    assert selectors.visible_to(actor).count() == 4
