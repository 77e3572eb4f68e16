"""Reading what a person typed, field by field, and naming what is wrong with it. `about` begins the finding's code."""

from collections.abc import Iterable
from typing import Any

from registry import public_ids
from registry.findings import Finding, InvalidInput
from registry.parties.models import Organisation, OrganisationKind

LONGEST_TEXT = 20_000
LARGEST_AREA_M2 = 10**13
"""More than the area of the continent."""


def text(
    findings: list[Finding],
    value: object,
    *,
    about: str,
    field: str,
    called: str,
    longest: int = LONGEST_TEXT,
    required: bool = True,
) -> str:
    """The text without spaces around it; adds a finding where it is missing or too long."""
    typed = str(value or "").replace("\x00", " ").strip()
    if required and not typed:
        findings.append(Finding(f"{about}.{field}.missing", f"Enter {called}.", field))
    if len(typed) > longest:
        message = f"Shorten {called} to at most {longest:,} characters."
        findings.append(Finding(f"{about}.{field}.too_long", message, field))
    return typed


def required_text(value: object, *, about: str, field: str, called: str, longest: int = LONGEST_TEXT) -> str:
    """The same where it is the only thing typed. Raises InvalidInput."""
    findings: list[Finding] = []
    typed = text(findings, value, about=about, field=field, called=called, longest=longest)
    if findings:
        raise InvalidInput(findings)
    return typed


def choice(
    findings: list[Finding], value: object, *, about: str, among: Iterable[str], field: str, called: str
) -> str:
    """One of the codes offered."""
    typed = str(value or "")
    if typed not in set(among):
        findings.append(Finding(f"{about}.{field}.unknown", f"Choose {called} from the list.", field))
    return typed


def area_m2(
    findings: list[Finding], value: object, *, about: str, field: str, called: str, least: int = 1
) -> int | None:
    """A whole number of square metres from `least`, or None where none was given."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST_AREA_M2:
        bound = "above zero" if least else "of zero or more"
        findings.append(Finding(f"{about}.{field}.not_an_area", f"Enter {called} {bound}.", field))
        return None
    return value


def organisation(
    findings: list[Finding], public_id: Any, *, about: str, kind: OrganisationKind, field: str, called: str
) -> Organisation | None:
    """An organisation of that kind by its public id."""
    found = public_ids.look_up(Organisation.objects.filter(kind=kind), public_id)
    if found is None:
        findings.append(Finding(f"{about}.{field}.unknown", f"Choose {called} from the list.", field))
    return found
