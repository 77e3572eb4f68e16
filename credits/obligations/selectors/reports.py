"""Development reports that an application of a development can be lodged with."""

from assessments import selectors as assessments
from assessments.models import CaseParty, Revision
from credits.obligations import states
from credits.obligations.models import Development
from credits.obligations.report_kinds import LODGEABLE, REPORT_KINDS
from registry.actor import Actor
from registry.parties.models import Organisation


def applicants(development: Development) -> list[Organisation]:
    """The developer, and who owes the credits of its consent where the duty has passed on; who owes them is last."""
    owing = development.obligations.exclude(state=states.LAPSED).filter(application__isnull=False)
    holders = [one.holder for one in owing.select_related("holder").order_by("pk")]
    return [development.developer, *(one for one in holders if one.pk != development.developer_id)]


def lodgeable(actor: Actor, development: Development) -> list[Revision]:
    """Reports in the authority's hands, of the fitting kind, whose case names an applicant; newest first."""
    cases = CaseParty.objects.filter(
        organisation__in=applicants(development), role=CaseParty.Role.PROPONENT
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
