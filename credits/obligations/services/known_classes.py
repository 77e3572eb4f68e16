"""Classes of credits that somebody names by hand, for a line the authority adds, an order or a loaded consent.

A name is looked up in the current release of reference facts, whatever its spelling there, and what the release says
of it is frozen with the line. What the release does not know is refused, so that no line waits for credits that cannot
exist. Nothing is measured from a site: which subregions lie within 100 km is left to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from assessments.classes.listings import status_of
from assessments.classes.tiers import Tier, read_tiers
from credits.lots.classes import Attributes, class_of
from credits.lots.models import CreditClass
from credits.obligations.quantities import REQUIRED_CLAUSE
from credits.obligations.services.proposing import STATUS_CODES
from credits.registers.cleaning import folded_name
from registry.agreements.models import NSW_BOS
from registry.findings import DomainError, Finding
from registry.reference import selectors as reference
from registry.reference.models import (
    EcologicalCommunity,
    OffsetTradingGroup,
    Release,
    Species,
    Subregion,
    VegetationClass,
)

NAMES = (
    "kind",
    "trading_group",
    "community",
    "vegetation_class",
    "formation",
    "hollows",
    "species",
    "subregion",
    "region",
)
"""What can be stated of a class."""
UNKNOWN = "class.unknown_to_the_release"
HOLLOWS = ("", "yes", "no")


@dataclass(frozen=True, slots=True)
class KnownClass:
    """A class the release knows, and what is frozen with a line of it."""

    attributes: Attributes
    facts: dict[str, Any]

    def credit_class(self) -> CreditClass:
        """Its row, made where it is met first."""
        return class_of(self.attributes)


@dataclass
class ReleaseNames:
    """The names of one release by their folded spelling. Each table is read once, when it is first asked for."""

    release: Release
    _adjoining: dict[str, list[str]] = field(default_factory=dict)

    @cached_property
    def subregions(self) -> dict[str, Subregion]:
        """By name and by code."""
        rows = Subregion.objects.filter(release=self.release)
        return {folded_name(name): row for row in rows for name in (row.name, row.code)}

    @cached_property
    def communities(self) -> dict[str, EcologicalCommunity]:
        """By name and by each of its other spellings."""
        rows = EcologicalCommunity.objects.filter(release=self.release).order_by("-pk")
        return {folded_name(name): row for row in rows for name in (*row.name_variants, row.name)}

    @cached_property
    def groups(self) -> dict[str, OffsetTradingGroup]:
        """Trading groups of a class and a band."""
        rows = OffsetTradingGroup.objects.filter(
            release=self.release, kind=OffsetTradingGroup.Kind.TIER
        ).order_by("-pk")
        return {folded_name(name): row for row in rows for name in (*row.name_variants, row.name)}

    @cached_property
    def classes(self) -> dict[str, VegetationClass]:
        """Vegetation classes."""
        rows = VegetationClass.objects.filter(release=self.release).exclude(name="")
        return {folded_name(row.name): row for row in rows}

    @cached_property
    def species(self) -> dict[str, Species]:
        """By scientific name."""
        rows = Species.objects.filter(release=self.release).only(
            "scientific_name", "common_name", "kingdom", "bc_listing", "epbc_listing"
        )
        return {folded_name(row.scientific_name): row for row in rows}

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """The bands of per cent cleared."""
        return read_tiers(
            {
                "order": row.cleared_order,
                "label": row.label,
                "from": row.percent_cleared_from,
                "to": row.percent_cleared_to,
            }
            for row in reference.tiers(self.release)
        ).rows

    def adjoining(self, code: str) -> list[str]:
        """Names of the subregions that touch the one with that code, by the table of neighbours."""
        if code not in self._adjoining:
            self._adjoining[code] = [
                row.subregion.name
                for row in reference.neighbours(self.release, code)
                if row.pair.touching and not row.pair.uncertain
            ]
        return self._adjoining[code]


def names_on(on: date) -> ReleaseNames:
    """The names of the release in use on that day. Raises DomainError where there is none."""
    release = reference.current_release(on)
    if release is None:
        raise DomainError(
            "class.no_release", "No release of reference facts is in use, so no class of credits is known."
        )
    return ReleaseNames(release)


def read(
    findings: list[Finding],
    stated: Mapping[str, str],
    *,
    on: date,
    controlled: bool = False,
    names: ReleaseNames | None = None,
) -> KnownClass | None:
    """The class as stated, or None with findings beside the fields of `NAMES`.

    `controlled`: the impact is of a controlled action under the EPBC Act."""
    given = {name: str(stated.get(name) or "").replace("\x00", " ").strip() for name in NAMES}
    known = names or names_on(on)
    before = len(findings)
    subregion = _subregion(findings, given, known)
    if given["kind"] == CreditClass.SPECIES:
        found = _species(findings, given, known)
    elif given["kind"] == CreditClass.ECOSYSTEM:
        found = _ecosystem(findings, given, known)
    else:
        findings.append(Finding("class.kind_unknown", "Choose ecosystem or species credits.", "kind"))
        found = None
    if len(findings) > before or found is None or subregion is None:
        return None
    attributes, facts = found
    epbc = facts["epbc_status"]
    return KnownClass(
        attributes={
            "scheme": NSW_BOS,
            "kind": given["kind"],
            "subregion": subregion.name,
            "region": subregion.region_name,
            **attributes,
        },
        facts={
            **facts,
            "controlled_action_entity": controlled and epbc not in ("", "none"),
            "adjoining": known.adjoining(subregion.code),
            "within_100_km": None,
            "place_basis": "table",
        },
    )


def _unknown(findings: list[Finding], what: str, typed: str, column: str, known: ReleaseNames) -> None:
    message = (
        f"Release {known.release.code} of the reference facts knows no {what} “{typed[:120]}”. Check the spelling."
        if typed
        else f"Enter the {what}."
    )
    findings.append(
        Finding(UNKNOWN if typed else f"class.no_{column}", message, column, clause=REQUIRED_CLAUSE)
    )


def _subregion(findings: list[Finding], given: Mapping[str, str], known: ReleaseNames) -> Subregion | None:
    found = known.subregions.get(folded_name(given["subregion"])) if given["subregion"] else None
    if found is None:
        _unknown(findings, "IBRA subregion", given["subregion"], "subregion", known)
    elif given["region"] and folded_name(given["region"]) != folded_name(found.region_name):
        message = f"The subregion {found.name} lies in {found.region_name}."
        findings.append(Finding("class.region_differs", message, "region"))
    return found


Found = tuple[dict[str, Any], dict[str, Any]] | None
"""Attributes of the class, and facts of a line of it."""


def _species(findings: list[Finding], given: Mapping[str, str], known: ReleaseNames) -> Found:
    found = known.species.get(folded_name(given["species"])) if given["species"] else None
    if found is None:
        _unknown(findings, "species", given["species"], "species", known)
        return None
    return (
        {"scientific_name": found.scientific_name, "common_name": found.common_name},
        {
            "tier": None,
            "kingdom": found.kingdom,
            "bc_status": STATUS_CODES[status_of(found.bc_listing or None)],
            "epbc_status": STATUS_CODES[status_of(found.epbc_listing or None)],
        },
    )


def _ecosystem(findings: list[Finding], given: Mapping[str, str], known: ReleaseNames) -> Found:
    hollows = given["hollows"].lower()
    if hollows not in HOLLOWS:
        message = "Say yes or no, or leave it empty where it was not recorded."
        findings.append(Finding("class.hollows_unknown", message, "hollows"))
    found = _community(findings, given, known) if given["community"] else _vegetation(findings, given, known)
    if found is None:
        return None
    attributes, facts = found
    stated, known_formation = given["formation"], attributes["vegetation_formation"]
    if stated and known_formation and folded_name(stated) != folded_name(known_formation):
        message = f"By the release it is of the formation {known_formation}."
        findings.append(Finding("class.formation_differs", message, "formation"))
    return {**attributes, "hollow_bearing_trees": hollows}, {**facts, "kingdom": ""}


def _community(findings: list[Finding], given: Mapping[str, str], known: ReleaseNames) -> Found:
    community = known.communities.get(folded_name(given["community"]))
    if community is None:
        _unknown(findings, "threatened community", given["community"], "community", known)
        return None
    vegetation = known.classes.get(folded_name(given["vegetation_class"]))
    if given["vegetation_class"] and vegetation is None:
        _unknown(findings, "vegetation class", given["vegetation_class"], "vegetation_class", known)
    return (
        {
            "community_name": community.name,
            "offset_trading_group": community.name,
            "vegetation_class": vegetation.name if vegetation else "",
            "vegetation_formation": vegetation.formation if vegetation else "",
        },
        {
            "tier": None,
            "bc_status": STATUS_CODES[status_of(community.bc_listing or None)],
            "epbc_status": STATUS_CODES[status_of(community.epbc_listing or None)],
        },
    )


def _vegetation(findings: list[Finding], given: Mapping[str, str], known: ReleaseNames) -> Found:
    typed = given["trading_group"]
    group = known.groups.get(folded_name(typed))
    label = group.tier_label if group else _label_of(typed, known)
    class_name = group.vegetation_class if group else typed.removesuffix(label).strip()
    vegetation = known.classes.get(folded_name(class_name)) if class_name and label else None
    tier = next((one for one in known.tiers if one.label == label), None)
    if vegetation is None or tier is None:
        _unknown(findings, "offset trading group", typed, "trading_group", known)
        return None
    stated = given["vegetation_class"]
    if stated and folded_name(stated) != folded_name(vegetation.name):
        message = f"The trading group is of the vegetation class {vegetation.name}."
        findings.append(Finding("class.vegetation_class_differs", message, "vegetation_class"))
    return (
        {
            "offset_trading_group": f"{vegetation.name} {tier.label}",
            "vegetation_class": vegetation.name,
            "vegetation_formation": vegetation.formation,
        },
        {"tier": tier.number, "bc_status": "none", "epbc_status": "none"},
    )


def _label_of(trading_group: str, known: ReleaseNames) -> str:
    """The band at the end of a group's name; the longest that fits, as one may end like another."""
    fitting = [tier.label for tier in known.tiers if trading_group.endswith(tier.label)]
    return max(fitting, key=len, default="")
