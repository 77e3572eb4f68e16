"""A bank file's values, valid unless a test says otherwise, and the worked case they come from."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from registry.fund.bank.entries import BalancingDebit, Credit, FileHeader

CASES = Path(__file__).parents[2] / "worked_examples" / "money_cases.json"


def case(case_id: str) -> dict[str, Any]:
    """A worked case of the money by its id."""
    return next(one for one in json.loads(CASES.read_text())["cases"] if one["id"] == case_id)


def cents(dollars: str) -> int:
    """`60000000.00` as whole cents."""
    whole, part = dollars.split(".")
    return int(whole) * 100 + int(part)


def a_header(**changes: Any) -> FileHeader:
    return FileHeader(
        **{
            "bank_code": "WBC",
            "user_name": "BSPF DEMONSTRATION",
            "user_id": "000001",
            "description": "STEWARDSHIP",
            "processing_day": date(2027, 6, 30),
            **changes,
        }
    )


def a_credit(**changes: Any) -> Credit:
    return Credit(
        **{
            "bsb": "062-000",
            "account_number": "10000001",
            "title": "ALPHA PASTORAL PTY LTD",
            "amount_cents": 3_463_506,
            "reference": "BS9001 Y3",
            "trace_bsb": "032-000",
            "trace_account": "123456",
            "remitter": "BSPF DEMO",
            **changes,
        }
    )


def a_debit(**changes: Any) -> BalancingDebit:
    return BalancingDebit(
        **{
            "bsb": "032-000",
            "account_number": "123456",
            "title": "BSPF DEMONSTRATION",
            "reference": "STEWARDSHIP 2027",
            "remitter": "BSPF DEMO",
            **changes,
        }
    )


def credits_of_the_worked_run() -> list[Credit]:
    """The bank lines of G23, from its inputs and its expected lines."""
    run = case("G23")
    accounts = {
        owner["name"]: owner for agreement in run["inputs"]["agreements"] for owner in agreement["owners"]
    }
    return [
        a_credit(
            bsb=accounts[line["owner"]]["bsb"],
            account_number=accounts[line["owner"]]["account"],
            title=line["owner"],
            amount_cents=cents(line["remit"]),
            reference=f"{line['bsa']} Y{line['schedule_year']}",
        )
        for line in run["expected"]["lines"]
        if line["owner"]
    ]
