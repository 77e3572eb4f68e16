"""Every rule the database keeps by itself, with a row that breaks it. A new app adds its module here."""

from tests.constraints import (
    table_agreements,
    table_assessments,
    table_credits,
    table_fund_books,
    table_fund_payees,
    table_fund_reports,
    table_fund_runs,
    table_fund_schedules,
    table_low,
    table_market,
    table_obligations,
    table_reference,
)
from tests.constraints.row import Breaks, Twice

ROWS: dict[str, Breaks | Twice] = {
    **table_low.ROWS,
    **table_reference.ROWS,
    **table_assessments.ROWS,
    **table_agreements.ROWS,
    **table_credits.ROWS,
    **table_market.ROWS,
    **table_obligations.ROWS,
    **table_fund_books.ROWS,
    **table_fund_reports.ROWS,
    **table_fund_payees.ROWS,
    **table_fund_runs.ROWS,
    **table_fund_schedules.ROWS,
}
