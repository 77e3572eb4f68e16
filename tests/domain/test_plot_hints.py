"""Hints from a revision's own rows: boundary, benchmarks and a fixed number of queries."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Revision
from assessments.services.plot_hints import plot_hints
from registry.parties.models import Organisation, User
from tests import builders


@pytest.fixture
def revision(assessor: User, authority: Organisation, release: Any) -> Revision:
    made = builders.open_revision(assessor=assessor, reviewing=authority)
    builders.describe(made)
    return made


INSIDE = {"easting": "321960", "northing": "6391600"}
"""In the middle of the builders' square, which lies at 151.1015 E, 32.5985 S."""


def codes(revision: Revision) -> list[tuple[str, str]]:
    fresh = Revision.objects.get(pk=revision.pk)
    return [(hint.label, hint.code) for hint in plot_hints(fresh, today=timezone.localdate())]


def test_a_plot_outside_the_site_is_told_and_one_inside_is_not(revision: Revision) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone, "IN", **INSIDE)
    builders.add_plot(revision, zone, "OUT", easting="323000", northing="6391600", litter_cover_percent="34")
    assert codes(revision) == [
        ("OUT", "plot.hint.outside_site"),
        ("IN", "plot.hint.far_away"),
        ("OUT", "plot.hint.far_away"),
    ]


def test_richness_is_held_against_the_community_s_benchmark(revision: Revision) -> None:
    zone = builders.add_zone(revision)
    builders.add_plot(revision, zone, "IN", **INSIDE, composition_tree=200)
    assert codes(revision) == [("IN", "plot.hint.rich")]


def test_hints_take_as_many_queries_for_many_plots_as_for_one(revision: Revision) -> None:
    zone = builders.add_zone(revision)

    def queries() -> int:
        fresh = Revision.objects.get(pk=revision.pk)
        with CaptureQueriesContext(connection) as seen:
            plot_hints(fresh, today=timezone.localdate())
        return len(seen)

    builders.add_plot(revision, zone, "P0", **INSIDE)
    one = queries()
    other = builders.add_zone(revision, number=2, condition="low")
    for number in range(8):
        builders.add_plot(revision, other if number % 2 else zone, f"N{number}", **INSIDE)
    assert queries() == one
