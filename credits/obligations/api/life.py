"""The board and the life-line for programs."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from credits.lots.api.answers import CreditsView, described
from credits.lots.api.shapes import CreditClassSerializer
from credits.obligations.models import Obligation, ObligationLine
from credits.obligations.selectors import board, visible
from credits.obligations.selectors.lifeline import lifeline_of
from credits.obligations.selectors.next_steps import WHO
from credits.obligations.selectors.standing import STANDINGS

NUMBERS = "required = outstanding + pending + discharged, always."


class LifeLineLineSerializer(serializers.ModelSerializer[ObligationLine]):
    """So many credits of one class owed before one stage (N4)."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.CharField(help_text="in_force, superseded or lapsed.")
    credit_class = CreditClassSerializer()
    stage = serializers.IntegerField(source="stage.number", default=None, allow_null=True)
    planned_start = serializers.DateField(source="stage.planned_start", default=None, allow_null=True)
    outstanding = serializers.IntegerField(help_text=NUMBERS)
    supersedes = serializers.IntegerField(source="supersedes.number", default=None, allow_null=True)

    class Meta:
        model = ObligationLine
        fields = [
            "id",
            "number",
            "state",
            "credit_class",
            "stage",
            "planned_start",
            "proposed_quantity",
            "required",
            "pending",
            "discharged",
            "outstanding",
            "supersedes",
        ]
        read_only_fields = fields


class BoardRowSerializer(serializers.ModelSerializer[Obligation]):
    """An obligation on the board."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    source = serializers.CharField(help_text="Which kind of act imposed it.")  # type: ignore[assignment]
    standing = serializers.ChoiceField(choices=list(STANDINGS.items()))
    deadline = serializers.DateField(allow_null=True)
    authority = serializers.CharField(source="authority.name")
    holder = serializers.CharField(source="holder.name")
    required = serializers.IntegerField(help_text="Of lines in force, as the others.")  # type: ignore[assignment]
    pending = serializers.IntegerField()
    discharged = serializers.IntegerField()
    undischarged = serializers.IntegerField()

    class Meta:
        model = Obligation
        fields = [
            "id",
            "number",
            "source",
            "reference",
            "title",
            "standing",
            "deadline",
            "authority",
            "holder",
            "local_government_area",
            "imposed_on",
            "due_on",
            "required",
            "pending",
            "discharged",
            "undischarged",
        ]
        read_only_fields = fields


class LifeThingSerializer(serializers.Serializer[Any]):
    """What an event or a step is about."""

    kind = serializers.CharField()
    id = serializers.CharField()


class LifeEventSerializer(serializers.Serializer[Any]):
    """One thing that happened."""

    kind = serializers.CharField()
    on = serializers.DateField()
    at = serializers.DateTimeField(help_text="When it was recorded.")
    text = serializers.CharField()
    line = serializers.IntegerField(allow_null=True)
    quantity = serializers.IntegerField(allow_null=True)
    by = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    about = LifeThingSerializer(allow_null=True)


class LifeNextStepSerializer(serializers.Serializer[Any]):
    """One step that is next, and who has to take it."""

    who = serializers.ChoiceField(choices=list(WHO.items()))
    text = serializers.CharField()
    about = LifeThingSerializer()


class DutyHolderSerializer(serializers.Serializer[Any]):
    """Who owed it from which day on."""

    name = serializers.CharField()
    held_from = serializers.DateField()


class LifelineSerializer(serializers.Serializer[Any]):
    """All of an obligation, from its source to the last part discharged."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    reference = serializers.CharField()
    title = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    standing = serializers.ChoiceField(choices=list(STANDINGS.items()))
    finished = serializers.BooleanField(help_text="Only when nothing is outstanding or pending (N4).")
    authority = serializers.CharField()
    holders = DutyHolderSerializer(many=True)
    imposed_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True)
    deadline = serializers.DateField(allow_null=True)
    discharged_on = serializers.DateField(allow_null=True)
    lapsed_on = serializers.DateField(allow_null=True)
    required = serializers.IntegerField(help_text=f"Of lines in force, as the others. {NUMBERS}")  # type: ignore[assignment]
    pending = serializers.IntegerField()
    discharged = serializers.IntegerField()
    outstanding = serializers.IntegerField()
    lines = LifeLineLineSerializer(many=True)
    next = LifeNextStepSerializer(many=True)
    events = LifeEventSerializer(many=True)


class ObligationList(CreditsView):
    """The board."""

    @described(
        "obligations_list",
        BoardRowSerializer(many=True),
        refusals=[401],
        parameters=[
            OpenApiParameter("standing", str, enum=[*STANDINGS, board.OPEN]),
            OpenApiParameter(
                "search", str, description="Words of number, reference, title, place or holder."
            ),
            OpenApiParameter("authority", str, description="Public id of the authority."),
            OpenApiParameter("sort", str, enum=list(board.SORTS)),
        ],
    )
    def get(self, request: Request) -> Response:
        """The obligations you may read, with their sums and how they stand today."""
        rows = board.matching(self.actor, board.wanted_of(request.query_params), on=timezone.localdate())
        return self.page_of(rows, BoardRowSerializer)


class ObligationDetail(CreditsView):
    """The life-line of one obligation."""

    @described("obligations_retrieve", LifelineSerializer)
    def get(self, request: Request, obligation_id: UUID) -> Response:
        """What is owed line by line, who owes it, everything that happened, and what is next."""
        found = visible.obligation(self.actor, obligation_id)
        life = lifeline_of(found, on=timezone.localdate())
        told = {
            "id": found.public_id,
            "number": found.number,
            "reference": found.reference,
            "title": found.title,
            "source": found.source,
            "standing": life.standing,
            "finished": life.finished,
            "authority": found.authority.name,
            "holders": [{"name": one.organisation.name, "held_from": one.held_from} for one in life.holders],
            "imposed_on": found.imposed_on,
            "due_on": found.due_on,
            "deadline": life.deadline,
            "discharged_on": found.discharged_on,
            "lapsed_on": found.lapsed_on,
            "required": life.totals.required,
            "pending": life.totals.pending,
            "discharged": life.totals.discharged,
            "outstanding": life.totals.outstanding,
            "lines": life.lines,
            "next": [{"who": step.who, "text": step.text, "about": _thing(step.about)} for step in life.next],
            "events": [
                {
                    "kind": event.kind,
                    "on": event.on,
                    "at": event.at,
                    "text": event.text,
                    "line": event.line,
                    "quantity": event.quantity,
                    "by": event.by,
                    "note": event.note,
                    "about": _thing(event.thing),
                }
                for event in life.events
            ],
        }
        return Response(LifelineSerializer(told).data)


def _thing(thing: tuple[str, str] | None) -> dict[str, str] | None:
    return None if thing is None else {"kind": thing[0], "id": thing[1]}
