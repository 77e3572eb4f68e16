"""Routes of the agreements' API."""

from django.urls import path

from registry.agreements.api import agreements, assessing, changes, plan, steps

ONE = "agreements/<uuid:agreement_id>/"
CHANGE = f"{ONE}changes/<uuid:change_id>/"
OWNER_CHANGE = f"{ONE}owner-changes/<uuid:change_id>/"

STEPS = {
    "terms/propose": steps.ProposeTerms,
    "terms/agree": steps.AgreeTerms,
    "terms/reopen": steps.ReopenTerms,
    "sign-holder": steps.SignHolder,
    "sign-trust": steps.SignTrust,
    "prepare-registration": steps.PrepareRegistration,
    "begin-review": steps.BeginReview,
    "maintain": steps.Maintain,
    "suspend": steps.Suspend,
    "lift-suspension": steps.LiftSuspension,
    "refuse": steps.Refuse,
    "withdraw": steps.Withdraw,
}
"""By the end of the address."""

urlpatterns = [
    path("agreements/", agreements.AgreementList.as_view(), name="api-agreements"),
    path("agreements/criteria/", agreements.Criteria.as_view(), name="api-agreement-criteria"),
    path("agreements/biobanking/", agreements.Biobanking.as_view(), name="api-agreement-biobanking"),
    path(ONE, agreements.AgreementDetail.as_view(), name="api-agreement"),
    path(f"{ONE}intention/", agreements.Intention.as_view(), name="api-agreement-intention"),
    path(f"{ONE}apply/", agreements.Application.as_view(), name="api-agreement-apply"),
    path(f"{ONE}boundary/", agreements.Boundary.as_view(), name="api-agreement-boundary"),
    path(f"{ONE}history/", agreements.History.as_view(), name="api-agreement-history"),
    path(f"{ONE}eligibility/", assessing.Eligibility.as_view(), name="api-agreement-eligibility"),
    path(f"{ONE}interests/", assessing.Interests.as_view(), name="api-agreement-interests"),
    path(
        f"{ONE}interests/<uuid:interest_id>/answer/",
        assessing.InterestAnswer.as_view(),
        name="api-agreement-interest-answer",
    ),
    path(f"{ONE}activities/", assessing.Activities.as_view(), name="api-agreement-activities"),
    path(f"{ONE}plans/", plan.Plans.as_view(), name="api-agreement-plans"),
    path(f"{ONE}plan/costs/", plan.PlanCosts.as_view(), name="api-agreement-costs"),
    path(f"{ONE}plan/actions/", plan.PlanActions.as_view(), name="api-agreement-actions"),
    path(
        f"{ONE}plan/actions/<uuid:action_id>/", plan.PlanActionDetail.as_view(), name="api-agreement-action"
    ),
    path(f"{ONE}terms/", steps.Terms.as_view(), name="api-agreement-terms"),
    path(f"{ONE}signatures/", steps.Signatures.as_view(), name="api-agreement-signatures"),
    path(f"{ONE}suspensions/", steps.Suspensions.as_view(), name="api-agreement-suspensions"),
    *(
        path(f"{ONE}{end}/", view.as_view(), name=f"api-agreement-{end.replace('/', '-')}")
        for end, view in STEPS.items()
    ),
    path(f"{ONE}changes/", changes.Changes.as_view(), name="api-agreement-changes"),
    path(f"{CHANGE}agree/", changes.AgreeChange.as_view(), name="api-agreement-change-agree"),
    path(f"{CHANGE}approve/", changes.ApproveChange.as_view(), name="api-agreement-change-approve"),
    path(f"{CHANGE}withdraw/", changes.WithdrawChange.as_view(), name="api-agreement-change-withdraw"),
    path(f"{ONE}owners/", changes.Owners.as_view(), name="api-agreement-owners"),
    path(f"{ONE}owner-changes/", changes.OwnerChanges.as_view(), name="api-agreement-owner-changes"),
    path(
        f"{OWNER_CHANGE}accept/",
        changes.AcceptOwnerChange.as_view(),
        name="api-agreement-owner-change-accept",
    ),
    path(
        f"{OWNER_CHANGE}record/",
        changes.RecordOwnerChange.as_view(),
        name="api-agreement-owner-change-record",
    ),
    path(
        f"{OWNER_CHANGE}withdraw/",
        changes.WithdrawOwnerChange.as_view(),
        name="api-agreement-owner-change-withdraw",
    ),
]
