"""Addresses of the pages of the search for credits."""

from django.urls import path

from credits.matching.web import allocation, diary, lines, questions, variations

OBLIGATION = "obligations/<uuid:obligation_id>/"
LINE = "obligations/lines/<uuid:line_id>/"
QUESTION = "obligations/questions/<uuid:question_id>/"
VARIATION = "obligations/variations/<uuid:request_id>/"

urlpatterns = [
    path(f"{LINE}credits/", lines.line_matching, name="line-matching"),
    path(f"{LINE}credits/search/", lines.record_search, name="line-search"),
    path(f"{LINE}credits/<int:class_id>/", lines.line_class, name="line-class"),
    path(f"{LINE}credits/<int:class_id>/ask/<str:test>/", lines.ask, name="question-ask"),
    path(f"{LINE}variation/", variations.ask, name="variation-ask"),
    path(f"{OBLIGATION}allocation/", allocation.allocation_page, name="obligation-allocation"),
    path(f"{OBLIGATION}diary/", diary.diary_page, name="obligation-diary"),
    path(f"{OBLIGATION}diary/note/", diary.note, name="diary-note"),
    path(f"{OBLIGATION}diary/refresh/", diary.refresh, name="diary-refresh"),
    path("obligations/questions/", questions.question_list, name="question-list"),
    path(QUESTION, questions.question_page, name="question-page"),
    path(f"{QUESTION}answer/", questions.answer, name="question-answer"),
    path(f"{QUESTION}withdraw/", questions.withdraw, name="question-withdraw"),
    path(VARIATION, variations.variation_page, name="variation-page"),
    *(
        path(f"{VARIATION}{action}/", variations.step, {"action": action}, name=f"variation-{action}")
        for action in variations.STEPS
    ),
]
