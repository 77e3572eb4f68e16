"""Addresses of the board and the life-line."""

from django.urls import path

from credits.obligations.web import life

urlpatterns = [
    path("obligations/", life.obligation_list, name="obligation-list"),
    path("obligations/board.csv", life.obligation_file, name="obligation-board-file"),
    path("obligations/<uuid:obligation_id>/", life.obligation_page, name="obligation-page"),
]
