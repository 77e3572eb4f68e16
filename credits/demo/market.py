"""The market of the demonstration: fees, offers, a transfer that two officers settle, a retirement."""

from datetime import date, timedelta
from typing import Any

from credits.demo.agreement import now
from credits.demo.people import Cast, acting
from credits.lots.dealings import Retirement, Transfer
from credits.lots.fund_step import dealing_of
from credits.lots.services import deposits, offers, retirements, transfers
from registry.fees.models import FeeKind
from registry.fees.services.amounts import enter_fee_amount
from registry.fees.services.payments import record_fee_paid
from registry.fund.models import SiteAccount
from registry.fund.services import owed, tax_standings
from registry.parties.models import Organisation, User

FEES = {FeeKind.APPLICATION: 10_000, FeeKind.TRANSFER: 5_000}
"""Cents. Made up. The fee for a retirement is left out on purpose: it shows as 'not set'."""
CHECKED = "Names and capacities of both signatures agree with the accounts."
PRICE = "1850.00"
CAPACITIES = {"lachlan": "Trustee of the family trust", "tilly": "Officer of the trust"}


class Market:
    """Who trades with whom on the day of the demonstration."""

    def __init__(self, cast: Cast, today: date) -> None:
        self.cast, self.today = cast, today

    def enter_fees(self) -> None:
        """The registrar enters two of the three amounts."""
        for kind, amount_cents in FEES.items():
            enter_fee_amount(
                actor=acting(self.cast.registrar, self.today),
                kind=kind,
                amount_cents=amount_cents,
                effective_from=self.today,
                source="Made up for the demonstration",
            )

    def offer(
        self,
        lot_number: str,
        quantity: int,
        *,
        by: User | None = None,
        price: str = PRICE,
        to: Organisation | None = None,
    ) -> str:
        """The landholder, unless somebody else is named, offers credits: to anybody, or to one organisation alone."""
        made = offers.make(
            **self.signed(by or self.cast.landholder),
            lot_number=lot_number,
            quantity=quantity,
            price=price,
            buyer_id=None if to is None else str(to.public_id),
            today=self.today,
        )
        return str(made["id"])

    def accept(self, offer_id: str, quantity: int, *, by: User | None = None) -> str:
        """The developer, unless somebody else is named, accepts a part of an offer."""
        made = transfers.accept(
            **self.signed(by or self.cast.developer),
            offer_id=offer_id,
            quantity=quantity,
            today=self.today,
        )
        return str(made["id"])

    def complete(self, transfer_id: str) -> dict[str, Any]:
        """The fee is paid, one officer checks, the money comes, another settles."""
        self.pay_fee(transfer_id)
        self.check_transfer(transfer_id)
        return self.settle(transfer_id)

    def pay_fee(self, transfer_id: str) -> None:
        """The registrar marks the transfer's fee as paid."""
        transfer = Transfer.objects.select_related("fee").get(public_id=transfer_id)
        record_fee_paid(
            actor=acting(self.cast.registrar, self.today),
            charge_id=transfer.fee.public_id,
            paid_on=self.today,
            receipt=f"DEMO-{transfer.transaction_number}",
            today=self.today,
        )

    def check_transfer(self, transfer_id: str) -> None:
        """The first officer."""
        registrar = acting(self.cast.registrar, self.today)
        transfers.check(actor=registrar, transfer_id=transfer_id, note=CHECKED, now=now())

    def enter_tax_standing(self) -> None:
        """The trust enters how the seller stands to the goods and services tax: what a buyer pays depends on it."""
        tax_standings.record(
            actor=acting(self.cast.trust_officer, self.today),
            organisation_id=str(self.cast.landholder_family.public_id),
            valid_from=self.today,
            gst_registered=False,
            business_number="",
            invoice_agreement="",
            source="Made up for the demonstration",
        )

    def pay_deposit(self, transfer_id: str) -> None:
        """Made-up money for a first sale: an officer of the trust records it, an approver confirms it. None is
        asked for credits that are sold on."""
        transfer = Transfer.objects.select_related("lot__holder").get(public_id=transfer_id)
        if transfer.lot.deposit_settled:
            return
        site = SiteAccount.objects.get(agreement=transfer.lot.agreement_id)
        wanted = owed.asked(site, dealing_of(transfer), on=self.today)
        recorded = deposits.record(
            actor=acting(self.cast.trust_officer, self.today),
            kind="transfer",
            dealing_id=transfer_id,
            received_cents=wanted.payer_cents,
            received_on=self.today,
            receipt=f"DEMO-{transfer.transaction_number}, no real money",
            top_up_cents=wanted.top_up_cents,
            top_up_receipt="DEMO, no real money" if wanted.top_up_cents else "",
            today=self.today,
            now=now(),
        )
        deposits.clear(
            actor=acting(self.cast.trust_approver, self.today),
            settlement_id=recorded["id"],
            cleared_on=self.today,
            today=self.today,
            now=now(),
        )

    def settle(self, transfer_id: str) -> dict[str, Any]:
        """The trust has the money, then the second officer settles: credits and deposit move together."""
        self.pay_deposit(transfer_id)
        approver = acting(self.cast.registrar_approver, self.today)
        return dict(transfers.settle(actor=approver, transfer_id=transfer_id, today=self.today, now=now()))

    def apply_to_retire(self, lot_number: str, quantity: int) -> str:
        """The developer applies to retire credits for its planning approval."""
        made = retirements.apply(
            **self.signed(self.cast.developer),
            lot_number=lot_number,
            quantity=quantity,
            purpose=Retirement.Purpose.PLANNING_APPROVAL,
            obligation_reference="DEMO-DA-1 (demonstration, no real consent)",
            obligation_local_government_area="Singleton",
            consent_on=self.today - timedelta(days=30),
            today=self.today,
        )
        return str(made["id"])

    def retire(self, retirement_id: str) -> dict[str, Any]:
        """Both officers. No fee is set for it, which the second acknowledges."""
        registrar = acting(self.cast.registrar, self.today)
        approver = acting(self.cast.registrar_approver, self.today)
        retirements.check(actor=registrar, retirement_id=retirement_id, note=CHECKED, now=now())
        return dict(
            retirements.retire(
                actor=approver,
                retirement_id=retirement_id,
                fee_not_set_acknowledged=True,
                today=self.today,
                now=now(),
            )
        )

    def signed(self, user: User) -> dict[str, Any]:
        """Who acts, and the signature under what the page would show."""
        return {
            "actor": acting(user, self.today),
            "typed_name": user.name,
            "capacity": CAPACITIES.get(user.email.partition("@")[0], "Director"),
            "now": now(),
        }
