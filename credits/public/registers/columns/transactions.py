"""The columns of the transactions register: the 21 of the official export in its order, then ours. Pure: no Django."""

from credits.public.registers.columns.column import DAY, DECIMAL, WHOLE, YES_NO, Column, own, typed, withheld

TYPES = {"transfer": "Transfer", "retire": "Retire", "cancel": "Cancelled", "correct": "Correction"}
"""What the official export calls a kind of movement; corrections are ours."""

PURPOSES = {
    "planning_approval": (
        "For the purpose of complying with a requirement to retire biodiversity credits of a planning approval or a "
        "vegetation clearing approval"
    ),
    "trust_obligation": "For the purpose of BCT complying with an obligation to retire Biodiversity Credits",
    "certification": (
        "For the purposes of complying with a requirement to retire credits of a biodiversity certification of land"
    ),
    "planning_agreement": (
        "For the purposes of a planning agreement (purpose under section 7.4 of the Environmental Planning and "
        "Assessment Act, 1979"
    ),
    "ministerial": (
        "For the purpose of complying with an order requiring a biodiversity stewardship site owner to retire "
        "biodiversity credits (under the provisions of 11.25 of the Biodiversity Conservation Act"
    ),
    "court_order": "Order of a court",
    "voluntary": "A voluntary purpose",
    "other": "Other (please specify)",
}
"""The official words of each purpose of s 6.27; the order of a court has none, so the words are ours."""

PRICE_NOTES = {
    "philanthropic": "No price: philanthropic",
    "related_party": "No price: between related parties",
    "other": "No price: another reason",
}
CHANNELS = {
    "commitment": "Agreed before registration",
    "own_buyer": "Buyer found by the seller",
    "interest": "From an expression of interest",
    "trust": "Sold to the Trust",
    "resale": "Resold by the Trust",
    "open_market": "Standing offer",
}

OFFICIAL = (
    Column("transaction_on", "Transaction Date", "Day in Sydney on which it took effect.", type=DAY),
    typed("transaction_number", "Transaction ID", "Number of the transaction; one may have several lines."),
    Column(
        "transaction_status", "Transaction Status", "Only completed ones are here.", values=("Completed",)
    ),
    Column("transaction_type", "Transaction Type", "What happened.", values=tuple(TYPES.values())),
    typed("from_lot", "From", "Lot that the credits left."),
    typed(
        "to_lot", "To", "Lot that holds them since: minted for them, or, of a correction, the lot put right."
    ),
    typed("pct_name", "Plant Community Type", "Name of the plant community type."),
    typed(
        "subregion", "Sub Region", "IBRA subregion of the site that the credits came from, not of an impact."
    ),
    typed(
        "offset_trading_group", "Offset Trading Group", "Group within which like-for-like offsets are found."
    ),
    typed("vegetation_formation", "Vegetation Formation", "Keith formation."),
    typed("scientific_name", "Scientific Name", "Species of a species credit."),
    typed("common_name", "Common Name", "Its common name."),
    Column("credits", "Number Of Credits", "Credits moved.", type=WHOLE, unit="credits"),
    Column(
        "price",
        "Price Per Credit (Ex-GST)",
        "Price as agreed, exact; on transfers only, else empty.",
        type=DECIMAL,
        unit="A$ per credit ex GST",
    ),
    Column(
        "philanthropic",
        "Philanthropic Reason For Transfer Disclosed",
        "Yes where credits were given for a philanthropic reason; empty: nothing was disclosed.",
        type=YES_NO,
        values=("Yes", "No"),
    ),
    Column(
        "retirement_reason",
        "Retirement Reason",
        "Purpose of a retirement (BC Act s 6.27).",
        values=tuple(PURPOSES.values()),
    ),
    withheld("other_reason", "Other Reason for Retiring", "Free words that may name people."),
    typed("obligation_reference", "Reference Number of Obligation", "Consent, approval or EPBC number."),
    withheld("obligation_address", "Address of Obligation", "Land of the obligation."),
    typed(
        "obligation_local_government_area",
        "Local Government Area of Obligation",
        "Where the obligation arose.",
    ),
    Column("consent_on", "Date of Consent Approval", "Day of the consent.", type=DAY),
)

OURS = (
    own("movement", "Movement", "Number of the ledger's movement; unique.", type=WHOLE),
    own("kind", "Ecosystem or Species", "Kind of credit.", values=("Ecosystem", "Species")),
    own("pct_id", "PCT ID", "Number of the plant community type.", type=WHOLE),
    own("bsa_id", "BSA ID", "Number of the agreement that the credits came from.", typed=True),
    own(
        "value_cents",
        "Value (cents, ex GST)",
        "Price times credits, rounded half up once; whole cents.",
        type=WHOLE,
        unit="A$ cents ex GST",
    ),
    own(
        "price_note",
        "Price note",
        "Why there is no price. Such lines stay out of the market's price figures.",
        values=tuple(PRICE_NOTES.values()),
    ),
    own(
        "related_party",
        "Related parties",
        "Yes where seller or buyer says that they are related; kept out of price figures. Empty: not known.",
        type=YES_NO,
        values=("Yes", "No"),
    ),
    own("channel", "Channel", "How buyer and seller came together.", values=tuple(CHANNELS.values())),
    own(
        "source",
        "Source",
        "Where the line was recorded.",
        values=("This registry", "Published register"),
    ),
)
COLUMNS = (*OFFICIAL, *OURS)
