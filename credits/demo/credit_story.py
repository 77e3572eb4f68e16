"""The credits of the demonstration, told step by step: promised, issued, sold, resold, retired; some left open."""

from assessments.models import Revision
from credits.demo import agreement, announcing, conversation, promise
from credits.demo.assessment_story import Say
from credits.demo.market import PRICE, Market
from credits.lots.models import Lot
from credits.market.models import Announcement, Commitment

AGREEMENT_NUMBER, EARLIER_NUMBER = "DM00001", "BA99000001"
"""Letters that no real agreement has, and a number of the earlier scheme far beyond its own."""
TO_TRUST, TRUST_PRICE = 30, "1700.00"
RESOLD, RESALE_PRICE = 18, "1790.00"


def make_agreement(market: Market, site: Revision, say: Say) -> tuple[list[Lot], Commitment]:
    """From application to registration; a part is promised before there are credits. The lots issued, the promise."""
    table = agreement.apply_for(
        market.cast, site, site_name="Ironbark Hills (demo)", holding_area_m2=2_400_000, today=market.today
    )
    agreement.assess(table)
    agreement.cost(table)
    agreement.propose(table)
    promised = promise.promise(market, table.agreement_id, 50)
    agreement.agree_and_sign(table)
    issued = agreement.register(table, number=AGREEMENT_NUMBER)
    told = ", ".join(f"{lot['quantity']} credits as {lot['number']}" for lot in issued)
    say(
        f"Agreement {AGREEMENT_NUMBER}: applied, assessed, costed, agreed, signed by the landholder and for the "
        f"Minister, registered by a second person\n  issued: {told}\n"
        f"  before that {promised.quantity} koala credits were promised to the developer, and none moved"
    )
    return [Lot.objects.get(number=lot["number"]) for lot in issued], promised


def trade(market: Market, lots: list[Lot], promised: Commitment, say: Say) -> None:
    """Sell, keep the promise, sell to the trust and resell, retire; then leave a dealing of each kind open."""
    vegetation, koala = lots[0].number, lots[-1].number
    cast = market.cast
    market.enter_tax_standing()
    standing = market.offer(vegetation, 200)
    bought = market.complete(market.accept(standing, 120))
    say(
        f"Standing offer of 200 credits of {vegetation} at A${PRICE}; transfer {bought['transaction']}: 120 of "
        f"them accepted, checked and settled by two officers as {bought['new_lot']} of the developer\n"
        "  the trust recorded the price and confirmed it (made-up money); the deposit's share moved with the credits"
    )
    kept = promise.keep(market, promised)
    say(
        f"Promise kept: {promised.quantity} koala credits offered, accepted and settled as {kept['new_lot']} at "
        f"A${promised.price}"
    )
    resell(market, vegetation, say)
    retired = market.retire(market.apply_to_retire(bought["new_lot"], 60))
    say(
        f"Retirement {retired['transaction']}: 60 credits retired for a planning approval as {retired['new_lot']}; "
        "its fee is not set, which the officer acknowledged"
    )
    waiting = market.accept(standing, 20)
    market.pay_fee(waiting)
    market.check_transfer(waiting)
    market.accept(standing, 30)
    market.offer(koala, 40, price="2100.00", to=cast.quarry)
    market.apply_to_retire(bought["new_lot"], 25)
    say(
        "Left open: 30 credits of the standing offer for whoever tries it, 40 koala credits offered to the developer, "
        "a transfer to check, a checked transfer to settle, a retirement to check"
    )


def resell(market: Market, lot_number: str, say: Say) -> None:
    """The landholder sells to the trust, which resells a part to a second developer and offers the rest to anybody."""
    cast = market.cast
    offered = market.offer(lot_number, TO_TRUST, price=TRUST_PRICE, to=cast.trust)
    held = market.complete(market.accept(offered, TO_TRUST, by=cast.trust_officer))["new_lot"]
    resale = market.offer(held, TO_TRUST, by=cast.trust_officer, price=RESALE_PRICE)
    sold = market.complete(market.accept(resale, RESOLD, by=cast.second_developer))
    say(
        f"The trust bought {TO_TRUST} credits of the landholder at A${TRUST_PRICE} as {held}, resold {RESOLD} at "
        f"A${RESALE_PRICE} as {sold['new_lot']}, and offers the rest to anybody"
    )


def fill_registers(market: Market, second: Revision, lot: Lot, say: Say) -> Announcement:
    """An agreement whose terms wait, credits listed and wanted, an enquiry, names, announcements, an earlier agreement.

    Gives the announcement that is to be published."""
    cast, today = market.cast, market.today
    conversation.publish_names(cast, today)
    table = agreement.apply_for(
        cast, second, site_name="Redgum Gully (demo)", holding_area_m2=910_000, today=today
    )
    agreement.assess(table)
    agreement.cost(table)
    agreement.propose(table)
    agreement.record_earlier(cast, number=EARLIER_NUMBER, today=today)
    asked = conversation.like(lot)
    interest = conversation.list_interest(cast, table.agreement_id, asked, today)
    conversation.enter_want(cast, asked, today)
    conversation.talk(cast, interest, today)
    announcing.draft(cast, today)
    say(
        "Left open: the terms for Redgum Gully wait for the landholder; BioBanking agreement "
        f"{EARLIER_NUMBER} is recorded\n"
        "Market: the landholder lists 60 credits to come, the developer wants 110, and their enquiry waits for the "
        "landholder's answer\n  two organisations are named in public, the second developer is not; an announcement "
        "waits for the trust's approver"
    )
    return announcing.announce(cast, today)
