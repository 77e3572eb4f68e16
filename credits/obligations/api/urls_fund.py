"""Addresses of quotes of the fund, measures, the ancillary lists and the duties of the Trust over the API."""

from django.urls import path

from credits.obligations.api import ancillary, measures, quotes

QUOTE = "fund-quotes/<uuid:quote_id>/"
MEASURE = "measures/<uuid:measure_id>/"
LISTS = "ancillary-lists/"

urlpatterns = [
    path("fund-quotes/", quotes.QuoteList.as_view(), name="api-quotes"),
    path(QUOTE, quotes.QuoteDetail.as_view(), name="api-quote"),
    *(path(f"{QUOTE}{end}/", view.as_view(), name=f"api-quote-{end}") for end, view in quotes.STEPS.items()),
    path("obligations/lines/<uuid:line_id>/ways/", measures.LineWays.as_view(), name="api-line-ways"),
    path("measures/", measures.MeasureList.as_view(), name="api-measures"),
    path(MEASURE, measures.MeasureDetail.as_view(), name="api-measure"),
    *(
        path(f"{MEASURE}{end}/", view.as_view(), name=f"api-measure-{end}")
        for end, view in measures.STEPS.items()
    ),
    path(LISTS, ancillary.AncillaryLists.as_view(), name="api-ancillary-lists"),
    path(f"{LISTS}actions/", ancillary.ListedActions.as_view(), name="api-listed-actions"),
    path(
        f"{LISTS}actions/<uuid:action_id>/remove/",
        ancillary.ListedActionOff.as_view(),
        name="api-listed-action-remove",
    ),
    path(f"{LISTS}entities/", ancillary.ExcludedEntities.as_view(), name="api-excluded-entities"),
    path(
        f"{LISTS}entities/<uuid:entity_id>/remove/",
        ancillary.ExcludedEntityOff.as_view(),
        name="api-excluded-entity-remove",
    ),
    path("trust-duties/", ancillary.TrustDuties.as_view(), name="api-trust-duties"),
    path("trust-duties/steps/", ancillary.TrustYear.as_view(), name="api-trust-year"),
]
