"""The vegetation zones report: integrity of every zone now and in future, attribute by attribute (method 6)."""

from assessments.reports import zone_tables
from assessments.reports.closing import closing
from assessments.reports.content import VEGETATION_ZONES, Block, Part, ReportContent
from assessments.reports.opening import assembled
from assessments.reports.plot_tables import plots
from assessments.reports.source import ReportSource
from assessments.reports.zone_details import zone_details

CONTENTS_FROM = 4


def vegetation_zones(source: ReportSource) -> ReportContent:
    """The whole report. A list of contents is given where there are many zones."""
    details: list[Block] = [block for zone in source.outcome.zones for block in zone_details(source, zone)]
    many = len(source.outcome.zones) >= CONTENTS_FROM
    chart = (zone_tables.now_and_future(source),)
    parts = [
        Part("Vegetation integrity at a glance", chart, "chart", new_page=many),
        Part("Vegetation zones", zone_tables.current(source), "zones", wide=True),
        Part("Future vegetation integrity", zone_tables.future(source), "future", wide=True),
        Part("Zone by zone", details, "zone-details"),
        Part("Plot data", plots(source), "plots", wide=True),
        *closing(source, credits=False),
    ]
    return assembled(source, kind=VEGETATION_ZONES, parts=parts, contents=many)
