"""The sections whose pages are made here, by section code and by what the address asks for.

The section views (`assessments.web.sections`) own the addresses and hand over to these. Each view takes the request
and what its address holds: `revision_id` for `section-page` and `section-row-add`, and `row_id` as well for
`section-row-edit` and `section-row-remove`, all by keyword.
"""

from collections.abc import Callable, Mapping

from django.http import HttpResponse

from assessments.web.vegetation import management_zones, plot_species, plots, zones

View = Callable[..., HttpResponse]

SPECIAL_PAGES: Mapping[str, View] = {
    "zones": zones.section,
    "plots": plots.section,
    "management_zones": management_zones.section,
    "future_values": management_zones.section,
}
"""`section-page`: view(request, revision_id=...)."""

SPECIAL_ADD: Mapping[str, View] = {
    "zones": zones.add,
    "plots": plots.add,
    "plot_species": plots.to_lists,
    "management_zones": management_zones.add,
}
"""`section-row-add`: view(request, revision_id=...). Future values are set per management zone, as a grid."""

SPECIAL_EDIT: Mapping[str, View] = {
    "zones": zones.edit,
    "plots": plots.edit,
    "plot_species": plot_species.to_list,
    "management_zones": management_zones.edit,
}
"""`section-row-edit`: view(request, revision_id=..., row_id=...)."""

SPECIAL_REMOVE: Mapping[str, View] = {
    "zones": zones.remove,
    "plots": plots.remove,
    "plot_species": plot_species.to_list,
    "management_zones": management_zones.remove,
}
"""`section-row-remove`: view(request, revision_id=..., row_id=...)."""
