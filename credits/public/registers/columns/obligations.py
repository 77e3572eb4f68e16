"""The columns of the obligations register; all headings are ours. Pure: no Django."""

from credits.public.registers.columns.column import DAY, WHOLE, own
from credits.public.registers.columns.supply import HOLLOWS

STATUSES = {"owed": "Owed", "discharged": "Discharged", "lapsed": "Lapsed", "superseded": "Replaced"}
SOURCES = {
    "consent": "Consent decided in this registry",
    "loaded": "Consent decided before, loaded",
    "certification": "Biodiversity certification",
    "planning_agreement": "Planning agreement",
    "order": "Order of the Minister or a court",
    "fund": "Taken over by the Trust on payment to the fund",
}
COLUMNS = (
    own("obligation", "Obligation", "Number of the obligation; one has several lines."),
    own("line", "Line", "Number of the line.", type=WHOLE),
    own(
        "status",
        "Status",
        "Owed while anything of the line is not discharged. Replaced: by a line of a modification of the consent.",
        values=tuple(STATUSES.values()),
    ),
    own("source", "Source", "What imposed it.", values=tuple(SOURCES.values())),
    own("authority", "Authority (public name)", "Who imposed it and sees it discharged.", typed=True),
    own(
        "holder",
        "Owed by (public name)",
        "Who owes it now, named where it has agreed to be named or is a public body.",
        typed=True,
    ),
    own("reference", "Reference", "Number of the consent, order or statement.", typed=True),
    own("local_government_area", "LGA", "Local government area of the development.", typed=True),
    own("imposed_on", "Imposed", "Day of the consent, order or statement.", type=DAY),
    own("due_on", "Due", "Where an order or a condition names a day.", type=DAY),
    own("stage", "Stage", "Stage of the development it comes before; empty: any work.", type=WHOLE),
    own("stage_commenced_on", "Stage commenced", "Day on which that stage began.", type=DAY),
    own("kind", "Ecosystem or Species", "Kind of credit.", values=("Ecosystem", "Species")),
    own("offset_trading_group", "Offset Trading Group", "Group of the impact.", typed=True),
    own("community_name", "Threatened Ecological Community (NSW)", "Community of the impact.", typed=True),
    own("pct_id", "PCT ID", "Plant community type of the impact.", type=WHOLE),
    own("pct_name", "Plant Community Type Common Name", "Its name.", typed=True),
    own("hollow_bearing_trees", "Hollow Bearing Trees", "As impacted; empty: not stated.", values=HOLLOWS),
    own("scientific_name", "Species Scientific Name", "Species of the impact.", typed=True),
    own("common_name", "Species Common Name", "Its common name.", typed=True),
    own("subregion", "IBRA Subregion", "Subregion of the impact.", typed=True),
    own("region", "IBRA Region", "Its region.", typed=True),
    own("required", "Credits required", "Of this line.", type=WHOLE, unit="credits"),
    own(
        "discharged",
        "Credits discharged",
        "By retirement, payment to the fund or another permitted way (BC Reg cl 6.2).",
        type=WHOLE,
        unit="credits",
    ),
    own(
        "owed",
        "Credits still owed",
        "Required less discharged; nothing of a line that lapsed or was replaced.",
        type=WHOLE,
        unit="credits",
    ),
    own("discharged_on", "Obligation discharged", "Day on which nothing of it was left.", type=DAY),
    own("lapsed_on", "Lapsed", "Day on which the consent lapsed.", type=DAY),
)
