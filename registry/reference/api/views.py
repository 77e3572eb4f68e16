"""Reference facts for programs: read-only and public, always from one release."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.findings import NotVisible
from registry.reference import selectors
from registry.reference.api import serializers as shapes
from registry.reference.models import (
    Benchmark,
    CommunityAssociation,
    EcologicalCommunity,
    Landscape,
    ManagementActionType,
    MethodParameter,
    Plant,
    PlantCommunityType,
    Release,
    Species,
    Subregion,
    SubregionOutline,
)

RELEASE = OpenApiParameter("release", str, description="Code of a release; without it, the current one.")
SEARCH = OpenApiParameter("search", str, description="Words that all have to occur.")
LONGEST_SEARCH = 200


def release_of(request: Request) -> Release:
    """The release the request names, else the current one. Raises `NotVisible`."""
    return selectors.release_named(request.query_params.get("release", ""), on=timezone.localdate())


class FactList(generics.ListAPIView[Any]):
    """A list of facts of one release, searchable by words."""

    permission_classes = [AllowAny]
    search: ClassVar[Callable[[Release, str], QuerySet[Any]]]

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of the release that fit the search."""
        if getattr(self, "swagger_fake_view", False):
            empty: QuerySet[Any] = type(self).queryset  # type: ignore[assignment]
            return empty
        text = self.request.query_params.get("search", "")[:LONGEST_SEARCH]
        return type(self).search(release_of(self.request), text)

    @extend_schema(parameters=[RELEASE, SEARCH])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Fifty rows a page."""
        return super().get(request, *args, **kwargs)


class ReleaseList(generics.ListAPIView[Release]):
    """All published releases, newest first."""

    permission_classes = [AllowAny]
    serializer_class = shapes.ReleaseSerializer
    queryset = selectors.published_releases()


class ReleaseDetail(APIView):
    """One release and its tables."""

    permission_classes = [AllowAny]

    @extend_schema(responses=shapes.ReleaseDetailSerializer)
    def get(self, request: Request, code: str) -> Response:
        """Header, data versions, checksums, sources and licences."""
        release = selectors.published_releases().filter(code=code).first()
        if release is None:
            raise NotVisible("release of reference facts")
        data = shapes.ReleaseSerializer(release).data
        tables = shapes.TableSerializer(selectors.tables_of(release), many=True).data
        return Response({**data, "tables": tables})


class PctList(FactList):
    """Plant community types; `search` takes a number or words."""

    serializer_class = shapes.PctSerializer
    queryset = PlantCommunityType.objects.none()
    filterset_fields = ["vegetation_class", "vegetation_formation", "cleared_tier"]
    search = selectors.search_pcts


class PctDetail(APIView):
    """One plant community type."""

    permission_classes = [AllowAny]

    @extend_schema(parameters=[RELEASE], responses=shapes.PctDetailSerializer)
    def get(self, request: Request, pct_id: int) -> Response:
        """With its threatened communities and the benchmarks of its class."""
        release = release_of(request)
        kind = selectors.pct(release, pct_id)
        if kind is None:
            raise NotVisible("plant community type")
        communities: list[CommunityAssociation] = [
            row for one in selectors.communities_of(release, pct_id) for row in one.associations
        ]
        benchmarks = selectors.benchmarks_of(release, kind.vegetation_class)
        return Response(
            {
                **shapes.PctSerializer(kind).data,
                "communities": shapes.AssociationSerializer(communities, many=True).data,
                "benchmarks": shapes.BenchmarkSerializer(benchmarks, many=True).data,
            }
        )


class CommunityList(FactList):
    """Threatened ecological communities."""

    serializer_class = shapes.CommunitySerializer
    queryset = EcologicalCommunity.objects.none()
    search = selectors.search_communities


class CommunityDetail(APIView):
    """One threatened ecological community."""

    permission_classes = [AllowAny]

    @extend_schema(parameters=[RELEASE], responses=shapes.CommunityDetailSerializer)
    def get(self, request: Request, code: str) -> Response:
        """With the plant community types tied to it."""
        release = release_of(request)
        community = selectors.community(release, code)
        if community is None:
            raise NotVisible("threatened ecological community")
        kinds = selectors.pcts_of_community(release, community.name)
        pct_ids = list(kinds.values_list("pct_id", flat=True))
        return Response({**shapes.CommunitySerializer(community).data, "pct_ids": pct_ids})


class SpeciesList(FactList):
    """Threatened species."""

    serializer_class = shapes.SpeciesSerializer
    queryset = Species.objects.none()
    filterset_fields = ["bc_listing", "epbc_listing", "credit_class", "kingdom", "traded_as_species_credit"]
    search = selectors.species_search


class SpeciesDetail(APIView):
    """One species."""

    permission_classes = [AllowAny]

    @extend_schema(parameters=[RELEASE], responses=shapes.SpeciesSerializer)
    def get(self, request: Request, code: str) -> Response:
        """By its code."""
        found = selectors.species_of(release_of(request), code)
        if found is None:
            raise NotVisible("species")
        return Response(shapes.SpeciesSerializer(found).data)


class BenchmarkList(FactList):
    """Vegetation benchmarks."""

    serializer_class = shapes.BenchmarkSerializer
    queryset = Benchmark.objects.none()
    filterset_fields = ["vegetation_class", "ibra_region"]
    search = selectors.search_benchmarks


class SubregionList(FactList):
    """IBRA subregions."""

    serializer_class = shapes.SubregionSerializer
    queryset = Subregion.objects.none()
    filterset_fields = ["region_code"]
    search = selectors.search_subregions


class SubregionDetail(APIView):
    """One IBRA subregion."""

    permission_classes = [AllowAny]

    @extend_schema(parameters=[RELEASE], responses=shapes.SubregionDetailSerializer)
    def get(self, request: Request, code: str) -> Response:
        """With the subregions within 100 km."""
        release = release_of(request)
        place = selectors.subregion(release, code)
        if place is None:
            raise NotVisible("subregion")
        near = shapes.NeighbourSerializer(selectors.neighbours(release, place.code), many=True).data
        return Response({**shapes.SubregionSerializer(place).data, "neighbours": near})


class LandscapeList(FactList):
    """NSW (Mitchell) landscapes."""

    serializer_class = shapes.LandscapeSerializer
    queryset = Landscape.objects.none()
    search = selectors.search_landscapes


class ParameterList(FactList):
    """Numbers of the method, with mark and source."""

    serializer_class = shapes.ParameterSerializer
    queryset = MethodParameter.objects.none()
    filterset_fields = ["mark"]
    search = selectors.search_parameters


class ManagementActionList(FactList):
    """The catalogue of management actions."""

    serializer_class = shapes.ManagementActionSerializer
    queryset = ManagementActionType.objects.none()
    filterset_fields = ["group", "required_for_plan"]
    search = selectors.search_actions


class PlantList(FactList):
    """Plant names with growth form and weed flag."""

    serializer_class = shapes.PlantSerializer
    queryset = Plant.objects.none()
    filterset_fields = ["growth_form", "native", "high_threat_weed"]
    search = selectors.search_plants


class OutlineList(FactList):
    """Outlines of subregions, without the geometry."""

    serializer_class = shapes.OutlineSerializer
    queryset = SubregionOutline.objects.none()
    filterset_fields = ["simplified"]
    search = selectors.search_outlines
