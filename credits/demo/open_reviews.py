"""Reports that still wait for a reviewer when the demonstration ends: copies of accepted ones, sent in again."""

from datetime import date

from assessments.models import Revision
from assessments.services import case_copies, lifecycle
from credits.demo.desk import Desk, name_party
from credits.demo.people import Cast, acting
from registry.parties.models import Organisation


def copy_and_submit(
    cast: Cast, source: Revision, *, title: str, party: Organisation, role: str, today: date
) -> Revision:
    """Copy a case with all its sections, name its party, certify it and send it in."""
    actor = acting(cast.assessor, today)
    made = case_copies.copy_case(
        actor=actor,
        source_revision_id=source.pk,
        title=title,
        sections=[section.code for section in case_copies.sections_to_copy(source)],
        today=today,
    )
    revision = Revision.objects.select_related("assessment__case", "release").get(
        public_id=made["revision_id"]
    )
    name_party(Desk(actor, revision), party, role)
    lifecycle.finalise(actor=actor, revision_id=revision.pk, certified_on=today, today=today)
    lifecycle.submit(actor=actor, revision_id=revision.pk, today=today)
    return revision
