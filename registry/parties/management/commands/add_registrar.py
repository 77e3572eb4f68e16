"""manage.py add_registrar ADDRESS: make a person who has signed up the first registrar.

Later registrars are appointed on the pages, by another registrar.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from registry import actor as actors
from registry.findings import DomainError
from registry.parties.models import Organisation, OrganisationKind, User
from registry.parties.services import organisations, roles


class Command(BaseCommand):
    help = "Make a person who has signed up a registrar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the e-mail address the person signed up with")
        parser.add_argument("--organisation", default="Registrar", help="entered if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = actors.system("manage.py add_registrar")
        user = User.objects.filter(email=options["address"].strip().lower()).first()
        if user is None:
            raise CommandError("Nobody has signed up with this address. Sign up on the website first.")
        try:
            if not Organisation.objects.filter(name=options["organisation"]).exists():
                organisations.create_organisation(
                    actor=actor, name=options["organisation"], kind=str(OrganisationKind.REGISTRAR)
                )
            roles.assign_role(
                actor=actor,
                user_id=user.public_id,
                organisation_id=Organisation.objects.get(name=options["organisation"]).public_id,
                role=actors.REGISTRAR,
                valid_from=timezone.localdate(),
                today=timezone.localdate(),
            )
        except DomainError as refusal:
            messages = [finding.message for finding in refusal.findings] or [refusal.message]
            raise CommandError(" ".join(messages)) from refusal
        self.stdout.write(f"{user} is now a registrar.")
