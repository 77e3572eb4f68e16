"""From attributes to the one row of their credit class."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from credits.lots.models import CreditClass

ATTRIBUTES = (
    "scheme",
    "kind",
    "pct_id",
    "pct_name",
    "vegetation_formation",
    "vegetation_class",
    "offset_trading_group",
    "community_name",
    "hollow_bearing_trees",
    "species_id",
    "scientific_name",
    "common_name",
    "subregion",
    "region",
)
"""What makes two classes different."""

SHOWN = tuple(name for name in ATTRIBUTES if name not in ("scheme", "species_id"))
"""What readers are told of a class: not the keys by which our own tables know scheme and species."""

Attributes = Mapping[str, str | int | None]


def fingerprint(attributes: Attributes) -> str:
    """SHA-256 of the attributes in order; what is not given counts as empty. Raises KeyError for an unknown one."""
    unknown = set(attributes) - set(ATTRIBUTES)
    if unknown:
        raise KeyError(f"not an attribute of a credit class: {sorted(unknown)}")
    text = json.dumps([attributes.get(name) or "" for name in ATTRIBUTES], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def classes_of(wanted: Iterable[Attributes]) -> dict[str, CreditClass]:
    """The classes by fingerprint. Whoever makes several at once makes them in this one order, so that two who need the
    same never wait for each other in a circle."""
    by_fingerprint = {fingerprint(attributes): attributes for attributes in wanted}
    return {print_: class_of(by_fingerprint[print_]) for print_ in sorted(by_fingerprint)}


def class_of(attributes: Attributes) -> CreditClass:
    """The class with these attributes, made when it is met first. Safe beside itself by the unique fingerprint."""
    return CreditClass.objects.get_or_create(
        fingerprint=fingerprint(attributes),
        defaults={name: value for name, value in attributes.items() if value not in (None, "")},
    )[0]
