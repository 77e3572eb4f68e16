"""Whatever matching accepts, a retirement accepts on the same day, and the reverse: lines x classes x standings."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from credits.lots.models import CreditClass, Lot
from credits.matching.deciding import Standing
from credits.matching.matching import match
from credits.models import HolderAccount
from credits.obligations.models import ObligationLine, VariationRequest
from registry.findings import DomainError
from tests.obligations.builders import eco_class, species_class
from tests.obligations.discharge.scene import Retiring

pytestmark = pytest.mark.django_db

COMMUNITY = "Hunter Lowland Redgum Forest"
GLIDER = {"scientific_name": "Petaurus norfolcensis", "common_name": "Squirrel Glider"}
CLASSES: dict[str, Any] = {
    "the same": {},
    "with hollows": {"hollow_bearing_trees": "yes"},
    "artificial hollows": {"hollow_bearing_trees": "artificial"},
    "hollows not stated": {"hollow_bearing_trees": ""},
    "more cleared": {"offset_trading_group": "Hunter-Macleay Dry Sclerophyll Forests >=70% and <90%"},
    "near": {"subregion": "Wollemi"},
    "far": {"subregion": "Lower Slopes", "region": "NSW South Western Slopes"},
    "a community": {"community_name": COMMUNITY},
    "same formation": {
        "vegetation_class": "Sydney Coastal Dry Sclerophyll Forests",
        "offset_trading_group": "Sydney Coastal Dry Sclerophyll Forests <50%",
    },
    "other formation": {
        "vegetation_class": "Coastal Floodplain Wetlands",
        "vegetation_formation": "Forested Wetlands",
    },
    "koala": {"kind": "species"},
    "koala far away": {"kind": "species", "subregion": "Lower Slopes", "region": "NSW South Western Slopes"},
    "glider": {"kind": "species", **GLIDER},
}
STANDINGS: dict[str, dict[str, Any]] = {
    "issued": {},
    "equivalence": {"status": Lot.EQUIVALENCE},
    "suspended": {"suspended": True},
}


def class_of(attributes: dict[str, Any]) -> CreditClass:
    rest = {name: value for name, value in attributes.items() if name != "kind"}
    return species_class(**rest) if "kind" in attributes else eco_class(**rest)


def a_line(scene: Retiring, name: str) -> ObligationLine:
    if name == "by the Trust":
        return scene.line(of={"source": "fund", "holder": scene.cast.organisation("trust")})
    if name == "by variation":
        line = scene.variation_line()
        VariationRequest.objects.create(
            line=line,
            state="approved",
            statement="None was offered.",
            no_other_option=True,
            found={},
            steps=[],
            asked_by=scene.cast.person("developer"),
            asked_at=scene.now,
            decided_by=scene.cast.person("authority_delegate"),
        )
        return line
    impacts = {
        "forest": eco_class(),
        "forest with hollows": eco_class(hollow_bearing_trees="yes"),
        "a community": eco_class(community_name=COMMUNITY),
        "koala": species_class(),
    }
    return scene.line(impacts[name])


def accepted(scene: Retiring, lot: Lot, line: ObligationLine, by: str) -> bool:
    """Does a retirement of one credit for the line pass? Undone afterwards."""
    before = transaction.savepoint()
    try:
        scene.apply(lot, {line: 1}, by=by, justification="None came to two tenders.")
    except DomainError:
        return False
    finally:
        transaction.savepoint_rollback(before)
    return True


@pytest.mark.parametrize(
    ("name", "by", "serving"),
    [
        ("forest", "developer", 12),
        ("forest with hollows", "developer", 2),
        ("a community", "developer", 2),
        ("koala", "developer", 4),
        ("by variation", "developer", 16),
        ("by the Trust", "trust_officer", 16),
    ],
)
def test_matching_and_retiring_accept_the_same_credits(
    scene: Retiring, name: str, by: str, serving: int
) -> None:
    line = a_line(scene, name)
    # Made before anything is undone.
    scene.cast.person(by)
    holder = "trust" if by == "trust_officer" else "proponent"
    lots: dict[tuple[str, str], Lot] = {}
    for label, attributes in CLASSES.items():
        for standing, values in STANDINGS.items():
            told: dict[str, Any] = dict(values)
            if told.pop("suspended", False):
                told["suspended_until"] = scene.today + timedelta(days=10)
            lots[label, standing] = scene.held(5, class_of(attributes), holder=holder, **told)
    found: dict[tuple[int, str], bool] = {
        (row.credit_class.pk, row.stock.status): row.standing is Standing.SERVES
        for row in match(line, on=scene.today).rows
    }
    account = HolderAccount.objects.get(organisation=line.obligation.holder)
    assert {lot.holder_id for lot in lots.values()} == {account.pk}
    matched = {key: found[lot.credit_class_id, key[1]] for key, lot in lots.items()}
    retired = {key: accepted(scene, lot, line, by) for key, lot in lots.items()}
    assert retired == matched
    assert sum(matched.values()) == serving
