"""Land is offset once: what counts as overlap, against which agreements, and what a person is told."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.agreements import overlap, states
from registry.agreements.models import Agreement, AgreementBoundary
from registry.agreements.services import applications, closing
from registry.findings import InvalidInput
from tests import builders_agreements as made
from tests.builders_people import Cast

DEGREE_M = 93_800
"""About one degree of longitude near Singleton, metres."""


def box(west: float, *, south: float = -32.60, width: float = 0.003, height: float = 0.003) -> dict[str, Any]:
    """A rectangle as a boundary is kept."""
    east, north = west + width, south + height
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "MultiPolygon", "coordinates": [[ring]]}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {}, "geometry": geometry}],
    }


def shared(one: dict[str, Any], other: dict[str, Any]) -> float:
    """The overlap in square metres that counts."""
    return overlap.shared_area_m2(overlap.geometry(one), overlap.geometry(other))


# --- pure ----------------------------------------------------------------------------------------------------------
def test_sites_apart_do_not_overlap() -> None:
    assert shared(box(151.10), box(151.11)) == 0.0


def test_a_shared_edge_is_no_overlap() -> None:
    assert shared(box(151.10), box(151.103)) == 0.0


def test_the_same_site_overlaps_in_its_whole_area() -> None:
    assert round(shared(box(151.10), box(151.10)), -2) == 93_700


def test_a_strip_of_half_the_site_is_measured() -> None:
    assert shared(box(151.10), box(151.1015)) == pytest.approx(shared(box(151.10), box(151.10)) / 2, rel=1e-6)


def test_a_sliver_below_one_hundredth_of_a_percent_passes() -> None:
    # 333 m long: 0.02 m wide is 6.7 m2 of 93,700 (0.007 %), 0.04 m wide is 13.3 m2 (0.014 %).
    assert shared(box(151.10), box(151.103 - 0.02 / DEGREE_M)) == 0.0
    assert 12 < shared(box(151.10), box(151.103 - 0.04 / DEGREE_M)) < 15


def test_up_to_one_square_metre_passes_even_of_a_small_site() -> None:
    small = {"width": 0.0001, "height": 0.0001}  # about 104 m2, 11.1 m long: 0.01 % of it is 0.01 m2
    assert shared(box(151.10), box(151.103 - 0.05 / DEGREE_M, **small)) == 0.0
    assert shared(box(151.10), box(151.103 - 0.2 / DEGREE_M, **small)) > 1


def test_the_smaller_of_two_sites_counts_whichever_comes_first() -> None:
    large, small = box(151.0, width=0.2, height=0.2, south=-32.7), box(151.10, width=0.001, height=0.001)
    assert shared(large, small) == pytest.approx(shared(small, large))
    assert shared(large, small) > 10_000


def test_a_site_with_a_hole_leaves_room_in_it() -> None:
    ring = box(151.10)
    ring["features"][0]["geometry"]["coordinates"][0].append(
        [[151.101, -32.599], [151.101, -32.598], [151.102, -32.598], [151.102, -32.599], [151.101, -32.599]]
    )
    inside = box(151.1012, south=-32.5988, width=0.0005, height=0.0005)
    assert shared(ring, inside) == 0.0
    assert shared(box(151.10), inside) > 2_000


# --- against what is stored ----------------------------------------------------------------------------------------
@pytest.fixture
def first(cast: Cast, release: object) -> Agreement:
    return made.applied_agreement(cast)


def against(geojson: dict[str, Any]) -> list[str]:
    return [finding.message for finding in overlap.check(geojson, exclude_agreement=None)]


def test_an_agreement_in_preparation_is_not_named(first: Agreement) -> None:
    found = against(box(151.1015))
    assert len(found) == 1
    assert "an agreement in preparation by 46," in found[0]
    Agreement.objects.update(number="BS9001")
    assert "an agreement in preparation" in against(box(151.1015))[0]


def test_an_agreement_in_force_is_named_by_its_number(first: Agreement) -> None:
    Agreement.objects.update(
        state=states.PASSIVE, number="BS9001", registered_on=made.today(), title_reference="AB1"
    )
    assert "agreement BS9001 by 46," in against(box(151.1015))[0]


@pytest.mark.parametrize("state", states.AGREEMENT.states)
def test_only_refused_withdrawn_and_terminated_agreements_free_the_land(state: str, first: Agreement) -> None:
    Agreement.objects.update(
        state=state,
        number="BS9001",
        registered_on=made.today(),
        activated_on=made.today(),
        title_reference="AB1",
    )
    free = state in (states.REFUSED, states.WITHDRAWN, states.TERMINATED)
    assert len(against(box(151.10))) == (0 if free else 1)


def test_only_the_newest_outline_counts(first: Agreement, cast: Cast) -> None:
    applications.keep_boundary(
        first, box(151.20), 90_000, source="Survey", actor_id=made.actor(cast, "registrar").person_id
    )
    assert against(box(151.10)) == []
    assert len(against(box(151.20))) == 1
    assert AgreementBoundary.objects.count() == 2


def test_an_agreement_does_not_overlap_itself(first: Agreement) -> None:
    assert overlap.check(box(151.10), exclude_agreement=first) == []


def test_outlines_far_away_are_not_read(first: Agreement, cast: Cast) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert against(box(151.50)) == []
        assert len(queries) == 1
        assert len(against(box(151.10))) == 1
    assert len(queries) == 2


def test_a_second_application_for_the_same_land_is_refused(first: Agreement, cast: Cast) -> None:
    revision = made.bare_report(cast, landholder="other_landholder")
    with pytest.raises(InvalidInput) as refusal:
        made.applied_agreement(
            cast,
            revision=revision,
            landholder="other_landholder",
            signatory="other_landholder_signatory",
        )
    (finding,) = refusal.value.findings
    assert (finding.code, finding.field) == ("agreement.overlap", "boundary")
    closing.refuse(
        actor=made.actor(cast, "trust_approver"), agreement_id=first.public_id, reason="Too small."
    )
    second = made.applied_agreement(
        cast,
        revision=revision,
        landholder="other_landholder",
        signatory="other_landholder_signatory",
    )
    assert second.state == states.APPLIED


def test_two_sites_side_by_side_are_both_taken(first: Agreement, cast: Cast) -> None:
    assert made.applied_agreement(cast, place=1).state == states.APPLIED


@pytest.mark.parametrize("step", ["sign_holder", "sign_trust", "register"])
def test_overlap_is_tested_again_at_signing_and_registration(step: str, cast: Cast, release: object) -> None:
    builders: dict[str, tuple[Any, Any]] = {
        "sign_holder": (made.agreed_agreement, made.sign_holder),
        "sign_trust": (made.holder_signed_agreement, made.sign_trust),
        "register": (made.prepared_agreement, made.register),
    }
    other = made.applied_agreement(cast, place=1)
    agreement = builders[step][0](cast)
    applications.keep_boundary(
        other, box(151.1015), 90_000, source="Survey", actor_id=made.actor(cast, "registrar").person_id
    )
    before = agreement.state
    with pytest.raises(InvalidInput) as refusal:
        builders[step][1](cast, agreement)
    assert [finding.code for finding in refusal.value.findings] == ["agreement.overlap"]
    assert made.fresh(agreement).state == before
