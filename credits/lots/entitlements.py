"""What an agreement gives rise to: the credit lines of its accepted report, merged into one entitlement per class.

Everything is read from the stored calculation, whose names, bands and lists were frozen with it. Whole credits only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assessments.models import Calculation, Revision
from assessments.reports.credit_classes import ClassedLine, classed, place_of
from assessments.reports.source import read_source
from credits.lots.classes import ATTRIBUTES, Attributes
from credits.lots.models import CreditClass
from registry.agreements.models import NSW_BOS
from registry.findings import DomainError, Finding

HOLLOWS = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Credits of one class. `attributes` make the class (`credits.lots.classes`)."""

    attributes: Attributes
    quantity: int


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What is issued, in the order of the report, and which lines are left out with the reason in words."""

    issued: tuple[Entitlement, ...]
    left_out: tuple[str, ...]


def calculation_of(revision: Revision) -> Calculation:
    """The calculation a report was certified with: its last. Raises DomainError where there is none."""
    found = revision.calculations.order_by("-version").first()
    if found is None:
        raise DomainError(
            "registration.no_calculation", "The accepted report has no calculation to issue from."
        )
    return found


def entitlements_of(calculation: Calculation) -> Entitlements:
    """One entitlement per class (N11). Lines that are not computed or cannot be traded are left out and named.

    Raises DomainError naming every line whose class is not determined: a class never changes once there are credits
    of it.
    """
    source = read_source(
        inputs_text=calculation.inputs_text,
        context_text=calculation.context_text,
        outcome_text=calculation.outcome_text,
        sha256=calculation.sha256,
        version=calculation.version,
    )
    rows = classed(source)
    counted = [row for row in rows if row.counts and row.line.credits]
    _require_classes(counted)
    own = place_of(source).subregion
    quantities: dict[tuple[Any, ...], int] = {}
    for row in counted:
        attributes = attributes_of(row, own.name if own else "", own.region if own else "")
        key = tuple(attributes[name] for name in ATTRIBUTES)
        quantities[key] = quantities.get(key, 0) + (row.line.credits or 0)
    return Entitlements(
        issued=tuple(
            Entitlement(dict(zip(ATTRIBUTES, key, strict=True)), quantity)
            for key, quantity in quantities.items()
        ),
        left_out=tuple(_why_left_out(row) for row in rows if not (row.counts and row.line.credits)),
    )


def attributes_of(row: ClassedLine, subregion: str, region: str) -> dict[str, str | int | None]:
    """What makes the class of the credits of a line, at that place."""
    credit = row.credit
    species = credit.kind == CreditClass.SPECIES
    return {
        "scheme": NSW_BOS,
        "kind": credit.kind,
        "pct_id": credit.pct_id,
        "pct_name": credit.pct_name,
        "vegetation_formation": credit.formation,
        "vegetation_class": credit.vegetation_class,
        "offset_trading_group": "" if species else credit.trading_group,
        "community_name": credit.community,
        "hollow_bearing_trees": "" if species else HOLLOWS[credit.hollows],
        "species_id": None,
        "scientific_name": credit.scientific_name,
        "common_name": credit.common_name,
        "subregion": subregion,
        "region": region,
    }


def _require_classes(rows: Iterable[ClassedLine]) -> None:
    findings = [
        Finding("registration.class_undetermined", f"{named(row)}: {reason}")
        for row in rows
        if not row.credit.trading_group
        for reason in row.credit.undetermined
    ]
    if findings:
        raise DomainError(
            "registration.class_undetermined",
            "The class of some credits is not determined by the accepted report, and a class never changes once "
            "credits of it exist. The report has to be revised and accepted first.",
            findings,
        )


def named(row: ClassedLine) -> str:
    """The line for a person: what it is about, and its zone."""
    line = row.line
    what = line.subject_name or line.subject
    return f"{what} ({line.zone_key})" if line.zone_key else what


def _why_left_out(row: ClassedLine) -> str:
    if row.line.credits is None:
        return f"{named(row)}: not computed."
    if not row.line.tradeable:
        return f"{named(row)}: {row.line.credits:,} credits that cannot be traded under the State scheme."
    return f"{named(row)}: no credits."
