"""The agreement of the demonstration: from an accepted stewardship report to registration, each side in its turn."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from assessments.models import Revision
from credits.demo.people import Cast, acting
from credits.lots.services import registration as issuing
from registry.agreements import criteria, selectors
from registry.agreements.models import Agreement
from registry.agreements.services import (
    activities,
    applications,
    biobanking,
    costs,
    eligibility,
    intentions,
    interests,
    registration,
    signing,
    terms,
)
from registry.parties.models import User

ANSWERS = {
    "fit_and_proper": "No conviction and no bankruptcy found in the registers searched.",
    "owner_or_authorised": "The family trust is the one owner on the title.",
    "no_unremedied_breach": "The family trust holds no other agreement that was broken.",
    "not_already_protected": "No reserve, covenant or offset on the title or in the register.",
    "no_inconsistent_use": "Grazing ends with the agreement; no mining title covers the site.",
    "boundary_defined": "The outline of the report follows fences and the ridge.",
}
COSTS: dict[str, tuple[str, int, int]] = {
    "grazing": ("fencing", 18_000, 1_200),
    "native_vegetation": ("monitoring", 4_000, 4_000),
    "threatened_species_habitat": ("restoration", 9_000, 1_500),
    "integrated_pest_animal_control": ("weeds_pests", 6_500, 6_500),
    "habitat_enhancement": ("restoration", 14_000, 2_000),
    "vegetation_and_habitat_augmentation": ("restoration", 22_000, 8_000),
    "high_threat_weed_control": ("weeds_pests", 24_000, 9_500),
}
"""Each action of the plan: what the money is for, dollars in its first year, dollars in each later year. Made up."""
TERMS = (
    "The owners manage the site under the plan, for ever. They keep stock out, let an officer of the Trust onto the "
    "land after notice, and report each year. Payments follow the plan once the fund holds the deposit. "
    "These terms were made up for the demonstration."
)


@dataclass(frozen=True, slots=True)
class Table:
    """Both sides of one agreement, with the day they meet on."""

    cast: Cast
    agreement_id: str
    today: date

    def at(self, user: User) -> dict[str, Any]:
        """What every command of the agreement is told: who acts, and on which agreement."""
        return {"actor": acting(user, self.today), "agreement_id": self.agreement_id}

    def agreement(self) -> Agreement:
        """As it is stored now."""
        return Agreement.objects.get(public_id=self.agreement_id)

    def signed_by(self, user: User, capacity: str) -> dict[str, Any]:
        """A signature under what the page would show."""
        return self.at(user) | {"typed_name": user.name, "capacity": capacity, "now": now()}


def now() -> datetime:
    """The instant of a signature or a decision."""
    return timezone.now()


def apply_for(cast: Cast, revision: Revision, *, site_name: str, holding_area_m2: int, today: date) -> Table:
    """The landholder lodges the intention and applies with the accepted report."""
    landholder = acting(cast.landholder, today)
    family = str(cast.landholder_family.public_id)
    lodged = intentions.lodge(
        actor=landholder,
        applicant_id=family,
        trust_id=str(cast.trust.public_id),
        site_name=site_name,
        locality="Singleton",
        local_government_area="Singleton",
        holding_area_m2=holding_area_m2,
        intention="We want to protect the forest for ever and sell the credits. The pasture stays in use.",
        today=today,
    )
    table = Table(cast, lodged["id"], today)
    applications.apply(
        **table.at(cast.landholder),
        revision_id=str(revision.public_id),
        holding_area_m2=holding_area_m2,
        shares=[[family, 1]],
        today=today,
    )
    return table


def assess(table: Table) -> None:
    """The trust's officer records what was found about the person and about the land, and who consents."""
    officer = table.at(table.cast.trust_officer)
    for criterion in criteria.CRITERIA:
        eligibility.record(
            **officer,
            subject=criterion.subject,
            criterion=criterion.code,
            met=True,
            reason=ANSWERS[criterion.code],
        )
    bank = interests.name(**officer, name="Valley Rural Bank (made up)", interest="mortgage")
    interests.answer(
        **officer,
        interest_id=bank["interest_id"],
        answer="given",
        evidence="Letter of consent of the bank (made up)",
        answered_on=table.today - timedelta(days=3),
    )
    activities.record(
        **officer,
        activity="Walking track along the ridge",
        conditions="On foot, no more than one metre wide.",
        harmless=True,
        finding="An old stock track without regrowth; nothing is cleared.",
    )
    activities.record(
        **officer,
        activity="Collecting firewood",
        harmless=False,
        finding="Logs on the ground are habitat and are scored in the report.",
    )


def cost(table: Table) -> None:
    """The landholder states what each action costs in each of twenty years, and in each year after them."""
    agreement = table.agreement()
    plan = selectors.plan_open(agreement)
    actions = [] if plan is None else list(plan.actions.all())
    rows = []
    for action in actions:
        purpose, first_dollars, later_dollars = COSTS[action.action_code]
        for year in (*range(action.first_year, (action.last_year or 20) + 1), None):
            if year is None and action.last_year is not None:
                continue
            dollars = first_dollars if year == action.first_year else later_dollars
            rows.append(
                {
                    "action_id": str(action.public_id),
                    "purpose": purpose,
                    "year": year,
                    "amount_cents": dollars * 100,
                }
            )
    costs.set_costs(**table.at(table.cast.landholder), rows=rows, expected_version=agreement.version)


def propose(table: Table) -> None:
    """The trust proposes the terms: from here on the two negotiate."""
    terms.propose(**table.at(table.cast.trust_officer), text=TERMS, today=table.today)


def agree_and_sign(table: Table) -> None:
    """The landholder agrees and signs; the trust's approver signs for the Minister."""
    cast = table.cast
    terms.agree(**table.at(cast.landholder), expected_version=table.agreement().version, today=table.today)
    signing.sign_holder(**table.signed_by(cast.landholder, "Trustee of the family trust"))
    signing.sign_trust(**table.signed_by(cast.trust_approver, "Approver, for the Minister"))


def register(table: Table, *, number: str) -> list[dict[str, Any]]:
    """Two people of the registrar's office register it; gives the number and quantity of each lot issued."""
    cast = table.cast
    registration.prepare(
        **table.at(cast.registrar), number=number, title_reference="Dealing made up for the demonstration"
    )
    lots: list[dict[str, Any]] = issuing.register(
        **table.at(cast.registrar_approver), today=table.today, now=now()
    )["lots"]
    return lots


def record_earlier(cast: Cast, *, number: str, today: date) -> None:
    """A BioBanking agreement: an earlier origin, kept apart (N1)."""
    biobanking.record(
        actor=acting(cast.registrar, today),
        number=number,
        site_name="Saltbush Flat (demo)",
        applicant_id=str(cast.pastoral.public_id),
        trust_id=str(cast.trust.public_id),
        registered_on=today - timedelta(days=3_650),
        activated_on=today - timedelta(days=3_285),
        title_reference="Dealing made up for the demonstration",
        source="Made up for the demonstration",
        locality="Muswellbrook",
        local_government_area="Muswellbrook",
        today=today,
    )
