"""manage.py make_signing_key: a key that signs documents, for trying out."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from credits.certificates.signing import TRIAL_DAYS, make_trial_key


class Command(BaseCommand):
    help = (
        "Make a self-signed key that signs documents, for trying out. For real use have your certification authority "
        "issue one. The passphrase is read from DOCUMENT_SIGNING_PASSPHRASE."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", required=True, help="file to write; it must not be there yet")
        parser.add_argument("--days", type=int, default=TRIAL_DAYS, help="how long the certificate lasts")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] < 1:
            raise CommandError("The certificate has to last a day at least.")
        passphrase = os.environ.get("DOCUMENT_SIGNING_PASSPHRASE", "")
        made = make_trial_key(passphrase, now=timezone.now(), days=options["days"])
        try:
            handle = os.open(options["out"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        guarded = "protected by the passphrase" if passphrase else "NOT protected by a passphrase"
        self.stdout.write(
            f"Written: {Path(options['out']).resolve()}, {guarded}. Set DOCUMENT_SIGNING_PKCS12 to it. It is "
            "self-signed: nobody but you vouches for it, so use it to try out signing and for nothing else."
        )
