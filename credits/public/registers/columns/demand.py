"""The columns of the demand register. The official one has been empty whenever anybody looked, so all but its first
heading are ours, in the words of the supply register. Pure: no Django."""

from credits.public.registers.columns.column import DAY, DECIMAL, WHOLE, Column, own
from credits.public.registers.columns.supply import HOLLOWS

OPEN = "Wanted"
COLUMNS = (
    Column("credit_status", "Credit status", "Only open wants are here.", values=(OPEN,)),
    own("demand_id", "Demand ID", "Number of the want."),
    own(
        "buyer",
        "Buyer (public name)",
        "Name where it has agreed to be named or is a public body.",
        typed=True,
    ),
    own("credits", "Number of credits", "Credits wanted.", type=WHOLE, unit="credits"),
    own("kind", "Ecosystem or Species", "Kind of credit.", values=("Ecosystem", "Species")),
    own("offset_trading_group", "Offset Trading Group", "Group wanted; empty: any.", typed=True),
    own(
        "community_name", "Threatened Ecological Community (NSW)", "Community wanted; empty: any.", typed=True
    ),
    own("pct_id", "PCT ID", "Plant community type wanted; empty: any.", type=WHOLE),
    own("pct_name", "Plant Community Type Common Name", "Its name.", typed=True),
    own("hollow_bearing_trees", "Hollow Bearing Trees", "As wanted; empty: open.", values=HOLLOWS),
    own("scientific_name", "Species Scientific Name", "Species wanted.", typed=True),
    own("common_name", "Species Common Name", "Its common name.", typed=True),
    own("subregions", "IBRA Subregions", "Where from, parted by semicolons; empty: anywhere.", typed=True),
    own(
        "price",
        "Price offered",
        "Per credit, exact; empty: to be agreed.",
        type=DECIMAL,
        unit="A$ per credit ex GST",
    ),
    own("needed_by", "Needed by", "Day by which the credits are needed.", type=DAY),
    own("listed_on", "Listed Date", "Day since which the want is listed.", type=DAY),
    own("expires_on", "Public Register Expiry Date", "Last day, unless renewed.", type=DAY),
    own("reference", "Reference", "Public id of the want, for enquiries."),
)
