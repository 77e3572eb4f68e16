"""What facts can be about in a revision, what the reference data says of it, and which fact a gap asks for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from assessments.bam.attributes import ATTRIBUTE_CODES
from assessments.bam.inputs import Fact
from assessments.bam.outcome import CaseOutcome
from assessments.models import Revision, ScatteredTreeGroup, VegetationZone
from assessments.services import known_facts
from assessments.services.known_facts import Facts

GROUPS = {
    "pct": "Plant community types",
    "community": "Threatened ecological communities",
    "zone": "Vegetation zones",
    "species": "Species",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing of this revision that a fact can be about. `code` is how addresses and forms name it."""

    kind: str
    key: str
    title: str

    @property
    def code(self) -> str:
        """Kind and key in one text."""
        return f"{self.kind}:{self.key}"

    def url(self, revision: Revision) -> str:
        """The page where its facts are supplied."""
        return f"{reverse('facts-supply', args=[revision.public_id])}?about={quote(self.code)}"


def subjects_of(revision: Revision, facts: Facts) -> list[Subject]:
    """Everything of this revision that a fact can be about: communities, zones, species."""
    zones = list(VegetationZone.objects.filter(revision=revision))
    trees = ScatteredTreeGroup.objects.filter(revision=revision).values_list("pct_id", flat=True)
    pct_ids = sorted({zone.pct_id for zone in zones} | set(trees))
    named = {zone.pct_id: zone.pct_name for zone in zones}
    named.update({pct_id: pct.name for pct_id, pct in facts.pcts.items()})
    found = [Subject("pct", str(pct_id), f"{pct_id} {named.get(pct_id, '')}") for pct_id in pct_ids]
    names = sorted({zone.community_name for zone in zones if zone.community_name})
    found += [Subject("community", name, name) for name in names]
    found += [Subject("zone", zone.key, f"Zone {zone.number}, {zone.key}") for zone in zones]
    predicted = revision.predictedspecies_set.values_list("scientific_name", "common_name")
    candidates = revision.candidatespecies_set.values_list("scientific_name", "common_name")
    species = dict(sorted({*predicted, *candidates}))
    found += [
        Subject("species", name, f"{name} ({common})" if common else name) for name, common in species.items()
    ]
    return found


def stored_facts(revision: Revision, subject: Subject) -> dict[str, Fact[Any]]:
    """What the release says about a subject, by fact code, without what the assessor entered."""
    facts = known_facts.read_facts(revision)
    facts.entered = {}
    match subject.kind:
        case "pct":
            return _of_pct(facts, int(subject.key))
        case "community":
            return _of_community(facts, subject.key)
        case "species":
            return _of_species(facts, subject.key)
    return {}


def _of_pct(facts: Facts, pct_id: int) -> dict[str, Fact[Any]]:
    found: dict[str, Fact[Any]] = {}
    benchmark = known_facts.benchmark_of(pct_id, facts)
    if benchmark is not None:
        found = {
            f"benchmark.{code}": fact for code, fact in benchmark.values.items() if code in ATTRIBUTE_CODES
        }
        found["woody"] = Fact(
            "yes" if benchmark.woody.value else "no", benchmark.woody.mark, benchmark.woody.source
        )
        if benchmark.large_tree_threshold_cm is not None:
            found["large_tree_threshold_cm"] = benchmark.large_tree_threshold_cm
    row = facts.pcts.get(pct_id)
    if row is not None and row.percent_cleared is not None:
        mark = row.percent_cleared_mark or row.mark
        source = row.percent_cleared_source or row.source
        found["percent_cleared"] = Fact(float(row.percent_cleared), mark, source)  # type: ignore[arg-type]
    return found


def _of_community(facts: Facts, name: str) -> dict[str, Fact[Any]]:
    row = facts.communities.get(name)
    if row is None:
        return {}
    listings = {"bc_listing": row.bc_listing, "epbc_listing": row.epbc_listing}
    return {code: Fact(value, row.mark, row.source) for code, value in listings.items() if value}  # type: ignore[arg-type]


SPECIES_COLUMNS = {
    "unit": "unit_of_measure",
    "risk_weighting": "risk_weighting",
    "sensitivity_to_loss": "sensitivity_to_loss",
    "sensitivity_to_gain": "sensitivity_to_gain",
    "bc_listing": "bc_listing",
    "epbc_listing": "epbc_listing",
}


def _of_species(facts: Facts, name: str) -> dict[str, Fact[Any]]:
    row = facts.species.get(name)
    found: dict[str, Fact[Any]] = {}
    for code, column in SPECIES_COLUMNS.items():
        value = getattr(row, column, None) if row else None
        if row is None or value in (None, ""):
            continue
        own_mark = getattr(row, f"{column}_mark", "")
        source = row.attribute_source if own_mark else row.source
        found[code] = Fact(value, own_mark or row.mark, source or row.source)  # type: ignore[arg-type]
    return found


# --- gaps --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gap:
    """A sentence of the method that says what is missing, and where it can be supplied: address and words of links."""

    sentence: str
    links: tuple[tuple[str, str], ...]


ELSEWHERE = (
    (re.compile(r"no plots|in plot |in every plot"), "plots", "Go to the plots"),
    (re.compile(r"no area|threatened ecological community here"), "zones", "Go to the zones"),
    (
        re.compile(r"habitat area of|of individuals of .* in zone|there is no zone"),
        "candidate_species",
        "Go to the species",
    ),
)
"""Gaps that are content of another section, not facts."""

ABOUT_PCT = re.compile(r"PCT (\d+)")
PCT_FACTS = re.compile(r"benchmark|percent cleared|large tree threshold")
ZONE_NUMBER = re.compile(r"^Zone (\d+):")


def gaps_of(revision: Revision, outcome: CaseOutcome, subjects: Iterable[Subject]) -> list[Gap]:
    """Each thing that keeps a number from being computed, once, with the page that mends it."""
    known = list(subjects)
    pct_of_zone = {zone.key: str(zone.pct_id) for zone in outcome.zones}
    sentences: dict[str, tuple[str, str]] = {}
    for zone in outcome.zones:
        for sentence in zone.not_computed:
            sentences.setdefault(sentence, (zone.key, ""))
    for line in outcome.credit_lines:
        for sentence in line.not_computed:
            sentences.setdefault(
                sentence, (line.zone_key, line.subject if line.credit_class == "species" else "")
            )
    return [
        _gap(revision, sentence, zone_key, species, known, pct_of_zone)
        for sentence, (zone_key, species) in sentences.items()
    ]


def _gap(
    revision: Revision,
    sentence: str,
    zone_key: str,
    species: str,
    subjects: list[Subject],
    pct_of_zone: dict[str, str],
) -> Gap:
    for pattern, section, action in ELSEWHERE:
        if pattern.search(sentence):
            return Gap(sentence, ((reverse("section-page", args=[revision.public_id, section]), action),))
    about = _about(sentence, zone_key, species, subjects, pct_of_zone)
    if not about:
        return Gap(sentence, ((reverse("facts-supply", args=[revision.public_id]), "Supply a fact"),))
    return Gap(sentence, tuple((one.url(revision), f"Supply it for {one.title[:80]}") for one in about))


def _about(
    sentence: str, zone_key: str, species: str, subjects: list[Subject], pct_of_zone: dict[str, str]
) -> list[Subject]:
    """Which subjects a sentence asks a fact about: the most exact things it names."""
    by_code = {subject.code: subject for subject in subjects}
    pct = ABOUT_PCT.search(sentence)
    if PCT_FACTS.search(sentence):
        wanted = f"pct:{pct.group(1) if pct else pct_of_zone.get(zone_key, '')}"
    elif named := [one for one in subjects if one.kind in ("species", "community") and one.key in sentence]:
        return named
    else:
        wanted = f"species:{species}" if species else f"zone:{zone_key}"
    return [by_code[wanted]] if wanted in by_code else []
