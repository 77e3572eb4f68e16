"""Routes of the credits' API."""

from django.urls import path

from credits.lots.api import cancellations, dealings, deposits, desk, lots, offers, pledges, suspensions

LOT = "credits/lots/<str:number>/"
OFFER = "credits/offers/<uuid:offer_id>/"
PLEDGE = "credits/pledges/<uuid:pledge_id>/"
DEALING = "<uuid:dealing_id>/"
AGREEMENT = "credits/agreements/<uuid:agreement_id>/"
SETTLEMENT = "fund/settlements/<uuid:settlement_id>/"
SUSPENSION = "credits/suspensions/<uuid:suspension_id>/"

urlpatterns = [
    path("fund/settlements/", deposits.Settlements.as_view(), name="api-settlements"),
    path(
        "fund/settlements/<slug:kind>/<uuid:dealing_id>/record/",
        deposits.SettlementRecord.as_view(),
        name="api-settlement-record",
    ),
    path(f"{SETTLEMENT}clear/", deposits.SettlementClear.as_view(), name="api-settlement-clear"),
    path(f"{SETTLEMENT}cancel/", deposits.SettlementCancel.as_view(), name="api-settlement-cancel"),
    path(f"{LOT}deposit-paid-elsewhere/", deposits.OutsideDeposits.as_view(), name="api-lot-deposit-outside"),
    path("credits/holdings/", lots.Holdings.as_view(), name="credits-api-holdings"),
    path("credits/lots/", lots.LotList.as_view(), name="credits-api-lots"),
    path(LOT, lots.LotDetail.as_view(), name="credits-api-lot"),
    path(f"{LOT}family/", lots.LotFamily.as_view(), name="credits-api-lot-family"),
    path(f"{LOT}movements/", lots.LotMovements.as_view(), name="credits-api-lot-movements"),
    path(f"{LOT}issue-further/", lots.LotIssueFurther.as_view(), name="credits-api-lot-issue-further"),
    path(f"{LOT}balance/", lots.LotBalance.as_view(), name="credits-api-lot-balance"),
    path("credits/offers/", offers.OfferList.as_view(), name="credits-api-offers"),
    path(OFFER, offers.OfferDetail.as_view(), name="credits-api-offer"),
    path(f"{OFFER}accept/", offers.OfferAccept.as_view(), name="credits-api-offer-accept"),
    path(f"{OFFER}withdraw/", offers.OfferWithdraw.as_view(), name="credits-api-offer-withdraw"),
    path("credits/pledges/", pledges.PledgeList.as_view(), name="credits-api-pledges"),
    path(PLEDGE, pledges.PledgeDetail.as_view(), name="credits-api-pledge"),
    path(f"{PLEDGE}accept/", pledges.PledgeAccept.as_view(), name="credits-api-pledge-accept"),
    path(f"{PLEDGE}<slug:action>/", pledges.PledgeEnd.as_view(), name="credits-api-pledge-end"),
    path(
        "credits/counterparties/<uuid:organisation_id>/",
        pledges.Counterparties.as_view(),
        name="credits-api-counterparties",
    ),
    path("credits/transfers/", dealings.Transfers.as_view(), name="credits-api-transfers"),
    path(f"credits/transfers/{DEALING}", dealings.TransferDetail.as_view(), name="credits-api-transfer"),
    path(
        f"credits/transfers/{DEALING}steps/",
        dealings.TransferSteps.as_view(),
        name="credits-api-transfer-steps",
    ),
    path(
        f"credits/transfers/{DEALING}actions/<slug:action>/",
        dealings.TransferAction.as_view(),
        name="credits-api-transfer-action",
    ),
    path("credits/retirements/", dealings.Retirements.as_view(), name="credits-api-retirements"),
    path(
        f"credits/retirements/{DEALING}", dealings.RetirementDetail.as_view(), name="credits-api-retirement"
    ),
    path(
        f"credits/retirements/{DEALING}steps/",
        dealings.RetirementSteps.as_view(),
        name="credits-api-retirement-steps",
    ),
    path(
        f"credits/retirements/{DEALING}actions/<slug:action>/",
        dealings.RetirementAction.as_view(),
        name="credits-api-retirement-action",
    ),
    path("credits/cancellations/", cancellations.Cancellations.as_view(), name="credits-api-cancellations"),
    path(
        "credits/cancellation-requests/",
        cancellations.CancellationRequests.as_view(),
        name="credits-api-cancellation-requests",
    ),
    path(
        f"credits/cancellations/{DEALING}",
        cancellations.CancellationDetail.as_view(),
        name="credits-api-cancellation",
    ),
    path(
        f"credits/cancellations/{DEALING}actions/<slug:action>/",
        cancellations.CancellationAction.as_view(),
        name="credits-api-cancellation-action",
    ),
    path("credits/corrections/", dealings.Corrections.as_view(), name="credits-api-corrections"),
    path(
        f"credits/corrections/{DEALING}", dealings.CorrectionDetail.as_view(), name="credits-api-correction"
    ),
    path(
        f"credits/corrections/{DEALING}actions/<slug:action>/",
        dealings.CorrectionAction.as_view(),
        name="credits-api-correction-action",
    ),
    path("credits/suspensions/", suspensions.Suspensions.as_view(), name="credits-api-suspensions"),
    path(
        f"{SUSPENSION}extend/", suspensions.SuspensionExtend.as_view(), name="credits-api-suspension-extend"
    ),
    path(f"{SUSPENSION}lift/", suspensions.SuspensionLift.as_view(), name="credits-api-suspension-lift"),
    path(f"{AGREEMENT}register/", desk.AgreementRegister.as_view(), name="credits-api-agreement-register"),
    path(f"{AGREEMENT}activate/", desk.AgreementActivate.as_view(), name="credits-api-agreement-activate"),
    path("credits/work/", desk.OpenWork.as_view(), name="credits-api-work"),
    path("audit/events/", desk.AuditEvents.as_view(), name="credits-api-audit-events"),
    path(
        "audit/events/<slug:kind>/<str:key>/<int:sequence>/",
        desk.AuditEventDetail.as_view(),
        name="credits-api-audit-event",
    ),
]
