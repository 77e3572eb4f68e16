from django.urls import path

from assessments.web.cases import comments, delegates, history, lifecycle, revision, views

urlpatterns = [
    path("cases/", views.case_list, name="case-list"),
    path("cases/new/", views.case_new, name="case-new"),
    path("cases/<uuid:case_id>/", views.case_page, name="case-page"),
    path("cases/<uuid:case_id>/parties/new/", views.case_party_new, name="case-party-new"),
    path("cases/<uuid:case_id>/assessments/new/", views.assessment_new, name="assessment-new"),
    path("reviews/", views.review_queue, name="review-queue"),
    path("assessments/<uuid:assessment_id>/", revision.assessment_page, name="assessment-page"),
    path("assessments/<uuid:assessment_id>/delegates/", delegates.delegate_list, name="delegate-list"),
    path(
        "assessments/<uuid:assessment_id>/delegates/<uuid:delegate_id>/remove/",
        delegates.delegate_remove,
        name="delegate-remove",
    ),
    path("revisions/<uuid:revision_id>/", revision.revision_page, name="revision-page"),
    path("revisions/<uuid:revision_id>/finalise/", lifecycle.finalise, name="revision-finalise"),
    path("revisions/<uuid:revision_id>/submit/", lifecycle.submit, name="revision-submit"),
    path("revisions/<uuid:revision_id>/review/", lifecycle.review, name="revision-review"),
    path("revisions/<uuid:revision_id>/reopen/", lifecycle.reopen, name="revision-reopen"),
    path("revisions/<uuid:revision_id>/comments/", comments.comment_list, name="comment-list"),
    path(
        "revisions/<uuid:revision_id>/sections/<slug:section>/comment/",
        comments.comment_write,
        name="comment-write",
    ),
    path(
        "revisions/<uuid:revision_id>/comments/<uuid:comment_id>/answer/",
        comments.comment_answer,
        name="comment-answer",
    ),
    path(
        "revisions/<uuid:revision_id>/comments/<uuid:comment_id>/resolve/",
        comments.comment_resolve,
        name="comment-resolve",
    ),
    path("revisions/<uuid:revision_id>/history/", history.revision_history, name="revision-history"),
]
