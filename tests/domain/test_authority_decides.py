"""The approval authority, and nobody else, decides on what a developer files (N8).

What it imposes as a final obligation is still to come; what it decides on so far is the developer's report."""

import pytest

from assessments.services import lifecycle
from registry.commands import rehearse
from registry.findings import NotAllowed, NotVisible
from tests import builders
from tests.builders_people import PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.statement("N8")]

DECIDE = {"reviewer", "authority_officer", "authority_delegate"}


@pytest.fixture
def filed(assessor, authority, release, today):
    """A developer's report as the authority receives it."""
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    actor = builders.acting(assessor)
    lifecycle.finalise(actor=actor, revision_id=revision.pk, certified_on=today, today=today)
    lifecycle.submit(actor=actor, revision_id=revision.pk, today=today)
    return revision


@pytest.mark.parametrize("decide", [lifecycle.accept, lifecycle.return_to_assessor])
def test_only_the_approval_authority_decides_on_what_a_developer_files(filed, cast, act, decide):
    def state():
        filed.refresh_from_db()
        return filed.state

    decided = set()
    for name in PEOPLE:
        try:
            after = rehearse(
                decide,
                actor=act(cast.person(name)),
                look=state,
                revision_id=filed.pk,
                reason="Looked at in full.",
            )
        except (NotAllowed, NotVisible):
            continue
        assert after in ("accepted", "returned")
        decided.add(name)
    assert decided == DECIDE
    assert state() == "submitted"
