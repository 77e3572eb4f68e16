"""Stateless calculators: numbers in, every intermediate out, nothing stored. Open to everybody, a little at a time."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.answers import DeskView, StrictSerializer, described, read
from assessments.api.calculations import NOTICE
from assessments.api.method_data import (
    CaseInputSerializer,
    CaseOutcomeSerializer,
    IntegrityZoneSerializer,
    MethodDataSerializer,
)
from assessments.bam.engine import ENGINE_VERSION, METHOD_EDITION
from assessments.bam.inputs import ZoneInput
from assessments.bam.serial import MAXIMUM_AREA_M2, case_from_dict
from assessments.services import calculators
from registry.bodies import MEGABYTE
from registry.findings import Finding, InvalidInput
from registry.reference import selectors as reference
from registry.reference.models import Release

RELEASE = OpenApiParameter(
    "release",
    str,
    description="Code of the reference release whose parameters are used; without it, the current one.",
)
REGION = OpenApiParameter(
    "region",
    str,
    description="IBRA region, by code or name: zones sent without a benchmark take the release's for it.",
)
REFUSALS = (400, 404, 413, 429)
MARKS_NOTE = (
    "Facts that were sent carry the marks they were sent with; nobody has checked them. Nothing was stored."
)

# What a zone needs to be a zone; a client that only wants its vegetation integrity need not name it.
UNNAMED_ZONE: dict[str, Any] = {"pct_name": "", "condition_class": "", "area_m2": 10_000}


class ZoneIntegritySerializer(MethodDataSerializer):
    """The vegetation integrity of one zone."""

    data_class = calculators.ZoneIntegrity


class HeadSerializer(serializers.Serializer[Any]):
    """What every calculator's answer begins with."""

    notice = serializers.CharField()
    marks = serializers.CharField()
    method_edition = serializers.CharField()
    engine_version = serializers.CharField()
    release = serializers.CharField()
    release_checksum = serializers.CharField()


class CalculatedIntegritySerializer(HeadSerializer):
    """Vegetation integrity with every intermediate."""

    zones = ZoneIntegritySerializer(many=True)


class CalculatedCaseSerializer(HeadSerializer):
    """The outcome of the whole method."""

    outcome = CaseOutcomeSerializer()


class ZonesSerializer(StrictSerializer):
    """The zones to score."""

    zones = IntegrityZoneSerializer(many=True)


class CreditNumbersSerializer(StrictSerializer):
    """The numbers of one line. Which are needed depends on the equation."""

    equation = serializers.ChoiceField(choices=list(calculators.EQUATIONS))
    vi_loss = serializers.FloatField(
        required=False, min_value=-100, max_value=100, help_text="Eq 1 and 2: current less future."
    )
    vi_gain = serializers.FloatField(
        required=False, min_value=-100, max_value=100, help_text="Eq 4 and 5: with less without management."
    )
    area_m2 = serializers.IntegerField(required=False, min_value=0, max_value=MAXIMUM_AREA_M2)
    risk_weighting = serializers.FloatField(required=False, min_value=0, max_value=10)
    individuals = serializers.FloatField(
        required=False, min_value=0, max_value=10**9, help_text="Eq 3: affected. Eq 6: gained."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly the numbers of the equation. Raises ValidationError naming each one."""
        takes = calculators.EQUATIONS[attrs["equation"]].takes
        wrong = {
            name: [ErrorDetail(f"{attrs['equation']} needs {name}: send it.", "required")]
            for name in takes
            if name not in attrs
        } | {
            name: [ErrorDetail(f"{attrs['equation']} has no {name}: leave it out.", "unknown_field")]
            for name in attrs
            if name not in takes and name != "equation"
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


class CreditLinesSerializer(StrictSerializer):
    """Lines to calculate, each by itself."""

    lines = serializers.ListField(child=CreditNumbersSerializer(), min_length=1, max_length=1_000)


class CreditsByNumbersSerializer(MethodDataSerializer):
    """Credits of one line."""

    data_class = calculators.CreditsByNumbers


class CalculatedCreditsSerializer(HeadSerializer):
    """Credits of every line, in the order they were sent."""

    lines = CreditsByNumbersSerializer(many=True)


class Calculator(DeskView):
    """A calculator for everybody."""

    permission_classes = [AllowAny]
    throttle_scope: ClassVar[str] = "calculator"
    largest_body_bytes = MEGABYTE

    def release(self, request: Request) -> Release:
        """The release the client names, else the current one. Raises NotVisible."""
        return reference.release_named(request.query_params.get("release", ""), on=timezone.localdate())

    def region(self, request: Request) -> str:
        """The region whose benchmarks fill the gaps."""
        return request.query_params.get("region", "").replace("\x00", " ")[:100]

    def answer(self, release: Release, **results: Any) -> Response:
        """The head, then the results."""
        head = {
            "notice": NOTICE,
            "marks": MARKS_NOTE,
            "method_edition": METHOD_EDITION,
            "engine_version": ENGINE_VERSION,
            "release": release.code,
            "release_checksum": release.checksum,
        }
        return Response({**head, **results})


class IntegrityCalculator(Calculator):
    """Vegetation integrity."""

    @extend_schema(tags=["calculators"])
    @described(
        "calculate_vegetation_integrity",
        CalculatedIntegritySerializer,
        request=ZonesSerializer,
        refusals=REFUSALS,
        parameters=[RELEASE, REGION],
    )
    def post(self, request: Request) -> Response:
        """Current vegetation integrity of zones from their plots and benchmarks: for every attribute the mean,
        benchmark, score, weight and weighted score, the three component scores and their geometric mean."""
        release = self.release(request)
        zones = zones_of(request.data)
        found = calculators.zone_integrities(zones, release=release, region=self.region(request))
        return self.answer(release, zones=ZoneIntegritySerializer(found, many=True).data)


def zones_of(data: Any) -> tuple[ZoneInput, ...]:
    """The zones of a request, read as strictly as a case's. Raises InvalidInput naming each field by its path."""
    if not isinstance(data, dict) or not isinstance(data.get("zones"), list) or not data["zones"]:
        raise InvalidInput([Finding("calculator.zones", "Send a list of at least one zone.", field="zones")])
    findings = [
        Finding(
            "case.field.unknown", f"There is no field “{str(name)[:60]}”: take it out.", field=str(name)[:60]
        )
        for name in data
        if name != "zones"
    ]
    allowed = set(IntegrityZoneSerializer.only)
    filled = []
    for index, zone in enumerate(data["zones"]):
        if isinstance(zone, dict):
            findings += [
                Finding(
                    "case.field.unknown",
                    f"Vegetation integrity does not depend on “{str(name)[:60]}”: take it out.",
                    field=f"zones[{index}].{str(name)[:60]}",
                )
                for name in zone
                if name not in allowed
            ]
            zone = {"key": f"Z{index + 1}", "number": index + 1, **UNNAMED_ZONE, **zone}
        filled.append(zone)
    if findings:
        raise InvalidInput(findings[:500])
    return case_from_dict({"kind": "part4", "zones": filled}).zones


class CaseCalculator(Calculator):
    """A whole assessment."""

    @extend_schema(tags=["calculators"])
    @described(
        "calculate_assessment",
        CalculatedCaseSerializer,
        request=CaseInputSerializer,
        refusals=REFUSALS,
        parameters=[RELEASE, REGION],
    )
    def post(self, request: Request) -> Response:
        """The whole method on one case. The `inputs` of a stored calculation can be sent as they are: with its
        release they give its outcome again."""
        release = self.release(request)
        case = case_from_dict(request.data)
        outcome = calculators.calculate_case(case, release=release, region=self.region(request))
        return self.answer(release, outcome=CaseOutcomeSerializer(outcome).data)


class CreditCalculator(Calculator):
    """Credits by numbers."""

    @extend_schema(tags=["calculators"])
    @described(
        "calculate_credits",
        CalculatedCreditsSerializer,
        request=CreditLinesSerializer,
        refusals=REFUSALS,
        parameters=[RELEASE],
    )
    def post(self, request: Request) -> Response:
        """Equations 1 to 6 by their numbers: unrounded result, whole credits, and what makes them provisional."""
        release = self.release(request)
        lines = read(CreditLinesSerializer(data=request.data))["lines"]
        made = [
            calculators.credits_by_numbers(
                line["equation"],
                {name: value for name, value in line.items() if name != "equation"},
                release=release,
            )
            for line in lines
        ]
        return self.answer(release, lines=CreditsByNumbersSerializer(made, many=True).data)
