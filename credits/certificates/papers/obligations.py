"""From the facts of a decision, a discharge or a payment into the fund to what stands on it. Pure.

Facts that were withheld from a reader are left out, never shown as empty.
"""

from typing import Any

from credits.certificates.kinds import DECISION, DISCHARGE, FUND, KINDS
from credits.certificates.papers.paper import Column, Pairs, Paper, Part, Table, without_gaps
from credits.certificates.papers.words import credits, day, money, number, price
from credits.certificates.sealed import Facts

NO_APPEAL = (
    "This notice says what this registry holds. It gives no legal advice and names no right of review or appeal: the "
    "authority's own notice does."
)
LATER = "What has happened since is told by the page that the code on this document opens."
ANSWERS = {"yes": "Met", "no": "Not met", "open": "Open"}
_CREDITS = (
    Column("line", "Line", head=True),
    Column("class", "Credits of"),
    Column("stage", "Due before"),
)


def _stage(value: int | None) -> str:
    return "Any work" if value is None else f"Stage {value}"


def _cells(row: Facts, *names: str) -> dict[str, str]:
    """Numbers of a row as text."""
    return {name: number(row[name]) for name in names}


def decision(facts: Facts) -> Paper:
    """The notice of a decision."""
    approved = facts["decision"] == "approved"
    total = facts["total"]
    headline = (
        f"{facts['authority']} approved “{facts['title']}” under consent {facts['consent']}. "
        f"{credits(total['required'])} {'is' if total['required'] == 1 else 'are'} required."
        if approved
        else f"{facts['authority']} refused “{facts['title']}”."
    )
    about = without_gaps(
        ("Application", facts["number"]),
        ("Applied for", facts["applied_for"]),
        ("The authority's reference", facts["reference"]),
        ("Development", f"{facts['development']} {facts['title']}"),
        ("Pathway", facts["pathway"]),
        ("Local government area", facts["local_government_area"]),
        ("Developer", facts["developer"]),
        ("Authority", facts["authority"]),
        ("Decision", "Approved" if approved else "Refused"),
        ("Consent", facts["consent"]),
        ("Decided on", day(facts["decided_on"])),
        ("Lapses on", day(facts["lapses_on"])),
        (
            "Variation rules",
            "Permitted by the conditions" if facts["variation_permitted"] else "Not permitted",
        ),
    )
    parts = [
        Part("The decision", about),
        Part(
            "Credits required" if approved else "Credits proposed", tables=(_decided_lines(facts, approved),)
        ),
    ]
    if "avoid" in facts:
        parts = [parts[0], _reasons(facts), parts[1], *_considered(facts)]
    return Paper(KINDS[DECISION].title, headline, tuple(parts), (NO_APPEAL, LATER))


def _decided_lines(facts: Facts, approved: bool) -> Table:
    last = (Column("required", "Required" if approved else "As set", number=True),)
    told = any("reason" in row for row in facts["lines"])
    why = (Column("why", "Why another number, and by whom"),) if told else ()
    rows = tuple(
        {
            "line": str(row["line"]),
            "class": row["class"],
            "stage": _stage(row["stage"]),
            **_cells(row, "proposed", "required"),
            "why": _why(row),
        }
        for row in facts["lines"]
    )
    return Table(
        "Credits as the report proposes them and as the authority requires them",
        (*_CREDITS, Column("proposed", "Proposed", number=True), *last, *why),
        rows,
        _cells(facts["total"], "proposed", "required"),
        empty="No credits.",
    )


def _why(row: Facts) -> str:
    if not row.get("set_by"):
        return ""
    return f"{row['reason']} ({row['set_by']})"


def _reasons(facts: Facts) -> Part:
    return Part(
        "Reasons",
        without_gaps(
            ("On avoiding the impact", facts["avoid"]),
            ("On minimising it", facts["minimise"]),
            ("Recommendation", facts["recommendation"]),
            ("Recommended by", facts["recommended_by"]),
            ("Reason of the decision", facts["decision_reason"]),
            ("Decided by", facts["decided_by"]),
        ),
    )


def _considered(facts: Facts) -> list[Part]:
    findings = Table(
        "Findings on serious and irreversible impacts (BC Act s 6.5)",
        (
            Column("entity", "Community or species", head=True),
            Column("serious", "Serious and irreversible"),
            Column("evidence", "Principles and evidence"),
            Column("measures", "Additional measures"),
            Column("by", "Found by"),
        ),
        tuple(
            {
                "entity": row["entity"],
                "serious": "Yes" if row["serious"] else "No",
                "evidence": "; ".join([*row["principles"], row["evidence"]]),
                "measures": row["measures"],
                "by": row["by"],
            }
            for row in facts["findings"]
        ),
        empty="None was needed.",
    )
    concurrences = Table(
        "Concurrences (BC Act s 7.12)",
        (
            Column("giver", "Given by", head=True),
            Column("given_on", "On"),
            Column("reference", "Reference"),
            Column("note", "Note"),
        ),
        tuple({**row, "given_on": day(row["given_on"])} for row in facts["concurrences"]),
        empty="None was needed.",
    )
    conditions = Table(
        "Conditions beside the credits",
        (
            Column("number", "Condition", head=True),
            Column("kind", "Kind"),
            Column("stage", "Due before"),
            Column("text", "What is required"),
        ),
        tuple(
            {**row, "number": str(row["number"]), "stage": _stage(row["stage"])}
            for row in facts["conditions"]
        ),
        empty="None.",
    )
    stages = Table(
        "Stages",
        (Column("number", "Stage", head=True), Column("title", "Works")),
        tuple({"number": str(row["number"]), "title": row["title"]} for row in facts["stages"]),
        empty="The development is not staged.",
    )
    return [
        Part("Serious and irreversible impacts", tables=(findings,)),
        Part("Concurrences", tables=(concurrences,)),
        Part("Conditions", tables=(conditions,)),
        Part("Stages", tables=(stages,)),
    ]


_SUMS = (
    ("required", "Required"),
    ("discharged", "Discharged"),
    ("pending", "On their way"),
    ("outstanding", "Outstanding"),
)


def discharge(facts: Facts) -> Paper:
    """How far an obligation is discharged."""
    total = facts["total"]
    about = without_gaps(
        ("Obligation", facts["number"]),
        ("Under", facts["reference"]),
        ("Source", facts["source"]),
        ("Imposed on", day(facts["imposed_on"])),
        ("Authority", facts["authority"]),
        ("Owed by", facts["holder"]),
        ("Development", facts["title"]),
        ("Local government area", facts["local_government_area"]),
        ("Discharged on", day(facts["discharged_on"])),
        ("Lapsed on", day(facts["lapsed_on"])),
    )
    sums = tuple(Column(key, label, number=True) for key, label in _SUMS)
    names = tuple(key for key, _ in _SUMS)
    by_line = Table(
        "Credits by line; the total is of lines in force",
        (*_CREDITS, Column("state", "State"), *sums),
        tuple(
            {
                "line": str(row["line"]),
                "class": row["class"],
                "stage": _stage(row["stage"]),
                "state": row["state"],
                **_cells(row, *names),
            }
            for row in facts["lines"]
        ),
        _cells(total, *names),
    )
    by_way = Table(
        "Every part that was discharged",
        (
            Column("line", "Line", head=True),
            Column("on", "On"),
            Column("way", "Way"),
            Column("by", "By"),
            Column("rule", "Rule"),
            Column("quantity", "Credits", number=True),
        ),
        tuple(
            {
                **row,
                "line": str(row["line"]),
                "on": day(row["on"]),
                "quantity": number(row["quantity"]),
            }
            for row in facts["discharges"]
        ),
        empty="Nothing was discharged yet.",
    )
    return Paper(
        KINDS[DISCHARGE].title,
        _discharge_headline(facts),
        (
            Part("The obligation", about),
            Part("What is required", tables=(by_line,)),
            Part("How it was discharged", tables=(by_way,)),
        ),
        (
            "Required credits are discharged, on their way or outstanding: the three add up. What is on its way "
            "waits for a retirement, a payment or a decision, and does not count as discharged.",
            f"Nothing may commence that waits for an undischarged line (BC Act s 7.13, s 7.14(4)). {LATER}",
        ),
    )


def _discharge_headline(facts: Facts) -> str:
    total = facts["total"]
    if facts["state"] == "discharged":
        return f"Discharged on {day(facts['discharged_on'])}: nothing of {facts['number']} is outstanding."
    if facts["state"] == "lapsed":
        return f"{facts['number']} lapsed on {day(facts['lapsed_on'])} with its consent."
    left = total["required"] - total["discharged"]
    return (
        f"Not finished: {number(total['discharged'])} of {credits(total['required'])} "
        f"{'is' if total['discharged'] == 1 else 'are'} discharged, {number(left)} not."
    )


def fund(facts: Facts) -> Paper:
    """The statement of a payment into the fund."""
    about = without_gaps(
        ("Quote", facts["number"]),
        ("Obligation", facts["obligation"]),
        ("Under", facts["reference"]),
        ("Development", facts["title"]),
        ("Authority", facts["authority"]),
        ("Paid by", facts["developer"]),
        ("Trust", facts["trust"]),
        ("Payment received on", day(facts["received_on"])),
        ("Confirmed on", day(facts["settled_on"])),
        ("The Trust owes since", facts["trust_obligation"]),
    )
    priced = all("value_cents" in row for row in facts["lines"])
    money_columns = (
        (
            Column("price", "Price per credit, without GST", number=True),
            Column("value", "Value, without GST", number=True),
        )
        if priced
        else ()
    )
    lines = Table(
        "Credits that the payment stands for",
        (
            Column("line", "Line", head=True),
            Column("class", "Credits of"),
            Column("quantity", "Credits", number=True),
            *money_columns,
        ),
        tuple(_paid_line(row) for row in facts["lines"]),
        {"quantity": number(facts["quantity"])},
    )
    parts = [Part("The payment", about), Part("What it is for", tables=(lines,))]
    if "received_cents" in facts:
        parts.append(Part("The amount", _amount(facts)))
    return Paper(
        KINDS[FUND].title,
        f"The amount for {credits(facts['quantity'])} of {facts['obligation']} was paid into the Biodiversity "
        "Conservation Fund.",
        tuple(parts),
        (
            "The lines named above are discharged for who paid, and the Trust owes the same credits since "
            "(Biodiversity Conservation Act 2016, ss 6.31 and 6.33).",
            f"The charge is that of the Trust; this registry works none out. {LATER}",
        ),
    )


def _paid_line(row: Facts) -> dict[str, str]:
    told = {"line": str(row["line"]), "class": row["class"], "quantity": number(row["quantity"])}
    if "value_cents" in row:
        told |= {"price": price(row["price"]), "value": money(row["value_cents"])}
    return told


def _amount(facts: Facts) -> Pairs:
    return without_gaps(
        ("Risk premium", money(facts["risk_premium_cents"])),
        ("Delivery fee", money(facts["delivery_fee_cents"])),
        ("GST", money(facts["gst_cents"])),
        ("Quoted", money(facts["total_cents"])),
        ("Index of the month of the quote", facts["index_at_quote"]),
        ("Index of the month of payment", facts["index_at_payment"]),
        ("Received", money(facts["received_cents"])),
        ("Receipt", facts["receipt"]),
        ("Quoted on", day(facts["quoted_on"])),
        ("Source of the charge", facts["source"]),
    )


def explained(rows: list[dict[str, Any]]) -> list[Part]:
    """For which lines credits were retired, under which rule, and each test with its clause."""
    return [_explained(row) for row in rows]


def _explained(row: dict[str, Any]) -> Part:
    steps = ", ".join(
        f"step {step['number']} ({step['name']}): {ANSWERS[step['answer']].lower()}" for step in row["steps"]
    )
    pairs = without_gaps(
        ("Credits", number(row["quantity"])),
        ("Required there", row["class"]),
        ("Rule", row["rule"]),
        ("Rule set", row["rules"]),
        ("Hierarchy of the Trust (cl 6.5)", steps),
    )
    tests = Table(
        "Each test of the rule",
        (Column("test", "What was found", head=True), Column("clause", "Clause"), Column("answer", "Test")),
        tuple(
            {"test": test["test"], "clause": test["clause"], "answer": _answer(test)} for test in row["tests"]
        ),
    )
    return Part(
        f"Why they serve line {row['line']} of {row['obligation']} ({row['reference']})", pairs, (tests,)
    )


def _answer(test: dict[str, Any]) -> str:
    answer = ANSWERS[test["answer"]]
    return f"{answer}, decided by a person on {day(test['decided_on'])}" if test["decided_on"] else answer
