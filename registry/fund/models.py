"""The models of the fund, gathered where Django looks for them."""

from registry.fund.records.accounts import Balance, Entry, FundPeriod, SiteAccount
from registry.fund.records.facts import (
    BankHoliday,
    BankYear,
    DiscountRate,
    IndexNumber,
    IndexSeries,
    RuleParameter,
)
from registry.fund.records.payees import BankDetail, TaxStanding
from registry.fund.records.reports import (
    WHOLE_SHARE,
    AnnualReport,
    ReportedAction,
    ReportedObservation,
    ReportedSpend,
    ReportPhoto,
    ReportQuery,
    ReportReminder,
)
from registry.fund.records.returns import FundResult, Recovery, ResultShare
from registry.fund.records.runs import (
    BankFile,
    BankReturn,
    FilePayment,
    InvoiceCounter,
    PaymentRun,
    ReturnFile,
    RunLine,
    TaxInvoice,
)
from registry.fund.records.schedules import Schedule, ScheduleYear
from registry.fund.records.settlements import DirectDeposit, OutsideDeposit, Settlement
from registry.fund.records.years import ComplianceHold, Duty, Inspection, ManagementYear

__all__ = [
    "WHOLE_SHARE",
    "AnnualReport",
    "Balance",
    "BankDetail",
    "BankFile",
    "BankHoliday",
    "BankReturn",
    "BankYear",
    "ComplianceHold",
    "DirectDeposit",
    "DiscountRate",
    "Duty",
    "Entry",
    "FilePayment",
    "FundPeriod",
    "FundResult",
    "IndexNumber",
    "IndexSeries",
    "Inspection",
    "InvoiceCounter",
    "ManagementYear",
    "OutsideDeposit",
    "PaymentRun",
    "Recovery",
    "ReportPhoto",
    "ReportQuery",
    "ReportReminder",
    "ReportedAction",
    "ReportedObservation",
    "ReportedSpend",
    "ResultShare",
    "ReturnFile",
    "RuleParameter",
    "RunLine",
    "Schedule",
    "ScheduleYear",
    "Settlement",
    "SiteAccount",
    "TaxInvoice",
    "TaxStanding",
]
