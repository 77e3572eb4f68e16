"""The map with its tables beside it, and the same as GeoJSON."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from credits.public.answers import public_page
from credits.public.map import selectors
from credits.public.map.drawing import SHADES, picture_of
from credits.public.map.geojson import collection
from credits.public.map.selectors import Narrowing

SITES_A_PAGE = 50
LONGEST = 120


def narrowing_of(asked: dict[str, str]) -> Narrowing:
    """The narrowing that an address names; what is longer than any name is cut."""
    group, species, subregion = (
        asked.get(name, "").replace("\0", "").strip()[:LONGEST] for name in ("group", "species", "subregion")
    )
    return Narrowing(group, species, subregion)


@public_page
def map_page(request: HttpRequest) -> HttpResponse:
    """Agreements in force and subregions, by what they have available."""
    narrowing, today = narrowing_of(request.GET.dict()), timezone.localdate()
    sites, places = selectors.sites(narrowing), selectors.places(narrowing, on=today)
    outlines = [] if narrowing.subregion else list(selectors.backdrop(on=today).values())
    context = {
        "narrowing": narrowing,
        "query": urlencode(
            {name: value for name in ("group", "species", "subregion") if (value := getattr(narrowing, name))}
        ),
        "names": selectors.subregion_names(),
        "picture": picture_of(sites, places, backdrop=outlines),
        "has_outlines": any(place.outline for place in places),
        "shades": [(code, words) for code, _, words in SHADES],
        "page": Paginator(sites, SITES_A_PAGE).get_page(request.GET.get("page")),
        "places": places,
        "trail": [("Registers", "/registers/"), ("Map", "")],
    }
    return render(request, "public_map/map.html", context)


@public_page
def map_file(request: HttpRequest) -> HttpResponse:
    """The same as GeoJSON."""
    narrowing = narrowing_of(request.GET.dict())
    found = collection(selectors.sites(narrowing), selectors.places(narrowing, on=timezone.localdate()))
    answer = JsonResponse(
        found, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False}
    )
    answer["Content-Disposition"] = 'attachment; filename="registers-map.geojson"'
    return answer
