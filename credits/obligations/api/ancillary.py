"""The ancillary lists over the API: for everybody to read, for a registrar to keep; and the duties of the Trust."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.obligations import policies_fund
from credits.obligations.api import fund_shapes as shapes
from credits.obligations.api.fund_steps import tagged
from credits.obligations.models import ExcludedEntity, ListedAction
from credits.obligations.selectors import fund, trust_duties
from credits.obligations.services import ancillary_lists
from registry import public_ids
from registry.findings import Finding, InvalidInput

ON = OpenApiParameter("on", date, description="The day; today where none is given.")
YEAR = OpenApiParameter(
    "year", str, description="A financial year, as 2026-27; this one where none is given."
)


def _day(text: str) -> date:
    if not text:
        return timezone.localdate()
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise InvalidInput([Finding("ancillary.day", "Give the day as year-month-day.", "on")])
    return found


class AncillaryLists(CreditsView):
    """What the ancillary rules list."""

    permission_classes = [AllowAny]

    @tagged
    @described("ancillary_lists_retrieve", shapes.AncillaryListsSerializer, refusals=[400], parameters=[ON])
    def get(self, request: Request) -> Response:
        """Both lists as they stand on a day, without sign-in. Empty: no officer has entered the list."""
        on = _day(self.asked("on"))
        lists = {
            "on": on,
            "conservation_actions": fund.listed_actions(on),
            "excluded_entities": fund.excluded_entities(on),
        }
        return Response(shapes.AncillaryListsSerializer(lists).data)


class _Kept(CreditsView):
    def entered(self, shape: Any, request: Request) -> dict[str, Any]:
        """The body, for a registrar. Raises NotAllowed before it is looked at."""
        require(policies_fund.may_keep_lists(self.actor))
        return read(shape(data=request.data))


class ListedActions(_Kept):
    """Conservation actions."""

    @tagged
    @changing(
        "listed_actions_enter",
        shapes.EntryDoneSerializer,
        status=201,
        request=shapes.NewListedActionSerializer,
    )
    def post(self, request: Request) -> Response:
        """Put a conservation action on the list from a day on, with its source."""
        values = self.entered(shapes.NewListedActionSerializer, request)
        made = ancillary_lists.enter_action(actor=self.actor, key=self.key, now=timezone.now(), **values)
        return Response(made, status=201)


class ListedActionOff(_Kept):
    """A conservation action."""

    @tagged
    @changing(
        "listed_actions_remove", shapes.EntryDoneSerializer, status=201, request=shapes.OffListSerializer
    )
    def post(self, request: Request, action_id: UUID) -> Response:
        """Take it off the list from a day on."""
        values = self.entered(shapes.OffListSerializer, request)
        row = public_ids.find(ListedAction.objects.all(), action_id, "listed action")
        made = ancillary_lists.remove_action(
            actor=self.actor,
            key=self.key,
            code=row.code,
            removed_from=values["day"],
            source=values["source"],
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(made, status=201)


class ExcludedEntities(_Kept):
    """Entities excluded from variation."""

    @tagged
    @changing(
        "excluded_entities_enter",
        shapes.EntryDoneSerializer,
        status=201,
        request=shapes.NewExcludedEntitySerializer,
    )
    def post(self, request: Request) -> Response:
        """Exclude an entity from a day on, with the source."""
        values = self.entered(shapes.NewExcludedEntitySerializer, request)
        made = ancillary_lists.exclude(actor=self.actor, key=self.key, now=timezone.now(), **values)
        return Response(made, status=201)


class ExcludedEntityOff(_Kept):
    """An entity excluded from variation."""

    @tagged
    @changing(
        "excluded_entities_remove", shapes.EntryDoneSerializer, status=201, request=shapes.OffListSerializer
    )
    def post(self, request: Request, entity_id: UUID) -> Response:
        """Take it off the list from a day on."""
        values = self.entered(shapes.OffListSerializer, request)
        row = public_ids.find(ExcludedEntity.objects.all(), entity_id, "excluded entity")
        made = ancillary_lists.readmit(
            actor=self.actor,
            key=self.key,
            entity=row.entity,
            excluded_from=values["day"],
            source=values["source"],
            now=timezone.now(),
        )
        return Response(made, status=201)


class TrustDuties(CreditsView):
    """Duties that the Trust took over."""

    @tagged
    @described("trust_duties_list", shapes.TrustDutySerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those you may see with what is left of them, newest first; `state` is open or discharged."""
        rows = trust_duties.narrowed(trust_duties.duties(self.actor), self.asked("state"))
        return self.page_of(rows, shapes.TrustDutySerializer)


class TrustYear(CreditsView):
    """The yearly report of the Trust."""

    @tagged
    @described("trust_duties_steps", shapes.TrustYearSerializer, refusals=[400, 401], parameters=[YEAR])
    def get(self, request: Request) -> Response:
        """What was discharged in a financial year by step of the hierarchy, and why each step before was left."""
        years = trust_duties.years(self.actor, on=timezone.localdate())
        year = self.asked("year") or years[0]
        if year not in years:
            message = f"Choose a financial year from {years[-1]} to {years[0]}."
            raise InvalidInput([Finding("trust.year", message, "year")])
        found = {
            "financial_year": year,
            "discharged": dict(trust_duties.discharged_by_step(self.actor, year)),
            "steps_down": trust_duties.steps_down(self.actor, year),
        }
        return Response(shapes.TrustYearSerializer(found).data)
