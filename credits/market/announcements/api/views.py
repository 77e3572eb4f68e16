"""Announcements over the API: what is published is open to everybody."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import NothingSerializer, StrictSerializer, read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.market.announcements import policies, selectors, services
from credits.market.models import Announcement
from credits.market.states import ANNOUNCERS
from registry.findings import NotAllowed

in_market = extend_schema(tags=["market"])


class AnnouncementSerializer(serializers.ModelSerializer[Announcement]):
    """A fact that was published to everybody at one moment."""

    id = serializers.UUIDField(source="public_id")
    organisation = serializers.CharField(source="organisation.public_name")

    class Meta:
        model = Announcement
        fields = ["id", "organisation", "title", "body", "published_at"]
        read_only_fields = fields


class OfficeReadersSerializer(serializers.Serializer[Any]):
    """Readers through the offices of one organisation."""

    organisation = serializers.CharField()
    people = serializers.IntegerField()


class AnnouncementDetailSerializer(AnnouncementSerializer):
    """With who read it before everybody, counted. `state` and `publish_at` matter only before publication."""

    state = serializers.CharField(help_text="draft, approved, published or withdrawn.")
    early_readers = serializers.SerializerMethodField()
    early_readers_by_organisation = serializers.SerializerMethodField()

    class Meta(AnnouncementSerializer.Meta):
        fields = [
            *AnnouncementSerializer.Meta.fields,
            "state",
            "publish_at",
            "written_at",
            "early_readers",
            "early_readers_by_organisation",
        ]
        read_only_fields = fields

    def get_early_readers(self, found: Announcement) -> int:
        """How many people."""
        return int(self.context["readers"].people)

    @extend_schema_field(OfficeReadersSerializer(many=True))
    def get_early_readers_by_organisation(self, found: Announcement) -> list[dict[str, Any]]:
        """No names of people."""
        return [{"organisation": name, "people": people} for name, people in self.context["readers"].offices]


class UnpublishedSerializer(serializers.ModelSerializer[Announcement]):
    """That there is one, and its hour. Its title is empty until your reading is recorded."""

    id = serializers.UUIDField(source="public_id")
    organisation = serializers.CharField(source="organisation.public_name")
    state = serializers.CharField(help_text="draft, approved or withdrawn.")
    title = serializers.SerializerMethodField()

    class Meta:
        model = Announcement
        fields = ["id", "organisation", "state", "title", "publish_at"]
        read_only_fields = fields

    def get_title(self, found: Any) -> str:
        """Empty for those who have not read it."""
        return str(found.title) if found.known else ""


class AnnouncementTextSerializer(StrictSerializer):
    """What is announced, and when."""

    title = serializers.CharField(max_length=services.LONGEST_TITLE)
    body = serializers.CharField(max_length=services.LONGEST_BODY)
    publish_at = serializers.DateTimeField(help_text="With its zone; ahead of now.")


class WriteAnnouncementSerializer(AnnouncementTextSerializer):
    """As the text, with the organisation you announce for."""

    organisation = serializers.UUIDField()


class ApproveAnnouncementSerializer(StrictSerializer):
    """Which text was read."""

    written_at = serializers.DateTimeField(help_text="`written_at` of the announcement as you read it.")


class AnnouncementStateSerializer(serializers.Serializer[Any]):
    """The announcement, and the state it is in now."""

    id = serializers.UUIDField()
    state = serializers.CharField()


class AnnouncementList(CreditsView):
    """Published announcements."""

    permission_classes = [AllowAny]

    @in_market
    @described("announcements_list", AnnouncementSerializer(many=True), refusals=[429])
    def get(self, request: Request) -> Response:
        """Newest first, for everybody."""
        return self.page_of(selectors.published(), AnnouncementSerializer)

    @in_market
    @changing(
        "announcements_create",
        AnnouncementStateSerializer,
        status=201,
        request=WriteAnnouncementSerializer,
    )
    def post(self, request: Request) -> Response:
        """Write an announcement of your organisation; a second officer has to approve it."""
        if request.user.is_anonymous:
            self.permission_denied(request)
        self.require_announcer()
        values = read(WriteAnnouncementSerializer(data=request.data))
        organisation = str(values.pop("organisation"))
        made = services.write(
            actor=self.actor, key=self.key, organisation_id=organisation, now=timezone.now(), **values
        )
        return Response(made, status=201)

    def require_announcer(self) -> None:
        """Raises NotAllowed for whoever announces for nobody."""
        if not ANNOUNCERS & self.actor.roles:
            raise NotAllowed(
                "announcement.not_announcer",
                "Only officers of the trust and of the registrar's office announce, for their own organisation.",
            )


class UnpublishedList(CreditsView):
    """Announcements before their hour."""

    @in_market
    @described("announcements_unpublished_list", UnpublishedSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those that you may read before everybody; empty for most."""
        return self.page_of(selectors.unpublished(self.actor), UnpublishedSerializer)


class AnnouncementDetail(CreditsView):
    """One announcement."""

    permission_classes = [AllowAny]

    @in_market
    @described("announcements_retrieve", AnnouncementDetailSerializer, refusals=[404, 429])
    def get(self, request: Request, announcement_id: UUID) -> Response:
        """Before its hour only for those who may; their first reading is recorded in this request."""
        found = selectors.announcement(self.actor, announcement_id)
        found = services.note_reading(self.actor, found, now=timezone.now())
        context = {"readers": selectors.early_readers(found)}
        return Response(AnnouncementDetailSerializer(found, context=context).data)


class _Action(CreditsView):
    """A step of an announcement: the policy is asked before anything of the body is looked at."""

    def values(self, action: str, announcement_id: UUID, shape: type[StrictSerializer]) -> dict[str, Any]:
        """The checked body, with what every command takes. Raises NotVisible, NotAllowed, ValidationError."""
        found = selectors.announcement(self.actor, announcement_id)
        require(policies.RULES[action](self.actor, found))
        return {
            "actor": self.actor,
            "key": self.key,
            "announcement_id": str(announcement_id),
            "now": timezone.now(),
            **read(shape(data=self.request.data)),
        }


class AnnouncementChange(_Action):
    """A change by the author."""

    @in_market
    @changing("announcements_change", AnnouncementStateSerializer, request=AnnouncementTextSerializer)
    def post(self, request: Request, announcement_id: UUID) -> Response:
        """Change what nobody has approved yet."""
        values = self.values("change", announcement_id, AnnouncementTextSerializer)
        return Response(services.change(**values))


class AnnouncementApprove(_Action):
    """The second officer's approval."""

    @in_market
    @changing("announcements_approve", AnnouncementStateSerializer, request=ApproveAnnouncementSerializer)
    def post(self, request: Request, announcement_id: UUID) -> Response:
        """Approve the text you read; it is published at its hour."""
        values = self.values("approve", announcement_id, ApproveAnnouncementSerializer)
        return Response(services.approve(**values))


class AnnouncementWithdraw(_Action):
    """Taking it back."""

    @in_market
    @changing("announcements_withdraw", AnnouncementStateSerializer, request=NothingSerializer)
    def post(self, request: Request, announcement_id: UUID) -> Response:
        """Take it back before it is published."""
        return Response(services.withdraw(**self.values("withdraw", announcement_id, NothingSerializer)))
