"""Reading what a person typed into the forms of an agreement, and naming what is wrong with it field by field."""

from collections.abc import Iterable, Sequence
from typing import Any

from registry import public_ids
from registry.findings import Finding
from registry.parties.models import Organisation, OrganisationKind

LONGEST_TEXT = 20_000
LARGEST_SHARE_PARTS = 1_000_000
LARGEST_AREA_M2 = 10**13
"""More than the area of the continent."""


def text(
    findings: list[Finding],
    value: object,
    *,
    field: str,
    called: str,
    longest: int = LONGEST_TEXT,
    required: bool = True,
) -> str:
    """The text without spaces around it; adds a finding where it is missing or too long."""
    typed = str(value or "").replace("\x00", " ").strip()
    if required and not typed:
        findings.append(Finding(f"agreement.{field}.missing", f"Enter {called}.", field))
    if len(typed) > longest:
        message = f"Shorten {called} to at most {longest:,} characters."
        findings.append(Finding(f"agreement.{field}.too_long", message, field))
    return typed


def choice(findings: list[Finding], value: object, *, among: Iterable[str], field: str, called: str) -> str:
    """One of the codes offered."""
    typed = str(value or "")
    if typed not in set(among):
        findings.append(Finding(f"agreement.{field}.unknown", f"Choose {called} from the list.", field))
    return typed


def area_m2(findings: list[Finding], value: object, *, field: str, called: str) -> int | None:
    """A whole number of square metres above zero, or None where none was given."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_AREA_M2:
        findings.append(Finding(f"agreement.{field}.not_an_area", f"Enter {called} above zero.", field))
        return None
    return value


def organisation(
    findings: list[Finding], public_id: object, *, kind: OrganisationKind, field: str, called: str
) -> Organisation | None:
    """An organisation of that kind by its public id."""
    found = public_ids.look_up(Organisation.objects.filter(kind=kind), public_id)
    if found is None:
        findings.append(Finding(f"agreement.{field}.unknown", f"Choose {called} from the list.", field))
    return found


def shares(
    findings: list[Finding], value: Sequence[Sequence[Any]], *, field: str = "shares"
) -> list[tuple[Organisation, int]]:
    """Owners with their parts; a share is parts over the sum of all parts, so the shares always add up to one.

    Each owner is a landholder organisation, named once, with a whole number of parts from 1 on.
    """
    owners: list[tuple[Organisation, int]] = []
    if not value:
        findings.append(Finding("agreement.shares.missing", "Name at least one owner of the land.", field))
    for row, entry in enumerate(value, start=1):
        pair = list(entry) if isinstance(entry, (list, tuple)) and len(entry) == 2 else [None, None]
        before = len(findings)
        owner = organisation(
            findings, pair[0], kind=OrganisationKind.LANDHOLDER, field=field, called="each owner"
        )
        parts = pair[1]
        if isinstance(parts, bool) or not isinstance(parts, int) or not 1 <= parts <= LARGEST_SHARE_PARTS:
            message = (
                f"Owner {row}: enter the parts owned as a whole number from 1 to {LARGEST_SHARE_PARTS:,}."
            )
            findings.append(Finding("agreement.shares.not_a_number", message, field, row=row))
        if owner is not None and owner in [known for known, _ in owners]:
            message = f"Owner {row}: {owner} is named twice. Enter all its parts in one line."
            findings.append(Finding("agreement.shares.twice", message, field, row=row))
        if owner is not None and isinstance(parts, int) and len(findings) == before:
            owners.append((owner, parts))
    return owners
