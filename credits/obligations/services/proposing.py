"""The lines that a development report proposes: its last calculation, merged into one line per class of credits (N23).

Everything is read from the stored calculation. What a line is compared with later is frozen with it: tier, listings,
the subregions around the impact.
"""

from typing import Any

from assessments.classes.listings import Status
from assessments.classes.requirements import Place
from assessments.reports.credit_classes import ClassedLine, classed, place_of
from assessments.reports.source import read_source
from assessments.selectors import latest_calculation
from credits.lots.classes import ATTRIBUTES, classes_of, fingerprint
from credits.lots.entitlements import attributes_of, named
from credits.obligations.models import Application, ProposedLine
from registry.findings import DomainError, Finding

STATUS_CODES: dict[Status | None, str] = {None: "", "none": "none", "V": "v", "E": "e", "CE": "ce", "EX": "x"}
"""A listing as lines keep it; empty: not known."""


def propose(application: Application) -> list[ProposedLine]:
    """Make the proposed lines of an application from its report, in the order of the report.

    Raises DomainError naming every line that is not computed or whose class is not determined: the report has to be
    revised first."""
    calculation = latest_calculation(application.revision)
    if calculation is None:
        raise DomainError("review.no_calculation", "The report has no calculation to read credits from.")
    source = read_source(
        inputs_text=calculation.inputs_text,
        context_text=calculation.context_text,
        outcome_text=calculation.outcome_text,
        sha256=calculation.sha256,
        version=calculation.version,
    )
    rows = classed(source)
    _require_complete(rows)
    place = place_of(source)
    own = place.subregion
    merged: dict[tuple[Any, ...], list[ClassedLine]] = {}
    for row in rows:
        if row.counts and row.line.credits:
            found = attributes_of(row, own.name if own else "", own.region if own else "")
            merged.setdefault(tuple(found[name] for name in ATTRIBUTES), []).append(row)
    attributes = [dict(zip(ATTRIBUTES, key, strict=True)) for key in merged]
    classes = classes_of(attributes)
    controlled = application.development.controlled_action
    return ProposedLine.objects.bulk_create(
        ProposedLine(
            application=application,
            number=number,
            credit_class=classes[fingerprint(one)],
            **_quantities(group),
            **_standing(group[0], controlled=controlled),
            **surroundings(place),
        )
        for number, (one, group) in enumerate(zip(attributes, merged.values(), strict=True), start=1)
    )


def _require_complete(rows: tuple[ClassedLine, ...]) -> None:
    findings = []
    for row in rows:
        if row.line.credits is None:
            reasons = "; ".join(row.line.not_computed) or "not computed"
            findings.append(Finding("review.line_not_computed", f"{named(row)}: {reasons}"))
        elif row.counts and row.line.credits and not row.credit.trading_group:
            findings += [
                Finding("review.class_undetermined", f"{named(row)}: {reason}")
                for reason in row.credit.undetermined
            ]
    if findings:
        raise DomainError(
            "review.report_incomplete",
            "The report does not say of every line how many credits of which class it needs. It has to be revised and "
            "submitted again, and a new application lodged with it.",
            findings,
        )


def _quantities(group: list[ClassedLine]) -> dict[str, Any]:
    quantity = sum(row.line.credits or 0 for row in group)
    return {
        "proposed_quantity": quantity,
        "final_quantity": quantity,
        "potential_saii": any(row.line.potential_saii for row in group),
        "provisional": any(row.line.provisional or row.credit.provisional for row in group),
    }


def _standing(row: ClassedLine, *, controlled: bool) -> dict[str, Any]:
    credit = row.credit
    epbc = STATUS_CODES[credit.epbc_status]
    return {
        "tier": credit.tier.number if credit.tier else None,
        "kingdom": credit.kingdom,
        "bc_status": STATUS_CODES[credit.bc_status],
        "epbc_status": epbc,
        "controlled_action_entity": controlled and epbc not in ("", "none"),
    }


def surroundings(place: Place) -> dict[str, Any]:
    """The subregions around an impact as a line keeps them. Near ones count as measured only where all are: with one in
    doubt the whole list is left to a person."""
    measured = place.basis == "outlines" and not any(area.uncertain for area in place.near)
    return {
        "adjoining": [area.name for area in place.adjoining if not area.uncertain],
        "within_100_km": [area.name for area in place.near] if measured else None,
        "place_basis": place.basis,
    }
