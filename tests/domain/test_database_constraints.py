"""What the database itself refuses, whatever code asks for it: one broken row for each constraint."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from assessments.models import (
    Assessment,
    Calculation,
    CreditLineRecord,
    ManagementZone,
    Plot,
    Revision,
    SpeciesHabitat,
    VegetationZone,
)
from registry.jobs.models import Job
from registry.parties.models import Accreditation, Organisation, RoleAssignment, Suspension, User
from tests import builders


def again(row: models.Model, **changes: Any) -> None:
    """Store a copy of a row with these changes."""
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    if hasattr(row, "public_id"):
        row.public_id = uuid4()
    row.save(force_insert=True)


def suspend_twice() -> None:
    accreditation = Accreditation.objects.get()
    for _ in range(2):
        Suspension.objects.create(
            accreditation=accreditation, suspended_from=timezone.localdate(), reason="Audit"
        )


def accept_two_revisions() -> None:
    revision = Revision.objects.get()
    Revision.objects.update(state="accepted")
    again(revision, number=2, state="accepted")


def open_two_revisions() -> None:
    revision = Revision.objects.get()
    for number in (2, 3):
        again(revision, number=number, state="open")


BROKEN: dict[str, Callable[[], object]] = {
    "one_open_revision": open_two_revisions,
    "one_accepted_revision": accept_two_revisions,
    "revision_numbered_once": lambda: again(Revision.objects.get(), state="superseded"),
    "revision_state_known": lambda: Revision.objects.update(state="lost"),
    "revision_certified": lambda: Revision.objects.update(certified_on=None),
    "stewardship_is_standard": lambda: Assessment.objects.update(kind="stewardship", module="small_area"),
    "zone_at_least_a_hundredth_hectare": lambda: VegetationZone.objects.update(area_m2=99),
    "zone_once": lambda: again(VegetationZone.objects.get(), number=2),
    "zone_numbered_once": lambda: again(VegetationZone.objects.get(), condition_class="other"),
    "plot_once_in_zone": lambda: again(Plot.objects.get(label="P1")),
    "management_zone_once": lambda: again(ManagementZone.objects.get()),
    "species_habitat_area_or_count": lambda: SpeciesHabitat.objects.update(individuals=3),
    "species_habitat_neither": lambda: SpeciesHabitat.objects.update(area_m2=None),
    "species_habitat_once": lambda: again(SpeciesHabitat.objects.get()),
    "calculation_numbered_once": lambda: again(Calculation.objects.get()),
    "credit_line_numbered_once": lambda: again(CreditLineRecord.objects.order_by("line")[0]),
    "credit_class_is_one_of_two": lambda: again(
        CreditLineRecord.objects.order_by("line")[0], line=99, credit_class="water"
    ),
    "job_state_known": lambda: Job.objects.update(state="lost"),
    "one_open_suspension": suspend_twice,
    "accreditation_ends_after_start": lambda: Accreditation.objects.update(
        valid_to=timezone.localdate() - timedelta(days=9_999)
    ),
    "role_ends_after_start": lambda: RoleAssignment.objects.update(
        valid_to=timezone.localdate() - timedelta(days=9_999)
    ),
}


@pytest.fixture
def final(assessor: User, authority: Organisation, release: object) -> Revision:
    """A final revision with one row of everything that has a constraint."""
    revision = builders.complete_development(assessor=assessor, reviewing=authority)
    zone = revision.vegetationzone_set.get()
    builders.add_candidate(revision, zone)
    builders.add_part(revision, zone, "Road", zone.area_m2)
    return builders.finalise(revision)


@pytest.mark.parametrize("rule", BROKEN)
def test_the_database_refuses_a_row_that_breaks_its_rule(final: Revision, rule: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN[rule]()
