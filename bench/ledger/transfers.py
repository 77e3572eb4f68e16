"""Transfers that are accepted, checked and paid for, made in bulk so that a benchmark times settling alone."""

from bench.ledger.rows import DAY, INSTANT, run

_SIGNATURE = """
INSERT INTO parties_signature (public_id, statement_code, statement_text, signer_id, signer_name, organisation_id,
  capacity, signed_at, request_id)
SELECT gen_random_uuid(), 'bench', 'Made up.', %(signer)s, 'Signer', id, 'Owner', %(instant)s, ''
FROM parties_organisation ORDER BY id LIMIT 1 RETURNING id
"""
_AMOUNT = """
INSERT INTO fees_feeamount (kind, amount_cents, effective_from, source, demo, entered_by_id, entered_at)
VALUES ('credit_transfer', 12345, '2026-01-01', 'Made up for a benchmark', true, %(signer)s, %(instant)s) RETURNING id
"""
_OFFERS = """
INSERT INTO credits_offer (public_id, lot_id, state, quantity, remaining, price, price_millionths, zero_price_reason,
  related_party, channel, note, signature_id, made_by_id, made_at, closed_at)
SELECT gen_random_uuid(), id, 'taken', reserved, 0, '1500.50', 1500500000, '', false, 'open_market', '',
  %(signature)s, %(signer)s, %(instant)s, %(instant)s FROM credits_lot WHERE id = ANY(%(lots)s)
"""
_TRANSFERS = """
INSERT INTO credits_transfer (public_id, lot_id, quantity, lodged_by_id, lodged_at, checked_by_id, checked_at,
  check_note, closing_reason, state, offer_id, seller_id, buyer_id, price, value_cents, related_party,
  signature_id, fee_id)
SELECT gen_random_uuid(), lot.id, 1, %(signer)s, %(instant)s, %(checker)s, %(instant)s, 'Signatures seen.', '',
  'checked', offer.id, lot.holder_id, buyer.organisation_id, '1500.50', 150050, false,
  %(signature)s, fee.id
FROM credits_lot lot
JOIN credits_offer offer ON offer.lot_id = lot.id
CROSS JOIN generate_series(1, %(each)s) n
JOIN fees_feecharge fee ON fee.subject = 'transfer:' || lot.id || '-' || n
JOIN (SELECT organisation_id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS count
  FROM credits_holderaccount) buyer ON buyer.place = (lot.id * 7 + n) %% buyer.count
WHERE lot.id = ANY(%(lots)s) AND buyer.organisation_id <>
  (SELECT organisation_id FROM credits_holderaccount WHERE id = lot.holder_id)
RETURNING public_id
"""
_CHARGES = """
INSERT INTO fees_feecharge (public_id, kind, subject, amount_id, charged_on, paid_on, receipt, recorded_by_id)
SELECT gen_random_uuid(), 'credit_transfer', 'transfer:' || lot.id || '-' || n, %(amount)s, %(day)s, %(day)s,
  'R' || lot.id || '-' || n, %(checker)s
FROM credits_lot lot CROSS JOIN generate_series(1, %(each)s) n WHERE lot.id = ANY(%(lots)s)
"""


def make_people() -> tuple[int, int, int]:
    """A signer, a registrar and a registrar's approver; their ids."""
    from datetime import date

    from registry.actor import REGISTRAR, REGISTRAR_APPROVER
    from registry.parties.models import Membership, Organisation, OrganisationKind, RoleAssignment, User

    office = Organisation.objects.create(name="Registrar's Office", kind=OrganisationKind.REGISTRAR)
    ids = []
    for name, role in (("Sol", ""), ("Robin", REGISTRAR), ("Ruth", REGISTRAR_APPROVER)):
        user = User.objects.create_user(email=f"{name.lower()}@example.org", name=name)
        if role:
            Membership.objects.create(user=user, organisation=office)
            RoleAssignment.objects.create(
                user=user, organisation=office, role=role, valid_from=date(2026, 1, 1)
            )
        ids.append(user.pk)
    return ids[0], ids[1], ids[2]


def make_checked_transfers(lots: list[int], *, each: int, signer: int, checker: int) -> list[str]:
    """`each` transfers of one credit out of every lot, to other holders, fee paid; their public ids."""
    values = {
        "signer": signer,
        "checker": checker,
        "instant": INSTANT,
        "day": DAY,
        "lots": lots,
        "each": each,
    }
    values["signature"] = run(_SIGNATURE, **values)[0][0]
    amounts = run("SELECT id FROM fees_feeamount") or run(_AMOUNT, **values)
    values["amount"] = amounts[0][0]
    run(_OFFERS, **values)
    run(_CHARGES, **values)
    return [str(row[0]) for row in run(_TRANSFERS, **values)]
