"""Development reports that an application of a development can be lodged with."""

from assessments import selectors as assessments
from assessments.models import CaseParty, Revision
from credits.obligations.models import Development
from credits.obligations.report_kinds import LODGEABLE, REPORT_KINDS
from registry.actor import Actor


def lodgeable(actor: Actor, development: Development) -> list[Revision]:
    """Reports in the authority's hands, of the fitting kind, whose case names the developer; newest first."""
    cases = CaseParty.objects.filter(
        organisation=development.developer_id, role=CaseParty.Role.PROPONENT
    ).values("case")
    return list(
        assessments.revisions_visible_to(actor)
        .filter(
            assessment__case__in=cases,
            assessment__kind__in=REPORT_KINDS[development.pathway],
            assessment__reviewing_organisation=development.authority_id,
            state__in=LODGEABLE,
        )
        .order_by("-pk")[:100]
    )
