"""Which recorded acts are public, and which of their facts. What is not named here never reaches the feed.

No name of a person, no note, reason or other free text, no named buyer and no private offer. Organisations are not
named either: a change stays for ever, and an organisation may withdraw its consent to be named. The pages of lots name
holders as they may be named now.
"""

from typing import Any

from credits.lots.dealings import Offer
from credits.market.models import Interest
from credits.public.feed.obligations import OBLIGATION_KINDS
from credits.public.feed.told import Facts, Kind, Known, PublicFacts, Told


def _of_lot(told: Told, known: Known, **data: Any) -> PublicFacts:
    number = told.text("lot")
    return PublicFacts(data, number, known.agreement_of_lot.get(number, ""))


def _standing(told: Told, known: Known, offer_id: str) -> Offer | None:
    offer = known.offers.get(offer_id)
    return offer if offer is not None and offer.buyer_id is None else None


def _offered(told: Told, known: Known) -> PublicFacts | None:
    offer = _standing(told, known, told.subject)
    if offer is None:
        return None
    return _of_lot(told, known, offer=told.subject, quantity=offer.quantity, price=offer.price)


def _offer_ended(told: Told, known: Known) -> PublicFacts | None:
    if _standing(told, known, told.subject) is None:
        return None
    return _of_lot(told, known, offer=told.subject, quantity=told.data.get("freed"))


def _offer_taken(told: Told, known: Known) -> PublicFacts | None:
    if _standing(told, known, told.text("offer")) is None:
        return None
    return _of_lot(told, known, offer=told.text("offer"), quantity=told.data.get("quantity"))


def _moved(told: Told, known: Known, **more: Any) -> PublicFacts:
    return _of_lot(
        told,
        known,
        quantity=told.data.get("quantity"),
        to_lot=told.text("to_lot"),
        transaction=told.text("transaction"),
        **more,
    )


def _transferred(told: Told, known: Known) -> PublicFacts:
    movement = known.movements.get(told.text("movement"))
    if movement is None:
        return _moved(told, known)
    more = {"price": movement.price, "value_cents": movement.value_cents}
    if movement.reason:
        more["zero_price_reason"] = movement.reason
    return _moved(told, known, **more)


def _retired(told: Told, known: Known) -> PublicFacts:
    retirement = known.retirements.get(told.subject)
    if retirement is None:
        return _moved(told, known)
    return _moved(
        told,
        known,
        purpose=retirement.purpose,
        obligation_reference=retirement.obligation_reference,
        obligation_local_government_area=retirement.obligation_local_government_area,
    )


def _cancelled(told: Told, known: Known) -> PublicFacts:
    movement = known.movements.get(told.text("movement"))
    return _moved(told, known, **({"ground": movement.reason} if movement is not None else {}))


def _further(told: Told, known: Known) -> PublicFacts:
    return _of_lot(told, known, quantity=told.data.get("quantity"))


def _copied(*names: str) -> Facts:
    """Only these of the event's data, about a lot where it names one, else about an agreement."""

    def facts(told: Told, known: Known) -> PublicFacts:
        data = {name: told.data[name] for name in names if name in told.data}
        if told.text("lot"):
            return _of_lot(told, known, **data)
        return PublicFacts(data, agreement_number=known.agreements.get(told.subject, ""))

    return facts


def _registered(told: Told, known: Known) -> PublicFacts:
    lots = [{"number": lot["number"], "quantity": lot["quantity"]} for lot in told.data.get("lots", [])]
    data = {"registered_on": told.data.get("registered_on"), "lots": lots}
    return PublicFacts(data, agreement_number=known.agreements.get(told.subject, ""))


def _listed(told: Told, known: Known) -> PublicFacts | None:
    """Which credits are offered or looked for, as listed when the change is published; never by whom."""
    wanted = known.wanted.get(told.subject)
    if wanted is None:
        return None
    lot = wanted.lot if isinstance(wanted, Interest) else None
    agreement = wanted.agreement if isinstance(wanted, Interest) else None
    data = {
        "id": told.subject,
        "credits": wanted.kind,
        "offset_trading_group": wanted.offset_trading_group,
        "scientific_name": wanted.scientific_name,
        "subregions": wanted.subregions,
        "quantity": wanted.quantity,
        "price": wanted.price,
        "expires_on": wanted.expires_on.isoformat(),
    }
    number = lot.number if lot is not None else ""
    of_agreement = agreement.number or "" if agreement is not None else known.agreement_of_lot.get(number, "")
    return PublicFacts(data, number, of_agreement)


def _unlisted(told: Told, known: Known) -> PublicFacts | None:
    found = _listed(told, known)
    return (
        None if found is None else PublicFacts({"id": told.subject}, found.lot_number, found.agreement_number)
    )


def _announced(told: Told, known: Known) -> PublicFacts | None:
    announcement = known.announcements.get(told.subject)
    if announcement is None or announcement.published_at is None:
        return None
    return PublicFacts({"id": told.subject, "title": announcement.title})


def _imported(told: Told, known: Known) -> PublicFacts:
    counts = told.data.get("counts", {})
    named = {
        "lots": counts.get("roots"),
        "movements": counts.get("movements"),
        "refused": counts.get("refused"),
    }
    return PublicFacts(named)


KINDS: dict[str, Kind] = {
    "register.replay": Kind(
        "Register imported",
        "Lines of the published register were replayed: {lots} lots opened, {movements} movements.",
        _imported,
    ),
    "agreement.register": Kind(
        "Agreement registered", "Agreement {agreement} was registered and its credits issued.", _registered
    ),
    "agreement.record_biobanking": Kind(
        "Earlier agreement recorded",
        "Agreement {agreement} of the earlier scheme was recorded.",
        _copied("registered_on"),
    ),
    "agreement.activate": Kind(
        "Full management begun", "Full management under agreement {agreement} began.", _copied("activated_on")
    ),
    "agreement.suspend": Kind("Agreement suspended", "Agreement {agreement} was suspended.", _copied("from")),
    "agreement.lift_suspension": Kind(
        "Suspension of agreement lifted", "The suspension of agreement {agreement} was lifted.", _copied("on")
    ),
    "agreement.begin_review": Kind(
        "Year-20 review begun", "The year-20 review of agreement {agreement} began.", _copied("on")
    ),
    "agreement.maintain": Kind(
        "Maintenance chosen", "Agreement {agreement} went on with maintenance.", _copied("from")
    ),
    "agreement.approve_change": Kind(
        "Agreement changed", "A {kind} of agreement {agreement} was approved.", _copied("kind")
    ),
    "lot.issue_further": Kind(
        "Further credits issued", "{quantity} further credits were issued into lot {lot}.", _further
    ),
    "offer.make": Kind(
        "Standing offer made",
        "{quantity} credits of lot {lot} are offered to anybody at {price} each.",
        _offered,
    ),
    "offer.withdraw": Kind(
        "Standing offer withdrawn", "{quantity} credits of lot {lot} are no longer offered.", _offer_ended
    ),
    "transfer.accept": Kind(
        "Standing offer accepted",
        "{quantity} credits of a standing offer of lot {lot} were accepted; the transfer is being checked.",
        _offer_taken,
    ),
    "transfer.settle": Kind(
        "Credits transferred",
        "{quantity} credits of lot {lot} were transferred and are now lot {to_lot}.",
        _transferred,
    ),
    "retirement.retire": Kind(
        "Credits retired", "{quantity} credits of lot {lot} were retired and are now lot {to_lot}.", _retired
    ),
    "cancellation.cancel": Kind(
        "Credits cancelled",
        "{quantity} credits of lot {lot} were cancelled and are now lot {to_lot}.",
        _cancelled,
    ),
    "correction.post": Kind(
        "Transfer corrected", "{quantity} credits of lot {lot} were put back into lot {to_lot}.", _moved
    ),
    "suspension.suspend": Kind("Lot suspended", "Lot {lot} is suspended until {until}.", _copied("until")),
    "suspension.extend": Kind(
        "Suspension of lot extended",
        "The suspension of lot {lot} was extended until {until}.",
        _copied("until"),
    ),
    "suspension.lift": Kind(
        "Suspension of lot lifted", "The suspension of lot {lot} was lifted.", _copied("lifted_on")
    ),
    "interest.list": Kind("Interest listed", "{quantity} credits may be sold: {what}.", _listed),
    "interest.change": Kind(
        "Interest changed", "An interest to sell {quantity} credits changed: {what}.", _listed
    ),
    "interest.renew": Kind(
        "Interest renewed", "An interest to sell {quantity} credits was renewed: {what}.", _listed
    ),
    "interest.close": Kind("Interest closed", "An expression of interest was closed.", _unlisted),
    "interest.withdraw": Kind("Interest withdrawn", "An expression of interest was withdrawn.", _unlisted),
    "demand.enter": Kind("Demand entered", "{quantity} credits are looked for: {what}.", _listed),
    "demand.change": Kind("Demand changed", "A demand for {quantity} credits changed: {what}.", _listed),
    "demand.renew": Kind("Demand renewed", "A demand for {quantity} credits was renewed: {what}.", _listed),
    "demand.close": Kind("Demand closed", "A demand was closed.", _unlisted),
    "demand.withdraw": Kind("Demand withdrawn", "A demand was withdrawn.", _unlisted),
    "market.expire": Kind("Listing expired", "A listing on the market came to its last day.", _unlisted),
    "announcement.publish": Kind("Announcement published", "Announcement: {title}.", _announced),
} | OBLIGATION_KINDS
"""Every public kind by the action of its event."""
