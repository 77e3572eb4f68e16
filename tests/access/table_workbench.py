"""Trying a change and what moves a score are as visible as their revision; the lead assessor saves and copies."""

from typing import Any

from assessments.models import VegetationZone
from tests.access.route import Fixture, Route, seen_by
from tests.access.table_assessment_api import SUBMITTED, acting, it, reading
from tests.access.table_cases import READERS_SUBMITTED, a_submitted_one, readers
from tests.access.table_vegetation import a_submitted_zone


def its_zone(fixture: Fixture) -> dict[str, Any]:
    found = it(fixture)
    zone = VegetationZone.objects.get(revision__public_id=found["revision_id"])
    return found | {"zone_id": zone.public_id}


ROUTES = (
    Route(
        "api-what-if",
        arguments=it,
        # It changes nothing: whoever reads may try.
        post=acting(**dict.fromkeys(SUBMITTED, 400)),
    ),
    Route("api-what-if-save", arguments=it, post=acting(assessor=400)),
    Route("api-zone-sensitivity", arguments=its_zone, get=reading()),
    Route("api-case-copy", arguments=it, post=acting(assessor=400)),
    Route(
        "what-if",
        arguments=a_submitted_one,
        get=seen_by(*READERS_SUBMITTED),
        # Trees alone are tried here, and there are none.
        post=seen_by(*READERS_SUBMITTED),
    ),
    Route(
        "what-if-zone",
        arguments=a_submitted_zone,
        get=seen_by(*READERS_SUBMITTED),
        post=seen_by(*READERS_SUBMITTED, status=400),
    ),
    Route("zone-sensitivity", arguments=a_submitted_zone, get=seen_by(*READERS_SUBMITTED)),
    Route(
        "case-copy",
        arguments=a_submitted_one,
        get=readers(READERS_SUBMITTED, 403, assessor=200),
        post=readers(READERS_SUBMITTED, 403, assessor=400),
    ),
)
