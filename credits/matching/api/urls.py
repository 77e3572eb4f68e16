"""Addresses of the API of the search for credits."""

from django.urls import path

from credits.matching.api import views

OBLIGATION = "obligations/<uuid:obligation_id>/"
LINE = "obligations/lines/<uuid:line_id>/"
QUESTION = "obligations/questions/<uuid:question_id>/"
VARIATION = "obligations/variations/<uuid:request_id>/"

urlpatterns = [
    path(f"{LINE}credits/", views.LineCredits.as_view(), name="api-line-credits"),
    path(f"{LINE}credits/search/", views.LineSearch.as_view(), name="api-line-search"),
    path(f"{LINE}credits/<int:class_id>/", views.LineClass.as_view(), name="api-line-class"),
    path(f"{LINE}credits/<int:class_id>/questions/", views.LineQuestions.as_view(), name="api-question-ask"),
    path(f"{LINE}variation/", views.LineVariation.as_view(), name="api-variation-ask"),
    path(f"{OBLIGATION}allocation/", views.ObligationAllocation.as_view(), name="api-obligation-allocation"),
    path(f"{OBLIGATION}diary/", views.ObligationDiary.as_view(), name="api-obligation-diary"),
    path(f"{OBLIGATION}diary/refresh/", views.ObligationDiaryRefresh.as_view(), name="api-diary-refresh"),
    path("obligations/questions/", views.QuestionList.as_view(), name="api-questions"),
    path(QUESTION, views.QuestionDetail.as_view(), name="api-question"),
    path(f"{QUESTION}answer/", views.QuestionAnswer.as_view(), name="api-question-answer"),
    path(f"{QUESTION}withdraw/", views.QuestionWithdraw.as_view(), name="api-question-withdraw"),
    path("obligations/variations/", views.VariationList.as_view(), name="api-variations"),
    path(VARIATION, views.VariationDetail.as_view(), name="api-variation"),
    path(f"{VARIATION}approve/", views.VariationApprove.as_view(), name="api-variation-approve"),
    path(f"{VARIATION}refuse/", views.VariationRefuse.as_view(), name="api-variation-refuse"),
    path(f"{VARIATION}withdraw/", views.VariationWithdraw.as_view(), name="api-variation-withdraw"),
]
