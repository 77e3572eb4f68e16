"""The models of credits, gathered where Django looks for them."""

from credits.lots.dealings import (
    Cancellation,
    Correction,
    Dealing,
    LotSuspension,
    Offer,
    Retirement,
    Transfer,
)
from credits.lots.models import CreditClass, HolderAccount, Lot, Movement
from credits.proof.models import LedgerCheck
from credits.registers.models import RegisterFile, RegisterImport, RegisterRemark, SupplyRow, TransactionRow

__all__ = [
    "Cancellation",
    "Correction",
    "CreditClass",
    "Dealing",
    "HolderAccount",
    "LedgerCheck",
    "Lot",
    "LotSuspension",
    "Movement",
    "Offer",
    "RegisterFile",
    "RegisterImport",
    "RegisterRemark",
    "Retirement",
    "SupplyRow",
    "TransactionRow",
    "Transfer",
]
