"""System checks of the deployment as a whole."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def check_production_settings(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """What must not be forgotten outside a demonstration."""
    found: list[checks.CheckMessage] = []
    if settings.DEMO:
        found.append(checks.Warning("DEMO is on: officers need no second factor.", id="registry.W001"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            checks.Warning(
                "SQLite is for trying out; set DATABASE_URL to PostgreSQL for real use.", id="registry.W002"
            )
        )
    return found
