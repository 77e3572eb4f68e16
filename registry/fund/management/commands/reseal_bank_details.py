"""Seal all bank details with the newest key of BANK_KEY, so that an older one can be taken out of it."""

from typing import Any

from django.core.management.base import BaseCommand

from registry.fund.services.payees import reseal


class Command(BaseCommand):
    help = "Seal all bank details with the first key of BANK_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        """Reseal, and say how many it was."""
        self.stdout.write(f"Resealed bank details: {reseal()}.")
