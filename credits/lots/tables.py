"""Which state table each kind of thing follows: offers, dealings and pledges."""

from typing import Any

from credits.lots import states
from credits.lots.dealings import Cancellation, Correction, Offer, Retirement, Transfer
from credits.lots.securities import Pledge
from registry.states import StateTable

AnyDealing = Transfer | Retirement | Cancellation | Correction
WithStates = Offer | AnyDealing | Pledge
"""Whatever goes from state to state."""

TABLES: dict[type[Any], StateTable] = {
    Offer: states.OFFER,
    Transfer: states.TRANSFER,
    Retirement: states.RETIREMENT,
    Cancellation: states.CANCELLATION,
    Correction: states.CORRECTION,
    Pledge: states.PLEDGE,
}
