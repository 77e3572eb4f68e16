"""The map for programs: GeoJSON with the same narrowing as the page."""

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from credits.public.map import selectors
from credits.public.map.geojson import collection
from credits.public.map.selectors import Narrowing
from registry.api import ActorView

LONGEST = 120


class MapFeatures(ActorView):
    """Agreements in force and subregions."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="registers_map_retrieve",
        parameters=[
            OpenApiParameter("group", str, description="Words of the offset trading group."),
            OpenApiParameter("species", str, description="Part of a species' name."),
            OpenApiParameter("subregion", str, description="Name of an IBRA subregion."),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """A GeoJSON FeatureCollection: outlines laid on a grid of about 100 m, with lots and available credits."""
        narrowing = Narrowing(*(self._text(name) for name in ("group", "species", "subregion")))
        sites = selectors.sites(narrowing)
        return Response(collection(sites, selectors.places(narrowing, on=timezone.localdate())))

    def _text(self, name: str) -> str:
        return str(self.request.query_params.get(name, "")).replace("\0", "").strip()[:LONGEST]
