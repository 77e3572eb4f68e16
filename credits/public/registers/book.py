"""The five public registers: their columns, parts, filters and ways to sort."""

from dataclasses import dataclass

from credits.public.registers.columns import agreements, demand, obligations, supply, transactions
from credits.public.registers.columns.column import Column
from credits.public.registers.filters import (
    AgreementFilters,
    DemandFilters,
    ObligationFilters,
    RegisterFilters,
    SupplyFilters,
    TransactionFilters,
)
from credits.public.registers.sources import agreements as agreement_rows
from credits.public.registers.sources.listings import INTERESTS, PENDING, PUBLISHED_LISTINGS
from credits.public.registers.sources.lots import LOTS
from credits.public.registers.sources.movements import MOVEMENTS
from credits.public.registers.sources.obligations import LINES
from credits.public.registers.sources.part import INSTANT, WORDS, Part, Sort
from credits.public.registers.sources.wants import WANTS
from registry.findings import NotVisible

FORMATS = ("csv", "xlsx", "json")
GEOJSON = "geojson"


@dataclass(frozen=True, slots=True)
class Register:
    """One register. `counted` is what its sum counts, in words; `outline` is the path from a row of a part to the
    agreement whose outline a map shows; `first` names the columns of the page."""

    name: str
    title: str
    what: str
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    filters: type[RegisterFilters]
    sorts: dict[str, Sort]
    one: str
    many: str
    counted: str
    outline: dict[str, str]

    @property
    def formats(self) -> tuple[str, ...]:
        """The files it can be had as."""
        return (*FORMATS, GEOJSON) if self.outline else FORMATS


NEWEST = Sort("Newest first")
MOST = Sort("Most credits first", "credits")
GROUP = Sort("Trading group", "group", descending=False, kind=WORDS)
SUBREGION = Sort("IBRA subregion", "subregion", descending=False, kind=WORDS)

SUPPLY = Register(
    name="supply",
    title="Supply register",
    what=(
        "Every lot of credits in force and every cancelled one, then what is announced before credits exist: "
        "expressions of interest and agreements that wait for registration."
    ),
    columns=supply.COLUMNS,
    parts=(LOTS, INTERESTS, PENDING, PUBLISHED_LISTINGS),
    filters=SupplyFilters,
    sorts={
        "newest": NEWEST,
        "oldest": Sort("Oldest first", descending=False),
        "credits": MOST,
        "price": Sort("Lowest price asked first", "price", descending=False),
        "group": GROUP,
        "subregion": SUBREGION,
    },
    one="line",
    many="lines",
    counted="credits in force",
    outline={"lot": "agreement_id"},
)
DEMAND = Register(
    name="demand",
    title="Demand register",
    what="Credits that somebody wants. A want binds nobody.",
    columns=demand.COLUMNS,
    parts=(WANTS,),
    filters=DemandFilters,
    sorts={
        "newest": NEWEST,
        "credits": MOST,
        "price": Sort("Highest price offered first", "price"),
        "group": GROUP,
        "subregion": SUBREGION,
    },
    one="want",
    many="wants",
    counted="credits wanted",
    outline={},
)
TRANSACTIONS = Register(
    name="transactions",
    title="Transactions register",
    what=(
        "Every transfer, retirement, cancellation and correction: which lot the credits left, and which holds them "
        "since."
    ),
    columns=transactions.COLUMNS,
    parts=(MOVEMENTS,),
    filters=TransactionFilters,
    sorts={
        "newest": Sort("Newest first", "at", kind=INSTANT),
        "oldest": Sort("Oldest first", "at", descending=False, kind=INSTANT),
        "credits": MOST,
        "value": Sort("Highest value first", "value"),
        "group": GROUP,
    },
    one="transaction line",
    many="transaction lines",
    counted="credits moved",
    outline={},
)
AGREEMENTS = Register(
    name="agreements",
    title="Agreements register",
    what=(
        "Stewardship and BioBanking agreements registered here with their credits, then those that are known from the "
        "published register by their number only."
    ),
    columns=agreements.COLUMNS,
    parts=(agreement_rows.HERE, agreement_rows.PUBLISHED),
    filters=AgreementFilters,
    sorts={
        "number": Sort("Number", "number", descending=False, kind=WORDS),
        "newest": NEWEST,
        "issued": Sort("Most credits issued first", "issued"),
        "held": Sort("Most credits held first", "held"),
    },
    one="agreement",
    many="agreements",
    counted="credits issued",
    outline={"agreement": "pk"},
)
OBLIGATIONS = Register(
    name="obligations",
    title="Obligations register",
    what=(
        "What developments have to offset under their consents, and what orders require, line by line: how much is "
        "discharged and how much is still owed."
    ),
    columns=obligations.COLUMNS,
    parts=(LINES,),
    filters=ObligationFilters,
    sorts={
        "newest": NEWEST,
        "oldest": Sort("Oldest first", descending=False),
        "owed": Sort("Most credits still owed first", "owed"),
        "required": Sort("Most credits required first", "required"),
        "group": GROUP,
        "subregion": SUBREGION,
    },
    one="line",
    many="lines",
    counted="credits still owed",
    outline={},
)
REGISTERS = {register.name: register for register in (SUPPLY, DEMAND, TRANSACTIONS, AGREEMENTS, OBLIGATIONS)}


def register(name: str) -> Register:
    """The register of that name. Raises NotVisible."""
    try:
        return REGISTERS[name]
    except KeyError:
        raise NotVisible from None
