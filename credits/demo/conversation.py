"""What stands on the registers of supply and demand in the demonstration, and what two sides write to each other."""

from datetime import date, timedelta

from credits.demo.agreement import now
from credits.demo.people import Cast, acting
from credits.lots.models import Lot
from credits.market.services import demands, enquiries, interests
from credits.market.wanted import Asked
from registry.parties.models import User
from registry.parties.services.organisations import publish_name


def publish_names(cast: Cast, today: date) -> None:
    """Landholder and developer let the public registers name them; the second developer does not."""
    for user, organisation in ((cast.landholder, cast.landholder_family), (cast.developer, cast.quarry)):
        publish_name(actor=acting(user, today), organisation_id=organisation.public_id, published=True)


def like(lot: Lot) -> Asked:
    """Credits of the trading group and subregion of a lot."""
    place = (lot.credit_class.subregion,) if lot.credit_class.subregion else ()
    return Asked(
        kind=lot.credit_class.kind,
        offset_trading_group=lot.credit_class.offset_trading_group,
        subregions=place,
    )


def list_interest(cast: Cast, agreement_id: str, asked: Asked, today: date) -> str:
    """The landholder would sell credits of an agreement that is still talked about."""
    made = interests.list_interest(
        actor=acting(cast.landholder, today),
        agreement_id=agreement_id,
        asked=asked,
        quantity=60,
        price="1780.00",
        note="Regrowth forest beside a registered site. Registration is hoped for this year.",
        today=today,
        now=now(),
    )
    return str(made["id"])


def enter_want(cast: Cast, asked: Asked, today: date) -> str:
    """The developer says what it looks for."""
    made = demands.enter(
        actor=acting(cast.developer, today),
        asked=asked,
        quantity=110,
        price="1900.00",
        note="For the second stage of the quarry.",
        needed_by=today + timedelta(days=240),
        today=today,
        now=now(),
    )
    return str(made["id"])


def talk(cast: Cast, interest_id: str, today: date) -> str:
    """The developer asks the landholder, is answered, and asks again: the last message waits for its answer."""
    opened = enquiries.open_enquiry(
        actor=acting(cast.developer, today),
        about="interest",
        about_id=interest_id,
        text="We need about fifty of these within eight months. When do you expect them to be issued?",
        today=today,
        now=now(),
    )

    def write(user: User, text: str) -> None:
        enquiries.reply(actor=acting(user, today), enquiry_id=opened["id"], text=text, now=now())

    write(
        cast.landholder, "The terms lie before us. Once both sides have signed it takes two officers a day."
    )
    write(
        cast.developer,
        "Would you promise us fifty at the price you listed, as you did with the koala credits?",
    )
    return str(opened["id"])
