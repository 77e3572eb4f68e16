"""The method's parameters as a release holds them."""

from datetime import date, timedelta
from functools import lru_cache

from assessments.bam.parameters import MethodParameters, from_rows
from assessments.bam.plots_required import minimum_plots
from registry.reference.models import MethodParameter, Release

CERTIFICATION_DAYS_CODE = "report.days_from_certification_to_submission"


@lru_cache(maxsize=16)
def _parameters(release_pk: int, checksum: str) -> MethodParameters:
    rows = MethodParameter.objects.filter(release_id=release_pk)
    return from_rows(row.as_row() for row in rows)


def parameters_for(release: Release) -> MethodParameters:
    """The parameters of a release. Kept in memory: a published release never changes."""
    return _parameters(release.pk, release.checksum)


def minimum_plots_for(release: Release, area_m2: int) -> int:
    """Plots that a zone of this area asks for (Table 3)."""
    return minimum_plots(area_m2, parameters_for(release))


def last_day_to_submit(release: Release, certified_on: date | None) -> date | None:
    """Last day on which a report certified on that day is current (BC Act s 6.15); None when no limit is set."""
    limit = parameters_for(release).find(CERTIFICATION_DAYS_CODE)
    if limit is None or certified_on is None:
        return None
    return certified_on + timedelta(days=int(limit.value))
