"""The obligation of the demonstration, told step by step: scope, application, review, decision, matching, discharge in
three ways, commencement; and what is left for whoever tries it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assessments.models import Revision
from credits.demo.agreement import now
from credits.demo.assessment_story import Say
from credits.demo.desk import FILES
from credits.demo.market import Market
from credits.demo.people import acting
from credits.lots.dealings import Retirement
from credits.lots.models import Lot
from credits.lots.services import retirements
from credits.matching.matching import match
from credits.matching.services import diary
from credits.obligations.models import Application, Development, Obligation, ObligationLine
from credits.obligations.services import (
    applying,
    commencing,
    conditions,
    deciding_application,
    developments,
    fund_payments,
    impact_findings,
    quotes,
    recommending,
    reviewing,
)
from credits.obligations.services.loading import load_file
from registry.actor import system
from registry.findings import DomainError

CONSENT = "DEMO-DA-2 (demonstration, no real consent)"
FUND_PRICE = "2600.00"
FUND_SOURCE = "Made up for the demonstration: no charge of any trust"
KOALA_PRICE, STILL_OFFERED = "2050.00", 8
CONSENTS = "consents_decided_before.csv"


@dataclass(frozen=True, slots=True)
class Table:
    """Who sits at it, and what about."""

    market: Market
    development: str

    def by(self, person: Any) -> Any:
        """The person as actor."""
        return acting(person, self.market.today)


def play(market: Market, report: Revision, lots: list[Lot], say: Say) -> Obligation:
    """From what a developer plans to the day on which the ground is broken."""
    table = _enter(market, say)
    application = _apply_and_review(table, report, say)
    obligation = _decide(table, application, say)
    _search(table, obligation, say)
    _try_to_begin(table, say)
    _discharge(table, obligation, lots, say)
    _commence(table, obligation, say)
    return obligation


def _enter(market: Market, say: Say) -> Table:
    cast, today = market.cast, market.today
    developer = acting(cast.developer, today)
    facts = {
        "title": "Wallaby Creek quarry, northern extension (demo)",
        "description": "Hard rock in two stages over fifteen years, with a haul road along the eastern edge.",
        "pathway": "local",
        "address": "Ironbark Road, Wallaby Creek",
        "local_government_area": "Singleton",
        "subregion": "Hunter",
        "region": "Sydney Basin",
        "clearing_m2": 105_000,
        "minimum_lot_m2": 400_000,
        "on_values_map": False,
        "in_outstanding_value_area": False,
    }
    made = developments.enter(
        actor=developer,
        developer_id=str(cast.quarry.public_id),
        authority_id=str(cast.authority.public_id),
        facts=facts,
        now=now(),
    )
    for number, title in enumerate(("Haul road and basin", "Northern pit"), start=1):
        developments.add_stage(
            actor=developer,
            development_id=made["id"],
            title=title,
            planned_start=today + timedelta(days=60 * number),
        )
    developments.test_scope(actor=developer, development_id=made["id"], today=today, now=now())
    found = Development.objects.get(public_id=made["id"]).scope_tests.latest("pk")
    reason = next(part["sentence"] for part in found.reasons if part["verdict"] == "yes")
    say(f"Development {made['number']}: the scheme applies. {reason}")
    return Table(market, made["id"])


def _apply_and_review(table: Table, report: Revision, say: Say) -> str:
    cast, today = table.market.cast, table.market.today
    lodge = {
        "actor": table.by(cast.developer),
        "development_id": table.development,
        "today": today,
        "now": now(),
    }
    try:
        applying.lodge(**lodge, revision_id="")
    except DomainError as refusal:
        say(f"Application without its report: refused. {refusal.findings[0].message}")
    lodged = applying.lodge(**lodge, revision_id=str(report.public_id), reference="DEMO-DA-2")
    officer = table.by(cast.reviewer)
    reviewing.begin(actor=officer, application_id=lodged["id"], now=now())
    application = Application.objects.get(public_id=lodged["id"])
    stages = {stage.number: str(stage.public_id) for stage in application.development.stages.all()}
    for line in application.lines.select_related("credit_class"):
        in_first = line.credit_class.hollow_bearing_trees == "no" or "Tetratheca" in str(
            line.credit_class.scientific_name
        )
        more = 1 if line.credit_class.hollow_bearing_trees == "no" else 0
        reviewing.set_line(
            actor=officer,
            application_id=lodged["id"],
            line_id=str(line.public_id),
            quantity=line.proposed_quantity + more,
            reason="The basin's access track adds to the cleared edge." if more else "",
            stage_id=stages[1 if in_first else 2],
            now=now(),
        )
        if line.potential_saii:
            impact_findings.record(
                actor=officer,
                application_id=lodged["id"],
                entity=line.credit_class.community_name or line.credit_class.scientific_name,
                serious=False,
                principles=["population", "range"],
                evidence="1.0 ha of 2.3 ha keeps its trees, and the larger stand beyond the creek is not touched.",
                now=now(),
            )
    conditions.write(
        actor=officer,
        application_id=lodged["id"],
        kind="minimise",
        text="Three glide poles stand before the haul road is opened.",
    )
    return str(lodged["id"])


def _decide(table: Table, application_id: str, say: Say) -> Obligation:
    cast, today = table.market.cast, table.market.today
    officer, delegate = table.by(cast.reviewer), table.by(cast.authority_delegate)
    reviewing.set_texts(
        actor=officer,
        application_id=application_id,
        avoid_text="The pit was moved out of the gully and the basin off the creek bank.",
        minimise_text="Clearing in two stages with a fauna spotter; the haul road is sealed near kept vegetation.",
    )
    recommending.recommend(
        actor=officer,
        application_id=application_id,
        recommendation="Approve, with the report's credits and one more for the access track.",
        today=today,
        now=now(),
    )
    deciding_application.approve(
        actor=delegate,
        application_id=application_id,
        consent_number=CONSENT,
        decided_on=today,
        today=today,
        now=now(),
    )
    obligation = Obligation.objects.get(application__public_id=application_id)
    say(f"Approved by a second person; obligation {obligation.number} in two stages:")
    for line in obligation.lines.select_related("credit_class", "stage").order_by("number"):
        changed = f" (report: {line.proposed_quantity})" if line.proposed_quantity != line.required else ""
        say(f"  line {line.number}: {line.required} {line.credit_class}{changed}, before {line.stage}")
    return obligation


def _search(table: Table, obligation: Obligation, say: Say) -> None:
    market = table.market
    for line in obligation.lines.select_related("credit_class").order_by("number"):
        found = match(line, on=market.today)
        serving = [
            f"{one.lots} lots, {one.available} credits" for one in found.counts if one.standing == "serves"
        ]
        say(
            f"  line {line.number}: {serving[0] if serving else 'no lots'} on the register serve like for like"
        )
        diary.search(
            actor=table.by(market.cast.developer), line_id=str(line.public_id), today=market.today, now=now()
        )


def _try_to_begin(table: Table, say: Say) -> None:
    first = Development.objects.get(public_id=table.development).stages.earliest("number")
    try:
        commencing.commence(
            actor=table.by(table.market.cast.developer),
            stage_id=str(first.public_id),
            commenced_on=table.market.today,
            today=table.market.today,
            now=now(),
        )
    except DomainError as refusal:
        say(
            f"Stage {first.number} before anything is discharged: refused, {len(refusal.findings)} lines in the way"
        )


def _line(obligation: Obligation, **wanted: str) -> ObligationLine:
    return obligation.lines.select_related("credit_class").get(
        **{f"credit_class__{name}": value for name, value in wanted.items()}
    )


def _discharge(table: Table, obligation: Obligation, lots: list[Lot], say: Say) -> None:
    market, cast = table.market, table.market.cast
    vegetation, koala = lots[0].number, lots[-1].number
    low = _line(obligation, hollow_bearing_trees="no")
    good = _line(obligation, hollow_bearing_trees="yes", community_name="")
    koalas = _line(obligation, scientific_name="Phascolarctos cinereus")
    held = _held(cast.quarry.pk, "ecosystem")
    _retire(market, held, [(low, low.required)], say)
    bought = market.complete(market.accept(market.offer(vegetation, 60, to=cast.quarry), 60))["new_lot"]
    _retire(market, bought, [(good, 60)], say)
    _retire(market, _held(cast.quarry.pk, "species"), [(koalas, 50)], say)
    left = koalas.required - 50
    more = market.complete(market.accept(market.offer(koala, left, price=KOALA_PRICE, to=cast.quarry), left))
    _retire(market, more["new_lot"], [(koalas, left)], say)
    _pay_fund(table, obligation, say)


def _held(organisation_id: int, kind: str) -> str:
    lot = Lot.objects.filter(
        holder__organisation=organisation_id, credit_class__kind=kind, available__gt=0, status=Lot.ISSUED
    ).latest("available")
    return lot.number


def _retire(market: Market, lot_number: str, parts: list[tuple[ObligationLine, int]], say: Say) -> None:
    obligation = parts[0][0].obligation
    made = retirements.apply(
        **market.signed(market.cast.developer),
        lot_number=lot_number,
        quantity=sum(quantity for _, quantity in parts),
        purpose=Retirement.Purpose.PLANNING_APPROVAL,
        obligation_reference=obligation.reference,
        obligation_local_government_area=obligation.local_government_area,
        consent_on=obligation.imposed_on,
        claims=[{"line": str(line.public_id), "quantity": quantity} for line, quantity in parts],
        today=market.today,
    )
    done = market.retire(str(made["id"]))
    told = ", ".join(f"{quantity} for line {line.number}" for line, quantity in parts)
    say(f"Retirement {done['transaction']} out of {lot_number}: {told}, like for like")


def _pay_fund(table: Table, obligation: Obligation, say: Say) -> None:
    """What the register has no credits for is paid into the fund; the Trust owes it from then on."""
    market, cast = table.market, table.market.cast
    officer, approver = table.by(cast.trust_officer), table.by(cast.trust_approver)
    lines = [line for line in obligation.lines.order_by("number") if line.outstanding]
    quote = quotes.request(
        actor=table.by(cast.developer),
        obligation_id=str(obligation.public_id),
        trust_id=str(cast.trust.public_id),
        lines=[{"line": str(line.public_id), "quantity": line.outstanding} for line in lines],
        now=now(),
    )
    quotes.prepare(
        actor=officer,
        quote_id=quote["id"],
        line_prices={str(line.public_id): FUND_PRICE for line in lines},
        risk_premium_cents=1_000_000,
        delivery_fee_cents=500_000,
        gst_cents=0,
        source=FUND_SOURCE,
    )
    quotes.offer(actor=approver, quote_id=quote["id"], today=market.today, now=now())
    due_cents = sum(line.outstanding for line in lines) * 260_000 + 1_500_000
    fund_payments.receive(
        actor=officer,
        quote_id=quote["id"],
        received_cents=due_cents,
        received_on=market.today,
        receipt_reference="DEMO-FUND-1",
        not_indexed=True,
        today=market.today,
    )
    fund_payments.settle(actor=approver, quote_id=quote["id"], today=market.today, now=now())
    told = ", ".join(f"{line.outstanding} for line {line.number}" for line in lines)
    say(
        f"Fund: quote {quote['number']} issued, paid and confirmed by a second person, {told}; the trust owes these "
        "credits from now on (made-up price)"
    )


def _commence(table: Table, obligation: Obligation, say: Say) -> None:
    market = table.market
    obligation.refresh_from_db()
    for stage in Development.objects.get(public_id=table.development).stages.order_by("number"):
        commencing.commence(
            actor=table.by(market.cast.developer),
            stage_id=str(stage.public_id),
            commenced_on=market.today,
            today=market.today,
            now=now(),
        )
    say(
        f"Obligation {obligation.number} is {obligation.get_state_display().lower()}; both stages have commenced"
    )


def leave_open(market: Market, report: Revision, say: Say) -> None:
    """Consents decided before, with something still owed, and an application that waits for the authority."""
    cast, today = market.cast, market.today
    koala = Lot.objects.filter(parent=None, credit_class__kind="species").earliest("pk")
    market.offer(koala.number, STILL_OFFERED, price=KOALA_PRICE)
    loaded = load_file(FILES / CONSENTS, actor=system("demonstration"), today=today, now=now())
    developer = acting(cast.developer, today)
    made = developments.enter(
        actor=developer,
        developer_id=str(cast.quarry.public_id),
        authority_id=str(cast.authority.public_id),
        facts={
            "title": "Wallaby Creek quarry, option with a later start (demo)",
            "pathway": "local",
            "local_government_area": "Singleton",
            "clearing_m2": 105_000,
            "minimum_lot_m2": 400_000,
        },
        now=now(),
    )
    developments.test_scope(actor=developer, development_id=made["id"], today=today, now=now())
    lodged = applying.lodge(
        actor=developer,
        development_id=made["id"],
        revision_id=str(report.public_id),
        today=today,
        now=now(),
    )
    say(
        f"Left open: {len(loaded.loaded)} consents decided before are loaded, one still owes 45 credits, for which "
        f"{STILL_OFFERED} koala credits are offered to anybody; application {lodged['number']} waits for the authority"
    )
