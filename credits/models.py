"""The models of credits, gathered where Django looks for them."""

from credits.lots.dealings import (
    Cancellation,
    Channel,
    Correction,
    Dealing,
    LotSuspension,
    Offer,
    Retirement,
    Transfer,
)
from credits.lots.models import CreditClass, HolderAccount, Lot, Movement
from credits.lots.securities import CounterpartyRule, Pledge, TrustedCounterparty
from credits.proof.models import LedgerCheck
from credits.registers.models import RegisterFile, RegisterImport, RegisterRemark, SupplyRow, TransactionRow

__all__ = [
    "Cancellation",
    "Channel",
    "Correction",
    "CounterpartyRule",
    "CreditClass",
    "Dealing",
    "HolderAccount",
    "LedgerCheck",
    "Lot",
    "LotSuspension",
    "Movement",
    "Offer",
    "Pledge",
    "RegisterFile",
    "RegisterImport",
    "RegisterRemark",
    "Retirement",
    "SupplyRow",
    "TransactionRow",
    "Transfer",
    "TrustedCounterparty",
]
