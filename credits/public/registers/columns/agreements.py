"""The columns of the agreements register; all headings are ours. Pure: no Django."""

from credits.public.registers.columns.column import DAY, DECIMAL, WHOLE, own

STEWARDSHIP, BIOBANKING = "Biodiversity stewardship agreement", "BioBanking agreement"
NOT_HELD = "As published elsewhere"
STATUSES = {
    "passive": "In force, before full management",
    "active": "In force, full management",
    "review": "In force, under review",
    "maintenance": "In force, maintenance",
    "suspended": "Suspended",
    "terminated": "Terminated",
}
COLUMNS = (
    own("number", "Agreement", "Number given by the registrar, or as published.", typed=True),
    own("kind", "Kind", "Under which law it was made.", values=(STEWARDSHIP, BIOBANKING)),
    own(
        "status",
        "Status",
        "Of a published agreement that is not held here, nothing more is known. A review has no dates, so on a past "
        "day it reads as full management.",
        values=(*STATUSES.values(), NOT_HELD),
    ),
    own("site_area_ha", "Site Area (HA)", "Area of the site, four decimals.", type=DECIMAL, unit="hectares"),
    own("local_government_area", "LGA", "Local government area of the site.", typed=True),
    own("subregion", "IBRA Subregion", "First subregion of its credits in the alphabet.", typed=True),
    own("registered_on", "Registered", "Day of registration.", type=DAY),
    own(
        "lots", "Lots", "Lots of credits that came from it, retired and cancelled ones included.", type=WHOLE
    ),
    own("issued", "Credits issued", "Held, retired and cancelled together.", type=WHOLE, unit="credits"),
    own("held", "Credits held", "In force, whoever holds them.", type=WHOLE, unit="credits"),
    own("retired", "Credits retired", "Retired.", type=WHOLE, unit="credits"),
    own("cancelled", "Credits cancelled", "Cancelled.", type=WHOLE, unit="credits"),
)
