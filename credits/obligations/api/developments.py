"""Developments over the API: entering, changing, testing the scope, stages, applying."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import NothingSerializer, StrictSerializer, read, require
from credits.lots.api.answers import CreditsView, changing, described
from credits.obligations import policies_development as policies
from credits.obligations.models import Application, Development, Pathway, ScopeTest, Stage
from credits.obligations.selectors import visible
from credits.obligations.services import applying, developments
from registry.actor import DEVELOPER

tagged = extend_schema(tags=["obligations"])
LONG = 20_000


class StageSerializer(serializers.ModelSerializer[Stage]):
    """A stage; what it owes is discharged before it begins."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Stage
        fields = ["id", "number", "title", "planned_start", "state", "commenced_on"]
        read_only_fields = fields


class ScopeTestSerializer(serializers.ModelSerializer[ScopeTest]):
    """A test of whether the scheme applies: each reason with its clause, kept whatever the answer."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = ScopeTest
        fields = ["id", "answer", "facts", "reasons", "rule_set_version", "tested_on"]
        read_only_fields = fields


class DevelopmentSerializer(serializers.ModelSerializer[Development]):
    """A development with its stages, and its last test of scope."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    state = serializers.CharField(help_text="proposed, in_scope, out_of_scope or applied_for.")
    pathway = serializers.CharField()
    developer = serializers.CharField(source="developer.name")
    authority = serializers.CharField(source="authority.name")
    stages = StageSerializer(many=True)
    scope_test = serializers.SerializerMethodField()

    class Meta:
        model = Development
        fields = [
            "id",
            "number",
            "state",
            "developer",
            "authority",
            *developments.FACTS,
            "version",
            "stages",
            "scope_test",
        ]
        read_only_fields = fields

    def get_scope_test(self, development: Development) -> dict[str, Any] | None:
        """The last test; null before the first."""
        last = max(development.scope_tests.all(), key=lambda test: test.pk, default=None)
        return None if last is None else dict(ScopeTestSerializer(last).data)


class FactsSerializer(StrictSerializer):
    """What is stated of a development. null: not known yet, which never counts as a no. Areas in square metres."""

    title = serializers.CharField(max_length=300)
    pathway = serializers.ChoiceField(choices=Pathway.choices)
    description = serializers.CharField(max_length=LONG, default="", allow_blank=True)
    address = serializers.CharField(max_length=300, default="", allow_blank=True)
    local_government_area = serializers.CharField(max_length=120, default="", allow_blank=True)
    subregion = serializers.CharField(max_length=120, default="", allow_blank=True)
    region = serializers.CharField(max_length=120, default="", allow_blank=True)
    clearing_m2 = serializers.IntegerField(min_value=0, default=None, allow_null=True)
    minimum_lot_m2 = serializers.IntegerField(min_value=1, default=None, allow_null=True)
    on_values_map = serializers.BooleanField(default=None, allow_null=True)
    on_lord_howe_island = serializers.BooleanField(default=False)
    likely_significant = serializers.BooleanField(default=None, allow_null=True)
    significance_evidence = serializers.CharField(max_length=LONG, default="", allow_blank=True)
    in_outstanding_value_area = serializers.BooleanField(default=None, allow_null=True)
    opted_in = serializers.BooleanField(default=False)
    waived = serializers.BooleanField(default=False)
    waiver_reference = serializers.CharField(max_length=200, default="", allow_blank=True)
    major_mining = serializers.BooleanField(default=False)
    controlled_action = serializers.BooleanField(default=False)
    epbc_reference = serializers.CharField(max_length=40, default="", allow_blank=True)


class NewDevelopmentSerializer(FactsSerializer):
    """A development to enter."""

    developer = serializers.UUIDField(help_text="Whom you sign for.")
    authority = serializers.UUIDField(help_text="Who decides.")


class ChangedDevelopmentSerializer(FactsSerializer):
    """All facts anew."""

    expected_version = serializers.IntegerField(help_text="Version of the development when you read it.")


class NewStageSerializer(StrictSerializer):
    """A stage."""

    title = serializers.CharField(max_length=200)
    planned_start = serializers.DateField(default=None, allow_null=True)


class LodgeSerializer(StrictSerializer):
    """An application; without its report it is incomplete."""

    revision = serializers.UUIDField(
        default=None, allow_null=True, help_text="The development report, submitted to the authority."
    )
    kind = serializers.ChoiceField(choices=Application.ApplicationKind.choices, default="approval")
    reference = serializers.CharField(max_length=120, default="", allow_blank=True)


class WithdrawApplicationSerializer(StrictSerializer):
    """Why it is withdrawn."""

    reason = serializers.CharField(max_length=2_000)


class DevelopmentDoneSerializer(serializers.Serializer[Any]):
    """The development as it stands now."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.CharField()
    version = serializers.IntegerField()
    stage = serializers.UUIDField(required=False)


class ScopeAnswerSerializer(DevelopmentDoneSerializer):
    """The answer, and which facts have to be stated before there is one."""

    answer = serializers.CharField(help_text="yes, no or open.")
    missing = serializers.ListField(child=serializers.CharField())


class ApplicationDoneSerializer(serializers.Serializer[Any]):
    """The application as it stands now."""

    id = serializers.UUIDField()
    number = serializers.CharField(required=False)
    state = serializers.CharField()


class DevelopmentList(CreditsView):
    """Developments."""

    @tagged
    @described("developments_list", DevelopmentSerializer(many=True), refusals=[401])
    def get(self, request: Request) -> Response:
        """Those you may see, newest first."""
        rows = visible.developments(self.actor).prefetch_related("stages", "scope_tests")
        return self.page_of(rows, DevelopmentSerializer)

    @tagged
    @changing("developments_create", DevelopmentDoneSerializer, status=201, request=NewDevelopmentSerializer)
    def post(self, request: Request) -> Response:
        """Enter a development for a developer you sign for."""
        self.require_role(frozenset({DEVELOPER}))
        values = read(NewDevelopmentSerializer(data=request.data))
        ids = {f"{name}_id": str(values.pop(name)) for name in ("developer", "authority")}
        made = developments.enter(actor=self.actor, key=self.key, facts=values, now=timezone.now(), **ids)
        return Response(made, status=201)


class _Own(CreditsView):
    def own(self, development_id: UUID) -> Development:
        """The development, for who signs for its developer. Raises NotVisible, NotAllowed."""
        found = visible.development(self.actor, development_id)
        require(policies.may_change(self.actor, found))
        return found


class DevelopmentDetail(_Own):
    """One development."""

    @tagged
    @described("developments_retrieve", DevelopmentSerializer)
    def get(self, request: Request, development_id: UUID) -> Response:
        """With its stages and its last test of scope."""
        return Response(DevelopmentSerializer(visible.development(self.actor, development_id)).data)

    @tagged
    @changing("developments_change", DevelopmentDoneSerializer, request=ChangedDevelopmentSerializer)
    def put(self, request: Request, development_id: UUID) -> Response:
        """State all facts anew; the scope has to be tested again."""
        self.own(development_id)
        values = read(ChangedDevelopmentSerializer(data=request.data))
        version = values.pop("expected_version")
        done = developments.change(
            actor=self.actor,
            key=self.key,
            development_id=str(development_id),
            facts=values,
            expected_version=version,
        )
        return Response(done)


class DevelopmentScope(_Own):
    """Whether the scheme applies."""

    @tagged
    @described("developments_scope_tests", ScopeTestSerializer(many=True))
    def get(self, request: Request, development_id: UUID) -> Response:
        """Every test that was made, newest first."""
        found = visible.development(self.actor, development_id)
        return self.page_of(found.scope_tests.all(), ScopeTestSerializer)

    @tagged
    @changing("developments_test_scope", ScopeAnswerSerializer, request=NothingSerializer)
    def post(self, request: Request, development_id: UUID) -> Response:
        """Test it with the facts as they stand; answer and reasons are kept."""
        self.own(development_id)
        read(NothingSerializer(data=request.data))
        done = developments.test_scope(
            actor=self.actor,
            key=self.key,
            development_id=str(development_id),
            today=timezone.localdate(),
            now=timezone.now(),
        )
        return Response(done)


class DevelopmentStages(_Own):
    """The stages of a development."""

    @tagged
    @changing("developments_add_stage", DevelopmentDoneSerializer, status=201, request=NewStageSerializer)
    def post(self, request: Request, development_id: UUID) -> Response:
        """Add a stage after the last one."""
        self.own(development_id)
        values = read(NewStageSerializer(data=request.data))
        done = developments.add_stage(
            actor=self.actor, key=self.key, development_id=str(development_id), **values
        )
        return Response(done, status=201)


class DevelopmentStage(_Own):
    """One stage."""

    @tagged
    @changing("developments_change_stage", DevelopmentDoneSerializer, request=NewStageSerializer)
    def put(self, request: Request, development_id: UUID, number: int) -> Response:
        """Word it anew, or plan it for another day."""
        self.own(development_id)
        values = read(NewStageSerializer(data=request.data))
        done = developments.change_stage(
            actor=self.actor, key=self.key, development_id=str(development_id), number=number, **values
        )
        return Response(done)

    @tagged
    @changing("developments_remove_stage", DevelopmentDoneSerializer, request=None)
    def delete(self, request: Request, development_id: UUID, number: int) -> Response:
        """Take the last stage away."""
        self.own(development_id)
        done = developments.remove_stage(
            actor=self.actor, key=self.key, development_id=str(development_id), number=number
        )
        return Response(done)


class DevelopmentApply(_Own):
    """Applying."""

    @tagged
    @changing("developments_apply", ApplicationDoneSerializer, status=201, request=LodgeSerializer)
    def post(self, request: Request, development_id: UUID) -> Response:
        """Lodge an application with the development report; without it it is incomplete (400)."""
        require(policies.may_apply(self.actor, visible.development(self.actor, development_id)))
        values = read(LodgeSerializer(data=request.data))
        revision = values.pop("revision")
        made = applying.lodge(
            actor=self.actor,
            key=self.key,
            development_id=str(development_id),
            revision_id="" if revision is None else str(revision),
            today=timezone.localdate(),
            now=timezone.now(),
            **values,
        )
        return Response(made, status=201)


class ApplicationWithdraw(CreditsView):
    """Withdrawing."""

    @tagged
    @changing("applications_withdraw", ApplicationDoneSerializer, request=WithdrawApplicationSerializer)
    def post(self, request: Request, application_id: UUID) -> Response:
        """Withdraw an application of yours before the decision."""
        require(policies.may_withdraw(self.actor, visible.application(self.actor, application_id)))
        values = read(WithdrawApplicationSerializer(data=request.data))
        done = applying.withdraw(
            actor=self.actor,
            key=self.key,
            application_id=str(application_id),
            now=timezone.now(),
            **values,
        )
        return Response(done)
