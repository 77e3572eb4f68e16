"""The feed for programs: what changed after a number, for mirrors that must miss nothing."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from credits.public.feed import selectors
from credits.public.feed.api import serializers as shapes
from credits.public.feed.kinds import KINDS
from credits.public.feed.selectors import Asked
from registry.api import ActorView
from registry.findings import Finding, InvalidInput

LIMIT, LARGEST_LIMIT = 100, 1_000


class Changes(ActorView):
    """Public changes."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="registers_changes_list",
        parameters=[
            OpenApiParameter(
                "after", int, description="The number you have read up to; 0 from the beginning."
            ),
            OpenApiParameter("limit", int, description=f"At most {LARGEST_LIMIT}; {LIMIT} without."),
            OpenApiParameter("lot", str, description="Only what is about this lot."),
            OpenApiParameter("agreement", str, description="Only what is about this agreement and its lots."),
            OpenApiParameter("action", str, enum=sorted(KINDS)),
        ],
        responses=shapes.ChangesSerializer,
    )
    def get(self, request: Request) -> Response:
        """Oldest first, after a number. Go on with `next_after`; with nothing new it is the number you gave."""
        after = self._whole("after", 0)
        limit = min(max(self._whole("limit", LIMIT), 1), LARGEST_LIMIT)
        action = self._text("action")
        if action and action not in KINDS:
            message = (
                f"There is no action {action[:40]!r} in the feed; it is one of {', '.join(sorted(KINDS))}."
            )
            raise InvalidInput([Finding("changes.action_unknown", message, "action")])
        asked = Asked(self._text("lot").upper(), self._text("agreement").upper(), action)
        changes, next_after = selectors.after(asked, after, at_most=limit)
        found = {"changes": changes, "next_after": next_after, "newest": selectors.newest_number()}
        return Response(shapes.ChangesSerializer(found).data)

    def _text(self, name: str) -> str:
        return str(self.request.query_params.get(name, "")).replace("\0", "").strip()[:80]

    def _whole(self, name: str, default: int) -> int:
        """A whole number from zero upwards. Raises InvalidInput."""
        text = self._text(name)
        if not text:
            return default
        if not (text.isascii() and text.isdecimal()):
            message = (
                f"{name} is a whole number from 0 upwards, for example {name}=120; {text[:40]!r} is none."
            )
            raise InvalidInput([Finding("changes.not_a_number", message, name)])
        return int(text)
