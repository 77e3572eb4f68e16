"""Two revisions as the compare page shows them: content by section, and numbers with their differences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.bam.outcome import CaseOutcome, CreditLine
from assessments.services.comparing import Change
from registry.units import display, display_hectares

HECTARE_LABELS = frozenset({"area", "area m2", "patch size", "claimed area", "habitat area"})
"""Labels of fields kept in square metres and read in hectares."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One number of the old and the new revision; None where a revision does not have it."""

    label: str
    old: float | None
    new: float | None
    digits: int = 1

    @property
    def by(self) -> str:
        """New less old, with its sign; empty when one of them is missing."""
        if self.old is None or self.new is None:
            return ""
        shown = display(self.new - self.old, self.digits)
        return f"+{shown}" if self.new > self.old and shown != "0" else shown.replace("-", "−")

    @property
    def differs(self) -> bool:
        """Is it shown as different?"""
        return self.shown(self.old) != self.shown(self.new)

    @property
    def old_shown(self) -> str:
        """The old number for a person."""
        return self.shown(self.old)

    @property
    def new_shown(self) -> str:
        """The new number for a person."""
        return self.shown(self.new)

    def shown(self, value: float | None) -> str:
        """A number as the table shows it."""
        return "–" if value is None else display(value, self.digits).replace("-", "−")


def zone_differences(old: CaseOutcome, new: CaseOutcome) -> list[tuple[str, list[Difference]]]:
    """Per zone: current integrity, its change, and the ecosystem credits."""
    before, after = {z.key: z for z in old.zones}, {z.key: z for z in new.zones}
    credits_before, credits_after = _zone_credits(old), _zone_credits(new)
    zones = []
    for key in dict.fromkeys([*before, *after]):
        one, two = before.get(key), after.get(key)
        zones.append(
            (
                key,
                [
                    Difference(
                        "Current vegetation integrity",
                        one.current.score if one and one.current else None,
                        two.current.score if two and two.current else None,
                    ),
                    Difference(
                        "Change in vegetation integrity",
                        one.change if one else None,
                        two.change if two else None,
                    ),
                    Difference("Ecosystem credits", credits_before.get(key), credits_after.get(key), 0),
                ],
            )
        )
    return zones


def _zone_credits(outcome: CaseOutcome) -> dict[str, int]:
    return {
        line.zone_key: line.credits
        for line in outcome.credit_lines
        if line.credit_class == "ecosystem" and line.credits is not None
    }


def other_differences(old: CaseOutcome, new: CaseOutcome) -> list[Difference]:
    """Species and scattered tree lines that either revision has, then the totals."""
    zones = {zone.key for outcome in (old, new) for zone in outcome.zones}
    before, after = _other_lines(old, zones), _other_lines(new, zones)
    found = [
        Difference(name, before.get(name), after.get(name), 0) for name in dict.fromkeys([*before, *after])
    ]
    return [
        *found,
        Difference("All ecosystem credits", old.ecosystem_credits, new.ecosystem_credits, 0),
        Difference("All species credits", old.species_credits, new.species_credits, 0),
    ]


def _other_lines(outcome: CaseOutcome, zones: set[str]) -> dict[str, int]:
    return {
        _line_name(line): line.credits
        for line in outcome.credit_lines
        if line.credits is not None and (line.credit_class == "species" or line.zone_key not in zones)
    }


def _line_name(line: CreditLine) -> str:
    if line.credit_class == "species":
        return f"{line.subject} in {line.zone_key}" if line.zone_key else line.subject
    return f"Scattered trees {line.zone_key}, PCT {line.subject}"


def changes_by_section(changes: list[Change]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The differences of content by section, values in words."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for change in changes:
        fields = [
            (label.capitalize(), _value(label, old), _value(label, new))
            for label, (old, new) in change.fields.items()
        ]
        sections.setdefault(change.section, []).append(
            {"what": change.what, "kind": change.kind, "fields": fields}
        )
    return list(sections.items())


def _value(label: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if label.lower() in HECTARE_LABELS and isinstance(value, int):
        return f"{display_hectares(value)} ha"
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {item}" for name, item in value.items())
    return str(value)
