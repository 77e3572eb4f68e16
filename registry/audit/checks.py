"""System check: the append-only triggers exist."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from registry.audit import triggers


@checks.register(checks.Tags.database)
def check_append_only_triggers(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Name every append-only table whose trigger is gone (run by `check --database default`)."""
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        if "audit_auditevent" not in connections[alias].introspection.table_names():
            continue
        found += [
            checks.Error(
                f"The trigger {name} is missing.",
                hint="Run manage.py migrate, which installs it again.",
                id="audit.E001",
            )
            for name in triggers.missing(alias)
        ]
    return found
