"""An audit event in words: what was done, and what its data says, for histories and the audit view."""

import json
from typing import Any

from assessments.web.cases.history import SENTENCES as ASSESSMENT_SENTENCES
from credits.lots.dealings import Cancellation, Retirement
from credits.lots.web import words
from registry.agreements.web.history import SENTENCES as AGREEMENT_SENTENCES
from registry.audit.models import AuditEvent

SENTENCES = {
    "lot.issue_further": "issued {quantity} further credits into lot {lot}",
    "offer.make": "offered {quantity} credits of lot {lot}",
    "offer.withdraw": "ended an offer of lot {lot}",
    "transfer.accept": "accepted {quantity} credits of lot {lot}",
    "transfer.check": "checked the transfer of {quantity} credits of lot {lot}",
    "settlement.record": "recorded money for {quantity} credits of lot {lot}",
    "settlement.clear": "confirmed money for a first sale or retirement",
    "settlement.cancel": "gave back the money of a dealing that ended",
    "outside_deposit.state": "stated that the deposit's share was paid elsewhere",
    "outside_deposit.confirm": "confirmed that the deposit's share was paid elsewhere",
    "transfer.settle": "settled the transfer of {quantity} credits of lot {lot}, now lot {to_lot}",
    "transfer.refuse": "refused the transfer of {quantity} credits of lot {lot}",
    "transfer.withdraw": "withdrew the transfer of {quantity} credits of lot {lot}",
    "retirement.apply": "applied to retire {quantity} credits of lot {lot}",
    "retirement.check": "checked the retirement of {quantity} credits of lot {lot}",
    "retirement.retire": "retired {quantity} credits of lot {lot}, now lot {to_lot}",
    "retirement.refuse": "refused the retirement of {quantity} credits of lot {lot}",
    "retirement.withdraw": "withdrew the retirement of {quantity} credits of lot {lot}",
    "cancellation.propose": "proposed to cancel {quantity} credits of lot {lot}",
    "cancellation.request": "asked for {quantity} credits of lot {lot} to be cancelled",
    "cancellation.cancel": "cancelled {quantity} credits of lot {lot}, now lot {to_lot}",
    "cancellation.withdraw": "dropped the cancellation of {quantity} credits of lot {lot}",
    "correction.propose": "proposed to put back {quantity} credits of lot {lot}",
    "correction.post": "put back {quantity} credits of lot {lot} into lot {to_lot}",
    "correction.withdraw": "dropped the correction of {quantity} credits of lot {lot}",
    "pledge.propose": "pledged {quantity} credits of lot {lot}",
    "pledge.accept": "accepted the pledge of {quantity} credits of lot {lot}",
    "pledge.decline": "declined the pledge of {quantity} credits of lot {lot}",
    "pledge.withdraw": "withdrew the pledge of {quantity} credits of lot {lot}",
    "pledge.release": "released {quantity} pledged credits of lot {lot}",
    "suspension.suspend": "suspended lot {lot} until {until}",
    "suspension.extend": "extended the suspension of lot {lot} until {until}",
    "suspension.lift": "lifted the suspension of lot {lot}",
    "agreement.register": "registered agreement {number} and issued its credits",
    "commitment.propose": "promised {quantity} credits before registration",
    "commitment.agree": "agreed to a promise of credits",
    "commitment.decline": "declined a promise of credits",
    "commitment.withdraw": "withdrew a promise of credits",
    "commitment.end": "ended a promise of credits",
    "commitment.fulfil": "offered {quantity} credits of lot {lot}, as promised before registration",
    "announcement.write": "wrote an announcement",
    "announcement.change": "changed an announcement",
    "announcement.approve": "approved an announcement",
    "announcement.withdraw": "withdrew an announcement",
    "announcement.read_early": "read an announcement before it was published",
    "announcement.publish": "published an announcement",
    "document.issue": "issued document {number}",
    "development.enter": "entered a development",
    "development.change": "changed the facts of a development",
    "development.test_scope": "tested whether the scheme applies to a development",
    "development.add_stage": "added a stage to a development",
    "development.change_stage": "changed a stage of a development",
    "development.remove_stage": "took a stage of a development away",
    "application.lodge": "lodged an application with its report",
    "application.withdraw": "withdrew an application",
    "review.begin": "began the review of an application",
    "review.set_line": "set how many credits a line requires",
    "review.add_line": "added a line of credits required",
    "review.set_texts": "wrote what was found on avoiding and minimising the impact",
    "review.record_impact_finding": "recorded a finding on a serious and irreversible impact",
    "review.record_concurrence": "recorded a concurrence",
    "review.recommend": "recommended a decision",
    "review.return": "returned an application to the officer",
    "condition.write": "wrote a condition",
    "condition.remove": "took a condition away",
    "condition.show": "handed in evidence that a condition is met",
    "condition.meet": "ticked a condition off",
    "decision.approve": "approved an application",
    "decision.refuse": "refused an application",
    "consent.load": "loaded a consent decided before",
    "order.enter": "entered an order that asks for credits",
    "obligation.change_holder": "recorded who owes an obligation from now on",
    "obligation.lapse": "recorded that a consent has lapsed",
    "obligation.remind": "reminded of what is owed before a stage begins",
    "question.ask": "put an open test of the rules to the authority",
    "question.answer": "answered an open test of the rules",
    "question.withdraw": "withdrew a question about the rules",
    "diary.search": "searched the register for credits",
    "diary.note": "noted a step taken to find credits",
    "diary.refresh": "entered steps taken on the market into the diary",
    "variation.ask": "asked to use the variation rules",
    "variation.approve": "approved the use of the variation rules",
    "variation.refuse": "refused the use of the variation rules",
    "variation.withdraw": "withdrew a request to use the variation rules",
    "quote.request": "asked what paying into the fund costs",
    "quote.prepare": "entered the charge of a quote",
    "quote.offer": "issued a quote",
    "quote.refuse": "refused to quote",
    "quote.withdraw": "withdrew a request for a quote",
    "quote.receive": "recorded a payment into the fund",
    "quote.settle": "confirmed a payment into the fund",
    "fund_result.propose": "entered a result of the fund",
    "fund_result.approve": "approved a result of the fund and shared it out over {sites} sites",
    "fund_result.withdraw": "withdrew a result of the fund",
    "fund.invest": "recorded an investment of the fund",
    "fund.redeem": "recorded a redemption of the fund",
    "recovery.propose": "proposed to claim money back",
    "recovery.approve": "claimed money back",
    "recovery.withdraw": "withdrew a claim for money back",
    "recovery.repay": "recorded that money was paid back",
    "period.ask_to_close": "asked to close the year {period} of the {fund} fund",
    "period.close": "closed the year {period} of the {fund} fund",
    "entry.reverse": "took back a posting of {entries} entries",
    "direct_deposit.record": "recorded money paid in for a site without credits",
    "direct_deposit.clear": "confirmed money paid in for a site without credits",
    "direct_deposit.withdraw": "dropped money recorded for a site without credits",
    "run.open": "opened payment run {run}",
    "run.prepare": "worked out the {lines} payments of run {run}",
    "run.prepare_again": "had payment run {run} worked out anew",
    "run.approve": "approved payment run {run} for the payments that were shown",
    "run.release": "released the {lines} payments of run {run}",
    "run.complete": "posted payment run {run} and wrote its bank files",
    "run.settle_bank": "recorded that the bank has paid run {run}",
    "run.cancel": "cancelled payment run {run}",
    "run.decide_line": "decided that a held payment of run {run} is made",
    "run.retry_line": "sent a returned payment of run {run} again",
    "run.settle_line": "recorded that the bank has made a payment of run {run} that was sent again",
    "run.read_file": "took a bank file to send it to the bank",
    "bank_returns.read": "read a file of payments that the bank gave back",
    "measure.propose": "proposed a measure other than credits",
    "measure.check": "checked a measure",
    "measure.accept": "accepted a measure",
    "measure.refuse": "refused a measure",
    "measure.withdraw": "withdrew a measure",
    "listed_action.enter": "put a conservation action on the list",
    "listed_action.remove": "took a conservation action off the list",
    "excluded_entity.enter": "excluded an entity from variation",
    "excluded_entity.remove": "took an entity off the list of what is excluded from variation",
    "obligation.link_retirement": "counted retirement {retirement} towards an obligation",
    "stage.commence": "recorded that stage {stage} commenced on {commenced_on}",
    "development.commence": "recorded that the development commenced on {commenced_on}",
    "interest.list": "listed {quantity} credits for sale",
    "interest.change": "changed an expression of interest",
    "interest.renew": "renewed an expression of interest",
    "interest.close": "closed an expression of interest",
    "interest.withdraw": "withdrew an expression of interest",
    "demand.enter": "entered a want of {quantity} credits",
    "demand.change": "changed a want",
    "demand.renew": "renewed a want",
    "demand.close": "closed a want",
    "demand.withdraw": "withdrew a want",
    "market.remind": "told an organisation that its entry is about to run out",
    "market.expire": "took an entry off the register after its last day",
    "enquiry.open": "opened an enquiry",
    "enquiry.reply": "answered in an enquiry",
    "enquiry.close": "closed an enquiry",
    "counterparty.add": "put an organisation on a list of trusted counterparties",
    "counterparty.remove": "took an organisation off a list of trusted counterparties",
    "counterparty.rule": "changed whether credits go to trusted counterparties only",
    "bank_details.enter": "entered bank details",
    "bank_details.read": "read a whole account number to verify it",
    "bank_details.verify": "verified bank details",
    "bank_details.refuse": "refused bank details",
    "tax_standing.record": "recorded how an organisation stands to the goods and services tax",
    "fund_rate.enter": "entered a discount rate",
    "fund_rule.enter": "entered a rule of the fund",
    "price_index.begin": "named a price index",
    "price_index.enter": "entered numbers of a price index",
    "bank_holiday.enter": "entered a bank holiday",
    "bank_year.complete": "said that the bank holidays of a year are all entered",
    "report.begin": "began the report of year {year}",
    "report.save": "saved the report of year {year}",
    "report.add_photo": "added a photo to the report of year {year}",
    "report.remove_photo": "took a photo out of the report of year {year}",
    "report.add_observation": "added an observation to the report of year {year}",
    "report.remove_observation": "took an observation out of the report of year {year}",
    "report.submit": "submitted the report of year {year}",
    "report.query": "asked about the report of year {year}",
    "report.answer": "answered a question about the report of year {year}",
    "report.approve": "approved the report of year {year}",
    "report.reject": "rejected the report of year {year}",
    "report.remind": "reminded of the report of year {year}",
    "inspection.record": "recorded an inspection in year {year}",
    "compliance_hold.place": "held the payments of a site",
    "compliance_hold.lift": "lifted the hold of a site's payments",
    "ledger.request_check": "asked for the ledger to be checked",
    "register.stage": "read files of the published register",
    "register.confirm": "confirmed an import of the published register",
    "register.discard": "discarded an import of the published register",
    "register.replay": "replayed an import of the published register into the ledger",
    "organisation.publish_name": "changed whether the public registers show an organisation's name",
}
TOLD = (
    "sites",
    "period",
    "fund",
    "entries",
    "quantity",
    "lot",
    "to_lot",
    "until",
    "number",
    "retirement",
    "stage",
    "commenced_on",
    "masked",
    "year",
    "run",
    "lines",
)
"""What sentences name of an event's data."""

OTHERS = {**ASSESSMENT_SENTENCES, **AGREEMENT_SENTENCES}
"""What happens in assessments and agreements, as their own histories tell it."""

OFFICERS_ONLY = frozenset({"note"})
"""What an officer noted at the check stays with officers and auditors."""

LABELS = {
    "price": "Price per credit",
    "value_cents": "Value",
    "buyer": "Buyer",
    "purpose": "Purpose",
    "obligation": "Obligation",
    "ground": "Ground",
    "reason": "Reason",
    "note": "Note",
    "freed": "Credits freed",
    "transaction": "Transaction",
}
"""What a history shows of an event's data, in this order. Ids and hashes stay in the event."""

CODES = {
    "purpose": {str(one.value): str(one.label) for one in Retirement.Purpose},
    "ground": {str(one.value): str(one.label) for one in Cancellation.Ground},
}


def entry_of(event: AuditEvent, *, officer: bool) -> dict[str, Any]:
    """One event for a person: when, who, what, and what is worth knowing about it."""
    data = json.loads(event.body)["data"]
    shown = {name: label for name, label in LABELS.items() if officer or name not in OFFICERS_ONLY}
    return {
        "at": event.at,
        "who": event.actor_label,
        "what": sentence(event.action, data),
        "facts": [
            (label, _plain(name, data[name]))
            for name, label in shown.items()
            if data.get(name) not in (None, "")
        ],
        "hash": event.hash[:12],
        "sequence": event.sequence,
    }


def sentence(action: str, data: dict[str, Any]) -> str:
    """What was done, in words; the action's own name where there are none."""
    told = SENTENCES.get(action) or OTHERS.get(action)
    if told is None:
        return action.replace(".", " ").replace("_", " ")
    values = {name: _plain(name, data.get(name, "")) for name in TOLD}
    return told.format(**values, section="content")


def _plain(name: str, value: Any) -> str:
    if name in CODES:
        return CODES[name].get(str(value), str(value))
    if name == "price":
        return words.price(str(value))
    if name == "value_cents" and isinstance(value, int):
        return words.money(value)
    if name in ("until", "commenced_on") and isinstance(value, str):
        return "/".join(reversed(value.split("-")))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def lines_of(value: Any, label: str = "") -> list[tuple[str, str]]:
    """Any data as pairs of path and text, so that a person can read all of an event."""
    if isinstance(value, dict):
        return [
            pair
            for name, one in value.items()
            for pair in lines_of(one, f"{label} › {name}" if label else name)
        ]
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        return [pair for row, one in enumerate(value, start=1) for pair in lines_of(one, f"{label} {row}")]
    if isinstance(value, list):
        return [(label, ", ".join(str(one) for one in value))]
    return [(label, "" if value is None else str(value))]
