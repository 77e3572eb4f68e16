"""One client of django-hordak 2.0: `Account.transfer_to` between accounts drawn at random.

Hordak has settings and a database of its own: its apps are not the registry's.
"""

import random

from bench.ledger.workers import Step

ACCOUNTS = 2_000


def configure(url: str) -> None:
    """Set Django up with hordak's apps alone."""
    import environ
    from django.conf import settings

    if settings.configured:
        return
    database = environ.Env.db_url_config(url)
    settings.configure(
        # The driver's options are ours: neither side plans a statement twice.
        DATABASES={
            "default": {
                **database,
                "CONN_MAX_AGE": None,
                "OPTIONS": {"server_side_binding": True, "prepare_threshold": 3},
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django_extensions",
            "mptt",
            "djmoney",
            "hordak",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TIME_ZONE="Australia/Sydney",
        SECRET_KEY="bench",  # noqa: S106 (signs nothing)
        DEFAULT_CURRENCY="AUD",
        CURRENCIES=("AUD",),
        HORDAK_DECIMAL_PLACES=2,
        HORDAK_MAX_DIGITS=20,
    )
    import django

    django.setup()


def prepare(url: str) -> None:
    """Make hordak's tables and accounts; runs in a process of its own."""
    configure(url)
    from django.core.management import call_command
    from django.db import connection
    from hordak.models import Account

    call_command("migrate", verbosity=0)
    with Account.objects.delay_mptt_updates():
        for number in range(ACCOUNTS):
            Account.objects.create(name=f"Holder {number}", code=str(number), type="AS", currencies=["AUD"])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def transferrer(url: str, number: int, work: object) -> Step:
    """A client that moves one dollar between two accounts that it holds as objects already."""
    configure(url)
    from hordak.models import Account
    from moneyed import Money

    accounts = list(Account.objects.order_by("pk"))
    if len(accounts) < ACCOUNTS:
        raise AssertionError("the accounts were not made")
    chance = random.Random(number)
    amount = Money(1, "AUD")

    def step() -> bool:
        one, other = chance.sample(accounts, 2)
        one.transfer_to(other, amount)
        return True

    return step
