"""The columns of the two published registers that are read, by the names the department gives them.

Columns about people and their land (business, contacts, lot and plan, address of an obligation, free-text reasons) are
not named here, so no reader ever hands them on. Pure: no Django, no clock, no I/O.
"""

SUPPLY, TRANSACTIONS = "supply", "transactions"

CREDIT_ID, AGREEMENT = "Credit ID", "BSA ID"
STATUS, ISSUED_ON, CREDITS = "Credit status", "Date Credits Issued", "Number of credits"
SUBREGION, REGION, KIND = "IBRA Subregion", "IBRA Region", "Ecosystem or Species"
PCT_ID, PCT_NAME = "PCT ID", "Plant Community Type Common Name"
FORMATION, CLASS, GROUP = "Vegetation Formation", "Vegetation Class", "Offset Trading Group"
COMMUNITY, HOLLOWS = "Threatened Ecological Community (NSW)", "Hollow Bearing Trees"
SPECIES_ID, SCIENTIFIC, COMMON = "Species ID", "Species Scientific Name", "Species Common Name"
SUSPENDED_FROM, SUSPENDED_TO = "Suspension Start Date", "Suspension End Date"
CANCELLED_ON, CANCELLATION_GROUND = "Cancellation Start Date", "Grounds for Cancellation"
SITE_AREA, LGA, LISTED_ON = "Site Area (HA)", "LGA", "Listed Date"
CASE_NUMBER, EXPIRES_ON, COMMENT = "Case Number", "Public Register Expiry Date", "OEH Comment"

SUPPLY_COLUMNS = (
    CREDIT_ID,
    AGREEMENT,
    STATUS,
    ISSUED_ON,
    CREDITS,
    SUBREGION,
    REGION,
    KIND,
    PCT_ID,
    PCT_NAME,
    FORMATION,
    GROUP,
    COMMUNITY,
    CLASS,
    HOLLOWS,
    SPECIES_ID,
    SCIENTIFIC,
    COMMON,
    SUSPENDED_FROM,
    SUSPENDED_TO,
    CANCELLED_ON,
    CANCELLATION_GROUND,
    SITE_AREA,
    LGA,
    LISTED_ON,
    CASE_NUMBER,
    EXPIRES_ON,
    COMMENT,
)
"""`OEH Comment` is looked at for the number of an earlier credit alone; the rest of its text is dropped."""

ON, NUMBER, LINE_STATUS, TYPE = (
    "Transaction Date",
    "Transaction ID",
    "Transaction Status",
    "Transaction Type",
)
FROM, TO = "From", "To"
LINE_PCT, LINE_SUBREGION = "Plant Community Type", "Sub Region"
LINE_SCIENTIFIC, LINE_COMMON = "Scientific Name", "Common Name"
LINE_CREDITS, PRICE = "Number Of Credits", "Price Per Credit (Ex-GST)"
PHILANTHROPIC, PURPOSE = "Philanthropic Reason For Transfer Disclosed", "Retirement Reason"
OBLIGATION, OBLIGATION_LGA = "Reference Number of Obligation", "Local Government Area of Obligation"
CONSENT_ON = "Date of Consent Approval"

TRANSACTION_COLUMNS = (
    ON,
    NUMBER,
    LINE_STATUS,
    TYPE,
    FROM,
    TO,
    LINE_PCT,
    LINE_SUBREGION,
    GROUP,
    FORMATION,
    LINE_SCIENTIFIC,
    LINE_COMMON,
    LINE_CREDITS,
    PRICE,
    PHILANTHROPIC,
    PURPOSE,
    OBLIGATION,
    OBLIGATION_LGA,
    CONSENT_ON,
)

COLUMNS = {SUPPLY: SUPPLY_COLUMNS, TRANSACTIONS: TRANSACTION_COLUMNS}
"""The columns wanted by the kind of file. All have to be there: an export that lost one is refused as a whole."""
