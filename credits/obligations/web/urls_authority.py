"""Addresses of the review, the decision, and of what a delegate records about an obligation."""

from django.urls import path

from credits.obligations.web import changing, condition_pages, deciding, reviewing

ONE = "applications/<uuid:application_id>/"
LINE = f"{ONE}lines/<uuid:line_id>/"
CONDITION = f"{ONE}conditions/<uuid:condition_id>/"
OBLIGATION = "obligations/<uuid:obligation_id>/"

urlpatterns = [
    path("applications/", reviewing.application_list, name="application-list"),
    path(ONE, reviewing.application_page, name="application-page"),
    path(f"{ONE}begin/", reviewing.begin, name="application-begin"),
    path(f"{ONE}lines/new/", reviewing.line_new, name="application-line-new"),
    path(LINE, reviewing.line_set, name="application-line"),
    path(f"{ONE}texts/", reviewing.texts, name="application-texts"),
    path(f"{ONE}findings/new/", reviewing.finding_new, name="application-finding-new"),
    path(f"{ONE}concurrences/new/", reviewing.concurrence_new, name="application-concurrence-new"),
    path(f"{ONE}recommend/", reviewing.recommend, name="application-recommend"),
    path(f"{ONE}return/", reviewing.give_back, name="application-return"),
    path(f"{ONE}approve/", deciding.approve, name="application-approve"),
    path(f"{ONE}refuse/", deciding.refuse, name="application-refuse"),
    path(f"{ONE}conditions/new/", condition_pages.condition_new, name="application-condition-new"),
    path(CONDITION, condition_pages.condition_change, name="application-condition"),
    path(f"{CONDITION}remove/", condition_pages.condition_remove, name="application-condition-remove"),
    path(f"{CONDITION}evidence/", condition_pages.condition_show, name="application-condition-evidence"),
    path(f"{CONDITION}met/", condition_pages.condition_meet, name="application-condition-met"),
    path(f"{OBLIGATION}lapse/", changing.lapse, name="obligation-lapse"),
    path(f"{OBLIGATION}change-holder/", changing.change_holder, name="obligation-change-holder"),
    path("obligations/orders/new/", changing.order_new, name="order-new"),
]
