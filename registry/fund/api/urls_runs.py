"""Payment runs, their lines and files, over the API."""

from django.urls import path

from registry.fund.api import runs

RUN = "fund/runs/<uuid:run_id>/"
LINE = "fund/run-lines/<uuid:line_id>/"

urlpatterns = [
    path("fund/runs/", runs.RunList.as_view(), name="api-runs"),
    path(RUN, runs.RunDetail.as_view(), name="api-run"),
    path(f"{RUN}lines/", runs.LineList.as_view(), name="api-run-lines"),
    path(f"{RUN}prepare-again/", runs.PrepareAgain.as_view(), name="api-run-prepare-again"),
    path(f"{RUN}approve/", runs.Approve.as_view(), name="api-run-approve"),
    path(f"{RUN}release/", runs.Release.as_view(), name="api-run-release"),
    path(f"{RUN}cancel/", runs.Cancel.as_view(), name="api-run-cancel"),
    path(f"{RUN}settle/", runs.Settle.as_view(), name="api-run-settle"),
    path(LINE, runs.LineDetail.as_view(), name="api-run-line"),
    path(f"{LINE}decide/", runs.Decide.as_view(), name="api-run-line-decide"),
    path(f"{LINE}retry/", runs.Retry.as_view(), name="api-run-line-retry"),
    path(f"{LINE}settle/", runs.SettleLine.as_view(), name="api-run-line-settle"),
    path("fund/bank-returns/", runs.Returns.as_view(), name="api-bank-returns"),
]
