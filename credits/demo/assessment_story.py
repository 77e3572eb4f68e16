"""The assessments of the demonstration, told step by step: filed, returned, corrected, accepted; some left open."""

import json
from collections.abc import Callable
from datetime import date

from assessments.models import Calculation, Revision
from assessments.services import lifecycle
from credits.demo import development, official_sample, open_reviews, review, second_site, stewardship
from credits.demo.desk import Desk, open_desk
from credits.demo.people import Cast, acting
from registry.units import display

Say = Callable[[str], object]


def play_development(cast: Cast, today: date, say: Say) -> Revision:
    """A development: returned once, corrected, accepted by the authority."""
    desk = development.file_assessment(cast, today)
    _certify_and_submit(desk, today)
    reviewer = acting(cast.reviewer, today)
    review.exchange(desk.revision, reviewer=reviewer, assessor=desk.actor)
    lifecycle.return_to_assessor(
        actor=reviewer,
        revision_id=desk.revision.pk,
        reason="Plot P04: the photographs show a large tree and more fallen timber than the sheet says. "
        "Please check, and say what happens to the creek bank.",
    )
    desk.revision.refresh_from_db()
    desk = development.correct_after_return(cast, desk.revision, today)
    _certify_and_submit(desk, today)
    lifecycle.accept(
        actor=reviewer,
        revision_id=desk.revision.pk,
        reason="Plot P04 agrees with the photographs now.",
    )
    say("Development: revision 1 returned, corrected as revision 2, accepted by the authority")
    _show_result(desk.revision, say)
    return desk.revision


def play_stewardship(cast: Cast, today: date, say: Say) -> tuple[Revision, Revision]:
    """Two stewardship sites, each accepted by the trust."""
    revisions = []
    for file_assessment in (stewardship.file_assessment, second_site.file_assessment):
        desk = file_assessment(cast, today)
        _certify_and_submit(desk, today)
        lifecycle.accept(
            actor=acting(cast.trust_officer, today),
            revision_id=desk.revision.pk,
            reason="Plots, zones and plan agree with what we saw on the site.",
        )
        say(f"{desk.revision.assessment.case.title}: report accepted by the trust")
        _show_result(desk.revision, say)
        revisions.append(desk.revision)
    return revisions[0], revisions[1]


def leave_open(cast: Cast, accepted: Revision, second: Revision, today: date, say: Say) -> Revision:
    """Two reports to decide on, an unfinished case and official data to look at. Gives the development's report."""
    copied = []
    for source, title, party, role in (
        (accepted, "Wallaby Creek quarry, option with a later start (demo)", cast.quarry, "proponent"),
        (
            second,
            "Redgum Gully, option with the creek paddock later (demo)",
            cast.landholder_family,
            "landholder",
        ),
    ):
        copied.append(
            open_reviews.copy_and_submit(cast, source, title=title, party=party, role=role, today=today)
        )
    say("Left open: a copied report waits for the authority's review, another for the trust's")
    desk = open_desk(
        actor=acting(cast.assessor, today),
        title="Solar farm at Long Flat (demo, unfinished)",
        kind="major_project",
        receiver=cast.authority,
        today=today,
    )
    desk.fill("site", subregion_code="SYB02")
    staged = desk.stage_plots("plots_with_errors.csv")
    say(
        f"Unfinished case: a plot file in staging with {staged.rows_with_errors} of {staged.rows} rows to correct"
    )
    load = official_sample.stage_sample(cast, today)
    say(f"Official data: {load.files.count()} made-up pages staged by the registrar, not published")
    return copied[0]


def _certify_and_submit(desk: Desk, today: date) -> None:
    lifecycle.finalise(actor=desk.actor, revision_id=desk.revision.pk, certified_on=today, today=today)
    lifecycle.submit(actor=desk.actor, revision_id=desk.revision.pk, today=today)
    desk.revision.refresh_from_db()


def _show_result(revision: Revision, say: Say) -> None:
    calculation = Calculation.objects.filter(revision=revision).latest("version")
    outcome = json.loads(calculation.outcome_text)
    for zone in outcome["zones"]:
        current = zone["current"]["score"] if zone["current"] else None
        say(
            f"  zone {zone['key']:<14} {zone['plots']} plots   "
            f"vegetation integrity {display(current) if current is not None else '-':>5}   "
            f"change {display(zone['change']) if zone['change'] is not None else '-':>6}"
        )
    say(
        f"  {calculation.ecosystem_credits} ecosystem credits, {calculation.species_credits} species credits"
        f"{' (provisional)' if calculation.provisional else ''}, calculation {calculation.sha256[:12]}"
    )
