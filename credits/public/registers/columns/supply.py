"""The columns of the supply register: the 39 of the official export in its order, then ours. Pure: no Django."""

from credits.public.registers.columns.column import (
    DAY,
    DECIMAL,
    NOT_FOR_THE_PAST,
    NOT_KEPT,
    WHOLE,
    Column,
    own,
    typed,
    withheld,
)

ISSUED, EQUIVALENCE, CANCELLED = "Issued", "Equivalence Credit", "Cancelled"
PENDING, INTEREST = "Pending Review", "Expression of Interest"
STATUSES = (ISSUED, EQUIVALENCE, CANCELLED, PENDING, INTEREST)
HOLLOWS = ("Yes", "Yes (including artificial)", "No")
LISTINGS = ("Lot", "Expression of interest", "Agreement awaiting registration", "As published elsewhere")

OFFICIAL = (
    typed(
        "credit_id",
        "Credit ID",
        "Number of the lot. A listing that is no lot begins with EOI- or PENDING-, or has the id it was published "
        "under.",
    ),
    withheld(
        "business_name",
        "Business Name",
        "Who holds the credits. See Holder, last but few, for the public name.",
    ),
    withheld("business_phone", "Business Phone", "Telephone of the holder."),
    withheld("business_email", "Business Email", "E-mail address of the holder."),
    typed(
        "bsa_id", "BSA ID", "Number of the stewardship or BioBanking agreement that the credits came from."
    ),
    Column(
        "credit_status",
        "Credit status",
        "What the line is. Credits suspended keep their status: see the two suspension dates.",
        values=STATUSES,
    ),
    Column(
        "issued_on",
        "Date Credits Issued",
        "Day of issue; empty where it was never published, or nothing is issued yet.",
        type=DAY,
    ),
    Column(
        "credits",
        "Number of credits",
        "Credits the lot holds, reserved for a dealing or not; of a cancelled lot, what was cancelled; of a listing, "
        "what is hoped for.",
        type=WHOLE,
        unit="credits",
    ),
    typed(
        "subregion", "IBRA Subregion", "Subregion of the site; several of a listing are parted by semicolons."
    ),
    typed("region", "IBRA Region", "Region of the site."),
    Column("kind", "Ecosystem or Species", "Kind of credit.", values=("Ecosystem", "Species")),
    Column("pct_id", "PCT ID", "Number of the plant community type.", type=WHOLE),
    typed("pct_name", "Plant Community Type Common Name", "Name of the plant community type."),
    typed("vegetation_formation", "Vegetation Formation", "Keith formation."),
    typed(
        "offset_trading_group", "Offset Trading Group", "Group within which like-for-like offsets are found."
    ),
    typed("community_name", "Threatened Ecological Community (NSW)", "Listed community; empty: none."),
    typed("vegetation_class", "Vegetation Class", "Keith class."),
    Column(
        "hollow_bearing_trees",
        "Hollow Bearing Trees",
        "Whether the site has them; empty: not stated.",
        values=HOLLOWS,
    ),
    Column("species_id", "Species ID", "BioNet threatened species profile id.", type=WHOLE),
    typed("scientific_name", "Species Scientific Name", "Species of a species credit."),
    typed("common_name", "Species Common Name", "Its common name."),
    Column(
        "suspended_from",
        "Suspension Start Date",
        "First day of a suspension in force (BC Act s 6.25).",
        type=DAY,
    ),
    Column("suspended_to", "Suspension End Date", "Its last day.", type=DAY),
    Column("cancelled_on", "Cancellation Start Date", "Day of the cancellation.", type=DAY),
    typed("cancellation_ground", "Grounds for Cancellation", "Ground of the cancellation, without names."),
    withheld("contact_first_name", "Contact First Name", "Who may be asked."),
    withheld("contact_last_name", "Contact Last Name", "Who may be asked."),
    withheld("contact_email", "Contact Email", "E-mail address. Ask through an enquiry on the market pages."),
    withheld("contact_phone", "Contact Phone", "Telephone. Ask through an enquiry on the market pages."),
    withheld("contact_mobile", "Contact Mobile", "Telephone. Ask through an enquiry on the market pages."),
    Column(
        "site_area_ha", "Site Area (HA)", "Area of the site, four decimals.", type=DECIMAL, unit="hectares"
    ),
    withheld("lot_and_plan", "Lot and Plan", "Land title of the site."),
    typed("local_government_area", "LGA", "Local government area of the site."),
    Column("listed_on", "Listed Date", "Day since which the line is listed.", type=DAY),
    typed("case_number", "Case Number", "Number of the assessment's case, as published."),
    Column("expires_on", "Public Register Expiry Date", "Last day of the listing.", type=DAY),
    Column(
        "indicative_credits",
        "Indicative like-for-like credits",
        "Official hint for searches.",
        empty=NOT_KEPT,
    ),
    Column(
        "indicative_subregions",
        "Indicative like-for-like subregions",
        "Official hint for searches.",
        empty=NOT_KEPT,
    ),
    typed(
        "comment",
        "OEH Comment",
        "Number of the credit in the earlier scheme; all other comments are withheld.",
    ),
)

OURS = (
    own("listing", "Listing kind", "What the line stands for.", values=LISTINGS),
    own(
        "available",
        "Credits available",
        f"Credits not reserved for a dealing. {NOT_FOR_THE_PAST}",
        type=WHOLE,
        unit="credits",
    ),
    own(
        "on_offer",
        "Credits on offer",
        "Credits in standing offers that anybody may accept.",
        type=WHOLE,
        unit="credits",
    ),
    own(
        "lowest_price",
        "Lowest price asked",
        "Lowest price of a standing offer, or the price of an expression of interest, per credit, exact.",
        type=DECIMAL,
        unit="A$ per credit ex GST",
    ),
    own(
        "holder",
        "Holder (public name)",
        "Name of the recorded holder where it has agreed to be named or is a public body.",
        typed=True,
    ),
    own("parent_lot", "Parent lot", "Lot that this one was minted from; empty: issued as it is.", typed=True),
    own("reference", "Reference", "Public id of an expression of interest, for enquiries."),
)
COLUMNS = (*OFFICIAL, *OURS)
