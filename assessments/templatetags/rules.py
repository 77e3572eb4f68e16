"""The rule a finding comes from, as far as it means something to a reader."""

import re

from django import template

register = template.Library()
STATEMENT = re.compile(r"^N\d+(?:\s*[-–]\s*N\d+)?$")
"""The numbers of the project's own list of statements; only its developers know them."""


@register.filter
def published_clause(clause: str) -> str:
    """The clauses of law and method in a reference, without the numbers of our own list of statements."""
    parts = [part.strip() for part in clause.split(",")]
    return ", ".join(part for part in parts if part and not STATEMENT.match(part))
