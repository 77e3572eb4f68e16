"""Routes of the assessments' API."""

from django.urls import path

from assessments.api import (
    attachments,
    boundary,
    calculations,
    calculators,
    cases,
    comments,
    delegates,
    documents,
    fact_codes,
    future_values,
    plot_imports,
    plot_species,
    revisions,
    sections,
    what_if,
    zone_outlines,
)

REVISION = "revisions/<uuid:revision_id>/"
IMPORT = "plot-imports/<uuid:import_id>/"

urlpatterns = [
    path("organisations/", cases.Organisations.as_view(), name="api-organisations"),
    path("cases/", cases.CaseList.as_view(), name="api-cases"),
    path("cases/<uuid:case_id>/", cases.CaseDetail.as_view(), name="api-case"),
    path("cases/<uuid:case_id>/parties/", cases.CaseParties.as_view(), name="api-case-parties"),
    path("assessments/", cases.AssessmentList.as_view(), name="api-assessments"),
    path("assessments/<uuid:assessment_id>/", cases.AssessmentDetail.as_view(), name="api-assessment"),
    path("assessments/<uuid:assessment_id>/delegates/", delegates.Delegates.as_view(), name="api-delegates"),
    path(
        "assessments/<uuid:assessment_id>/delegates/<uuid:delegate_id>/",
        delegates.DelegateDetail.as_view(),
        name="api-delegate",
    ),
    path("reviews/", revisions.Reviews.as_view(), name="api-reviews"),
    path(REVISION, revisions.RevisionDetail.as_view(), name="api-revision"),
    path(f"{REVISION}actions/finalise/", revisions.Finalise.as_view(), name="api-revision-finalise"),
    path(f"{REVISION}actions/submit/", revisions.Submit.as_view(), name="api-revision-submit"),
    path(f"{REVISION}actions/accept/", revisions.Accept.as_view(), name="api-revision-accept"),
    path(f"{REVISION}actions/return/", revisions.Return.as_view(), name="api-revision-return"),
    path(f"{REVISION}actions/reopen/", revisions.Reopen.as_view(), name="api-revision-reopen"),
    path(f"{REVISION}actions/amend/", revisions.Amend.as_view(), name="api-revision-amend"),
    path(f"{REVISION}compare/<uuid:other_id>/", revisions.Compare.as_view(), name="api-revision-compare"),
    path(f"{REVISION}actions/copy/", what_if.CopyCase.as_view(), name="api-case-copy"),
    path(f"{REVISION}what-if/", what_if.WhatIf.as_view(), name="api-what-if"),
    path(f"{REVISION}what-if/save/", what_if.WhatIfSaving.as_view(), name="api-what-if-save"),
    path(
        f"{REVISION}zones/<uuid:zone_id>/sensitivity/",
        what_if.Sensitivity.as_view(),
        name="api-zone-sensitivity",
    ),
    path(f"{REVISION}comments/", comments.Comments.as_view(), name="api-comments"),
    path(
        f"{REVISION}comments/<uuid:comment_id>/resolve/",
        comments.CommentResolve.as_view(),
        name="api-comment-resolve",
    ),
    path(f"{REVISION}history/", revisions.History.as_view(), name="api-revision-history"),
    *sections.section_routes(),
    path(
        f"{REVISION}sections/species_habitat/<uuid:row_id>/polygon/",
        boundary.SpeciesPolygon.as_view(),
        name="api-species-polygon",
    ),
    path(f"{REVISION}attachments/", attachments.Attachments.as_view(), name="api-attachments"),
    path(
        f"{REVISION}attachments/<uuid:row_id>/",
        attachments.AttachmentDetail.as_view(),
        name="api-attachment",
    ),
    path(
        f"{REVISION}attachments/<uuid:row_id>/file/",
        attachments.AttachmentFile.as_view(),
        name="api-attachment-file",
    ),
    path(f"{REVISION}zone-outlines/", zone_outlines.ZoneOutlines.as_view(), name="api-zone_outlines"),
    path(
        f"{REVISION}zone-outlines/<uuid:zone_id>/",
        zone_outlines.ZoneOutlineDetail.as_view(),
        name="api-zone-outline",
    ),
    path(f"{REVISION}boundary/", boundary.Boundary.as_view(), name="api-boundary"),
    path(
        f"{REVISION}management-zones/<uuid:management_zone_id>/future-values/",
        future_values.FutureValues.as_view(),
        name="api-future-values",
    ),
    path(f"{REVISION}plot-imports/", plot_imports.PlotImports.as_view(), name="api-plot-imports"),
    path(IMPORT, plot_imports.PlotImportDetail.as_view(), name="api-plot-import"),
    path(f"{IMPORT}commit/", plot_imports.PlotImportCommit.as_view(), name="api-plot-import-commit"),
    path(f"{IMPORT}discard/", plot_imports.PlotImportDiscard.as_view(), name="api-plot-import-discard"),
    *plot_species.routes(REVISION),
    path(f"{REVISION}calculations/", calculations.Calculations.as_view(), name="api-calculations"),
    path(
        "calculations/<uuid:calculation_id>/",
        calculations.CalculationDetail.as_view(),
        name="api-calculation",
    ),
    path(
        "calculations/<uuid:calculation_id>/credit-lines/",
        calculations.CreditLines.as_view(),
        name="api-credit-lines",
    ),
    path(f"{REVISION}documents/", documents.Documents.as_view(), name="api-documents"),
    path("documents/<uuid:document_id>/file/", documents.DocumentFile.as_view(), name="api-document-file"),
    path("fact-codes/", fact_codes.FactCodes.as_view(), name="api-fact-codes"),
    path(
        "calculators/vegetation-integrity/",
        calculators.IntegrityCalculator.as_view(),
        name="api-calculate-vegetation-integrity",
    ),
    path("calculators/assessment/", calculators.CaseCalculator.as_view(), name="api-calculate-assessment"),
    path("calculators/credits/", calculators.CreditCalculator.as_view(), name="api-calculate-credits"),
]
