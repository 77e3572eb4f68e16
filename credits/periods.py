"""Quarters and financial years, for the market's figures and the facts of an import. Pure."""

from datetime import date


def financial_year(day: date) -> str:
    """The year from 1 July that a day lies in, e.g. `2021-22`."""
    begins = day.year if day.month >= 7 else day.year - 1
    return f"{begins}-{(begins + 1) % 100:02d}"


def quarter(day: date) -> str:
    """The calendar quarter of a day, e.g. `2021 Q4`; they sort in time as texts."""
    return f"{day.year} Q{(day.month + 2) // 3}"


def quarters(first: date, last: date) -> list[str]:
    """Every quarter from one day to another, in order, also those in which nothing happened."""
    found = []
    year, number = first.year, (first.month + 2) // 3
    while (year, number) <= (last.year, (last.month + 2) // 3):
        found.append(f"{year} Q{number}")
        year, number = (year + 1, 1) if number == 4 else (year, number + 1)
    return found
