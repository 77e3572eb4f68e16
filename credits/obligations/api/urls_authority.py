"""Addresses of the review, the decision, and of what a delegate records about an obligation, over the API."""

from django.urls import path

from credits.obligations.api import reviewing

ONE = "applications/<uuid:application_id>/"
CONDITION = f"{ONE}conditions/<uuid:condition_id>/"

STEPS = {
    "begin": reviewing.Begin,
    "lines": reviewing.Lines,
    "texts": reviewing.Texts,
    "conditions": reviewing.Conditions,
    "findings": reviewing.Findings,
    "concurrences": reviewing.Concurrences,
    "recommend": reviewing.Recommend,
    "return": reviewing.Return,
    "approve": reviewing.Approve,
    "refuse": reviewing.Refuse,
}
"""By the end of the address."""

urlpatterns = [
    path("applications/", reviewing.ApplicationList.as_view(), name="api-applications"),
    path(ONE, reviewing.ApplicationDetail.as_view(), name="api-application"),
    *(path(f"{ONE}{end}/", view.as_view(), name=f"api-application-{end}") for end, view in STEPS.items()),
    path(f"{ONE}lines/<uuid:line_id>/", reviewing.Line.as_view(), name="api-application-line"),
    path(CONDITION, reviewing.ConditionDetail.as_view(), name="api-application-condition"),
    path(
        f"{CONDITION}evidence/",
        reviewing.ConditionEvidence.as_view(),
        name="api-application-condition-evidence",
    ),
    path(f"{CONDITION}met/", reviewing.ConditionMet.as_view(), name="api-application-condition-met"),
    path("obligations/<uuid:obligation_id>/lapse/", reviewing.Lapse.as_view(), name="api-obligation-lapse"),
    path(
        "obligations/<uuid:obligation_id>/change-holder/",
        reviewing.ChangeHolder.as_view(),
        name="api-obligation-change-holder",
    ),
    path("obligations/orders/", reviewing.Orders.as_view(), name="api-orders"),
]
