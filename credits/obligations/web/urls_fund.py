"""Addresses of quotes of the fund, measures, the ancillary lists, and the duties of the Trust."""

from django.urls import path

from credits.obligations.web import ancillary, measures, quotes, trust_duties

QUOTE = "fund-quotes/<uuid:quote_id>/"
MEASURE = "measures/<uuid:measure_id>/"
LISTS = "ancillary-lists/"

urlpatterns = [
    path("obligations/<uuid:obligation_id>/fund-quote/", quotes.quote_new, name="obligation-quote"),
    path("fund-quotes/", quotes.quote_list, name="quote-list"),
    path(QUOTE, quotes.quote_page, name="quote-page"),
    *(
        path(f"{QUOTE}{action}/", quotes.step, {"action": action}, name=f"quote-{action}")
        for action in quotes.STEPS
    ),
    path("lines/<uuid:line_id>/measure/", measures.measure_new, name="line-measure"),
    path("measures/", measures.measure_list, name="measure-list"),
    path(MEASURE, measures.measure_page, name="measure-page"),
    *(
        path(f"{MEASURE}{action}/", measures.step, {"action": action}, name=f"measure-{action}")
        for action in measures.STEPS
    ),
    path(LISTS, ancillary.ancillary_lists_page, name="ancillary-lists"),
    path(f"{LISTS}actions/new/", ancillary.action_new, name="listed-action-new"),
    path(f"{LISTS}actions/<uuid:action_id>/remove/", ancillary.action_remove, name="listed-action-remove"),
    path(f"{LISTS}entities/new/", ancillary.entity_new, name="excluded-entity-new"),
    path(f"{LISTS}entities/<uuid:entity_id>/remove/", ancillary.entity_remove, name="excluded-entity-remove"),
    path("trust-duties/", trust_duties.duties_page, name="trust-duties"),
    path("trust-duties/duties.csv", trust_duties.duties_file, name="trust-duties-file"),
    path("trust-duties/steps.csv", trust_duties.steps_file, name="trust-steps-file"),
]
