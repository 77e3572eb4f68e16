"""Addresses of the fund's overview, schedules, calculator, documents and published figures."""

from django.urls import path

from registry.fund.web import account, figures, home, papers, schedule, what_if

ONE = "agreements/<uuid:agreement_id>/"
HOLDER = "payments/holders/<uuid:organisation_id>/"

urlpatterns = [
    path("payments/", home.home, name="fund-home"),
    path("payments/figures/", figures.figures_page, name="fund-figures"),
    path("payments/figures.csv", figures.figures_file, name="fund-figures-file"),
    path("payments/deposit-calculator/", what_if.what_if, name="fund-what-if"),
    path(f"{ONE}schedule/", schedule.schedule_page, name="fund-schedule"),
    path(f"{ONE}schedule.pdf", schedule.schedule_pdf, name="fund-schedule-pdf"),
    path(f"{ONE}schedule.xlsx", schedule.schedule_xlsx, name="fund-schedule-xlsx"),
    path(f"{ONE}account/", account.site_page, name="fund-site"),
    path(f"{ONE}account/<slug:year>/", account.site_statement, name="fund-site-statement"),
    path(f"{ONE}account/<slug:year>.pdf", account.site_statement_pdf, name="fund-site-statement-pdf"),
    path(f"{HOLDER}<slug:year>/", account.holder_statement, name="fund-holder-statement"),
    path(f"{HOLDER}<slug:year>.pdf", account.holder_statement_pdf, name="fund-holder-statement-pdf"),
    path("payments/lines/<uuid:line_id>/advice.pdf", papers.advice, name="fund-advice"),
    path("payments/lines/<uuid:line_id>/tax-invoice.pdf", papers.tax_invoice, name="fund-tax-invoice"),
]
