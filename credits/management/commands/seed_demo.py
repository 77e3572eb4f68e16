"""manage.py seed_demo: the main job from end to end, through the same services and worker that a user uses."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from credits.demo import (
    announcing,
    assessment_story,
    credit_story,
    fund_story,
    obligation_story,
    people,
    results,
)
from credits.demo.market import Market
from registry.actor import system
from registry.parties.models import User
from registry.reference.loading import load_project_facts

OPEN_TO_EVERYBODY = "/market/  /registers/  /registers/map/  /registers/changes/  /certificates/verify/"


class Command(BaseCommand):
    help = "Make the demonstration's people and cases in an empty database (only with DEMO=1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-wait", action="store_true", help="do not wait for the documents")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration has known passwords: run it with DEMO=1 only.")
        if User.objects.exists():
            raise CommandError("This database has people in it; the demonstration starts with an empty one.")
        today, say = timezone.localdate(), self.stdout.write
        release = load_project_facts(actor=system("set-up"), today=today)
        say(f"Reference facts loaded: release {release.code}, checksum {release.checksum[:12]}")
        cast = people.assemble(today)
        accepted = assessment_story.play_development(cast, today, say)
        site, second = assessment_story.play_stewardship(cast, today, say)
        market = Market(cast, today)
        market.enter_fees()
        fund_story.prepare(market, say)
        lots, promised = credit_story.make_agreement(market, site, say)
        credit_story.trade(market, lots, promised, say)
        obligation_story.play(market, accepted, lots, say)
        fund_story.reach(market, lots, say)
        announced = credit_story.fill_registers(market, second, lots[0], say)
        report = assessment_story.leave_open(cast, accepted, second, today, say)
        obligation_story.leave_open(market, report, say)
        if not options["no_wait"]:
            results.wait_for_jobs(say)
            results.show_staged(say)
            fund_story.finish(market, say)
        say(f"Published to everybody at one moment: {announcing.publish(announced).title}")
        results.show_reports(say)
        results.make_papers(cast, today, say)
        results.prove(self.stdout)
        say(f"\nOpen to everybody, without signing in: {OPEN_TO_EVERYBODY}")
        say(f"Sign in with one of these; the password is {people.PASSWORD}")
        for role, email in cast.sign_ins():
            say(f"  {email:<24} {role}")
