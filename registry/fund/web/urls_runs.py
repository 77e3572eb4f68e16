"""Pages about payment runs, their files and lines, under /payments/."""

from django.urls import path

from registry.fund.web import run_lines, runs

RUN = "payments/runs/<uuid:run_id>/"
LINE = "payments/run-lines/<uuid:line_id>/"

urlpatterns = [
    path("payments/runs/", runs.run_list, name="run-list"),
    path("payments/runs/new/", runs.run_new, name="run-new"),
    path(RUN, runs.run_page, name="run"),
    path(f"{RUN}lines.csv", runs.lines_file, name="run-lines-file"),
    path(f"{RUN}prepare-again/", runs.step, {"action": "prepare_again"}, name="run-prepare-again"),
    path(f"{RUN}approve/", runs.step, {"action": "approve"}, name="run-approve"),
    path(f"{RUN}release/", runs.step, {"action": "release"}, name="run-release"),
    path(f"{RUN}cancel/", runs.step, {"action": "cancel"}, name="run-cancel"),
    path(f"{RUN}settle/", runs.step, {"action": "settle"}, name="run-settle"),
    path("payments/bank-files/<uuid:file_id>/", run_lines.bank_file, name="bank-file"),
    path("payments/bank-returns/new/", run_lines.returns_new, name="bank-returns-new"),
    path(LINE, run_lines.line_page, name="run-line"),
    path(f"{LINE}decide/", run_lines.step, {"action": "decide"}, name="run-line-decide"),
    path(f"{LINE}retry/", run_lines.step, {"action": "retry"}, name="run-line-retry"),
    path(f"{LINE}settle/", run_lines.step, {"action": "settle"}, name="run-line-settle"),
]
