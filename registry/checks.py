"""System checks of the deployment as a whole."""

from typing import Any

from cryptography.fernet import Fernet
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


@checks.register(checks.Tags.security, deploy=True)
def check_bank_key(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Bank details need a key of their own outside a demonstration, and each key must be one."""
    if not settings.BANK_KEY and not settings.DEMO:
        return [
            checks.Error(
                "BANK_KEY is not set, so no bank details can be entered and nobody can be paid.",
                hint="Make a key: python -c 'from cryptography.fernet import Fernet; "
                "print(Fernet.generate_key().decode())'",
                id="registry.E003",
            )
        ]
    faults: list[checks.CheckMessage] = []
    for number, key in enumerate(settings.BANK_KEY, start=1):
        try:
            Fernet(key)
        except ValueError:
            faults.append(checks.Error(f"Key {number} of BANK_KEY is not a Fernet key.", id="registry.E004"))
    return faults
