"""Which attribute moves the score of a zone: the ranked table and its bars."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.bam.attributes import label, unit
from assessments.sections import section_of
from assessments.services import content, what_if
from assessments.web.answers import desk_for, desk_page
from assessments.web.charts import Bar, bar_chart
from assessments.web.vegetation.frame import page
from assessments.what_if.sensitivity import AttributeSensitivity, Moved, ZoneSensitivity
from registry.units import display


@dataclass(frozen=True, slots=True)
class MovedShown:
    """What a moved mean does, for a person."""

    mean: str
    vi_by: str
    credits_by: str
    whole_by: str


@dataclass(frozen=True, slots=True)
class AttributeShown:
    """One row of the table."""

    name: str
    unit: str
    mean: float
    benchmark: float
    step: str
    up: MovedShown | None
    down: MovedShown | None
    at_benchmark: MovedShown | None


@desk_page("GET")
def show(request: HttpRequest, revision_id: UUID, zone_id: UUID) -> HttpResponse:
    """One zone of a visible revision, its attributes ranked."""
    desk = desk_for(request, revision_id)
    zone: Any = content.row_of(desk.revision, section_of("zones"), zone_id)
    found = what_if.sensitivity_of(desk.revision, zone.key)
    context = page(
        desk,
        (f"Zone {zone.number}", reverse("zone-page", args=[revision_id, zone_id])),
        ("Which attribute moves the score", ""),
        zone=zone,
        found=found,
        rows=[_row(one) for one in found.attributes],
        steps_chart=steps_chart(found),
        benchmark_chart=benchmark_chart(found),
    )
    return render(request, "assessments/workbench/sensitivity.html", context)


def _name(one: AttributeSensitivity) -> str:
    return f"{one.code.partition('.')[0].capitalize()}: {label(one.code).lower()}"


def _row(one: AttributeSensitivity) -> AttributeShown:
    return AttributeShown(
        name=_name(one),
        unit=unit(one.code),
        mean=one.mean,
        benchmark=one.benchmark,
        step=display(one.step),
        up=_shown(one.up),
        down=_shown(one.down),
        at_benchmark=_shown(one.at_benchmark),
    )


def _shown(moved: Moved | None) -> MovedShown | None:
    if moved is None:
        return None
    return MovedShown(
        mean=display(moved.mean),
        vi_by=signed(moved.vi_by),
        credits_by="–" if moved.unrounded_by is None else signed(moved.unrounded_by),
        whole_by="–" if moved.credits_by is None else signed(moved.credits_by, 0),
    )


def signed(value: float, digits: int = 1) -> str:
    """A difference with its sign, 0 without."""
    text = display(value, digits).replace("-", "−")
    return text if text == "0" or text.startswith("−") else f"+{text}"


def steps_chart(found: ZoneSensitivity) -> str:
    """How far one step moves vegetation integrity, whichever way is further; attributes that move nothing are left
    out."""
    moving = [one for one in found.attributes if one.reach >= 0.05]
    if not moving:
        return ""
    return bar_chart(
        title="Points of vegetation integrity moved by one step",
        bars=[Bar(_name(one), one.reach, _both_ways(one)) for one in moving],
        maximum=moving[0].reach,
    )


def _both_ways(one: AttributeSensitivity) -> str:
    return " / ".join(signed(moved.vi_by) for moved in (one.up, one.down) if moved is not None)


def benchmark_chart(found: ZoneSensitivity) -> str:
    """What each attribute would add at its benchmark, most first."""
    gains = [(one, one.at_benchmark) for one in found.attributes]
    below = [(one, moved) for one, moved in gains if moved is not None and moved.vi_by >= 0.05]
    if not below:
        return ""
    below.sort(key=lambda pair: -pair[1].vi_by)
    return bar_chart(
        title="Points of vegetation integrity added at the benchmark",
        bars=[Bar(_name(one), moved.vi_by, signed(moved.vi_by), tone="future") for one, moved in below],
        maximum=below[0][1].vi_by,
    )
