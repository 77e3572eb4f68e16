"""Addresses of the pages of lots, offers and dealings, of the registrar's desk and the audit view."""

from django.urls import path

from credits.lots.web import (
    accepting,
    applying,
    counterparties,
    dealings,
    deposits,
    desk,
    history,
    holdings,
    lots,
    offers,
    pledges,
    registration,
    suspending,
    waiting,
)

LOT = "credits/lots/<str:number>/"
OFFER = "credits/offers/<uuid:offer_id>/"
COUNTERPARTIES = "credits/counterparties/<uuid:organisation_id>/"
AGREEMENT = "agreements/<uuid:agreement_id>/"

urlpatterns = [
    path("fund/settlements/", deposits.settlement_list, name="settlement-list"),
    path("fund/settlements/<slug:kind>/<uuid:dealing_id>/record/", deposits.record, name="settlement-record"),
    path("fund/settlements/<uuid:settlement_id>/clear/", deposits.clear, name="settlement-clear"),
    path("fund/settlements/<uuid:settlement_id>/give-back/", deposits.give_back, name="settlement-cancel"),
    path(f"{LOT}deposit-paid-elsewhere/", deposits.outside, name="lot-deposit-outside"),
    path("waiting/", waiting.waiting_page, name="waiting-page"),
    path("credits/holdings/", holdings.holding_list, name="holding-list"),
    path(LOT, lots.lot_page, name="lot-page"),
    path(f"{LOT}family/", lots.lot_family, name="lot-family"),
    path(f"{LOT}history/", history.lot_history, name="lot-history"),
    path(f"{LOT}offer/", offers.make_offer, name="lot-offer"),
    path(f"{LOT}retire/", applying.retire, name="lot-retire"),
    path(f"{LOT}request-cancellation/", applying.request_cancellation, name="lot-request-cancellation"),
    path(f"{LOT}cancel/", applying.propose_cancellation, name="lot-cancel"),
    path(f"{LOT}correct/", applying.propose_correction, name="lot-correct"),
    path(f"{LOT}issue-further/", applying.issue_further, name="lot-issue-further"),
    path(f"{LOT}suspend/", suspending.suspend, name="lot-suspend"),
    path(f"{LOT}extend/", suspending.extend, name="lot-extend"),
    path(f"{LOT}lift/", suspending.lift, name="lot-lift"),
    path("credits/offers/", offers.offer_list, name="offer-list"),
    path(OFFER, offers.offer_page, name="offer-page"),
    path(f"{OFFER}accept/", accepting.accept_offer, name="offer-accept"),
    path(f"{OFFER}withdraw/", accepting.withdraw_offer, name="offer-withdraw"),
    path(f"{LOT}pledge/", pledges.make_pledge, name="lot-pledge"),
    path("credits/pledges/", pledges.pledge_list, name="pledge-list"),
    path("credits/pledges/<uuid:pledge_id>/", pledges.pledge_page, name="pledge-page"),
    path("credits/pledges/<uuid:pledge_id>/<slug:action>/", pledges.pledge_step, name="pledge-step"),
    path(COUNTERPARTIES, counterparties.counterparty_list, name="counterparty-list"),
    path(f"{COUNTERPARTIES}add/", counterparties.add_counterparty, name="counterparty-add"),
    path(f"{COUNTERPARTIES}rule/", counterparties.change_rule, name="counterparty-rule"),
    path(
        f"{COUNTERPARTIES}<uuid:counterparty_id>/remove/",
        counterparties.remove_counterparty,
        name="counterparty-remove",
    ),
    path("credits/dealings/", dealings.dealing_list, name="dealing-list"),
    *(
        path(
            f"credits/{kind}s/<uuid:dealing_id>/",
            dealings.dealing_page,
            {"kind": kind},
            name=f"{kind}-page",
        )
        for kind in dealings.KINDS
    ),
    *(
        path(
            f"credits/{kind}s/<uuid:dealing_id>/<slug:action>/",
            dealings.dealing_step,
            {"kind": kind},
            name=f"{kind}-step",
        )
        for kind in dealings.KINDS
    ),
    path("credits/desk/", desk.registrar_desk, name="registrar-desk"),
    path(f"{AGREEMENT}register/", registration.register, name="agreement-register"),
    path(f"{AGREEMENT}activate/", registration.activate, name="agreement-activate"),
    path("audit/", history.audit_list, name="audit-list"),
    path("audit/<slug:kind>/<str:key>/<int:sequence>/", history.audit_event, name="audit-event"),
]
