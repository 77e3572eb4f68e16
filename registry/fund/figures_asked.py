"""Which day and financial year somebody asks the published figures for."""

from collections.abc import Mapping
from datetime import date

from registry.findings import Finding, InvalidInput, NotVisible
from registry.fund.selectors.papers import FinancialYear, financial_year_named, financial_year_of


def read(asked: Mapping[str, str], *, today: date) -> tuple[date, FinancialYear]:
    """`on` (a day up to today, today where left out) and `year` (`2026-27`, the present one where left out). Raises
    InvalidInput with every fault."""
    findings = []
    on, year = today, financial_year_of(today)
    text = asked.get("on", "").strip()
    if text:
        try:
            on = date.fromisoformat(text)
        except ValueError:
            findings.append(Finding("figures.day", "Enter the day as year-month-day.", "on"))
        if on > today:
            findings.append(Finding("figures.future", "Choose a day up to today.", "on"))
    name = asked.get("year", "").strip()
    if name:
        try:
            year = financial_year_named(name)
        except NotVisible:
            findings.append(Finding("figures.year", "Name a financial year as 2026-27.", "year"))
    if findings:
        raise InvalidInput(findings)
    return on, year
