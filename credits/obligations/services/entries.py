"""Reading what was typed for developments and obligations, and naming what is wrong with it field by field."""

from functools import partial

from registry import entries
from registry.entries import LONGEST_TEXT
from registry.findings import Finding

__all__ = ["LONGEST_TEXT", "answer", "area_m2", "choice", "organisation", "required_text", "text"]

ABOUT = "obligation"
text = partial(entries.text, about=ABOUT)
required_text = partial(entries.required_text, about=ABOUT)
choice = partial(entries.choice, about=ABOUT)
area_m2 = partial(entries.area_m2, about=ABOUT, least=0)
organisation = partial(entries.organisation, about=ABOUT)


def answer(findings: list[Finding], value: object, *, field: str, called: str) -> bool | None:
    """Yes, no, or None for not known yet."""
    if value is None or isinstance(value, bool):
        return value
    findings.append(
        Finding(f"obligation.{field}.not_an_answer", f"Say yes, no or nothing on {called}.", field)
    )
    return None
