"""The public register a hundred times its size, by plain SQL, outside what is timed. Names and numbers are made up."""

import os

from bench.ledger import rows

SUPPLY_LOTS = int(os.environ.get("BENCH_REGISTER_LOTS", "143800"))
"""A hundred times the 1,438 lots that the published register lists as issued."""

# Of a hundred lots in force, 21 were issued as they are and 79 came from a transfer; of those 76 retired some credits.
ROOTS = SUPPLY_LOTS * 21 // 100
TRANSFERS = SUPPLY_LOTS - ROOTS
RETIREMENTS = SUPPLY_LOTS * 76 // 100

_ECOSYSTEM_CLASSES = """
INSERT INTO credits_creditclass (scheme, kind, pct_id, pct_name, vegetation_formation, vegetation_class,
  offset_trading_group, community_name, hollow_bearing_trees, scientific_name, common_name, subregion, region,
  fingerprint)
SELECT 'nsw_bos', 'ecosystem', n, 'Box and gum type ' || n || ' of slopes', 'Grassy Woodlands',
  'Slopes Woodlands ' || n %% 60, 'Slopes Woodlands ' || n %% 60 || ' <50%%',
  CASE WHEN n %% 5 = 1 THEN 'Box woodland community ' || n %% 20 ELSE '' END,
  CASE WHEN n %% 3 = 0 THEN 'yes' ELSE 'no' END, '', '', 'Subregion ' || n %% 45, 'Region ' || n %% 12,
  'ecosystem-' || n
FROM generate_series(1, %(count)s) n
"""
_SPECIES_CLASSES = """
INSERT INTO credits_creditclass (scheme, kind, pct_name, vegetation_formation, vegetation_class, offset_trading_group,
  community_name, hollow_bearing_trees, species_id, scientific_name, common_name, subregion, region, fingerprint)
SELECT 'nsw_bos', 'species', '', '', '', '', '', '', n, 'Exemplum ' || n, 'Example owl ' || n, 'Subregion ' || n %% 45,
  'Region ' || n %% 12, 'species-' || n FROM generate_series(1, %(count)s) n
"""
_COLUMNS = (
    "INSERT INTO credits_lot (id, number, scheme, status, credit_class_id, holder_id, parent_id, root_id, "
    "agreement_number, received, available, reserved, ended, moved_out, deposit_settled, issued_on, "
    "issue_date_published, last_moved_at) "
)
_ROOTS = """{columns}SELECT n, 'CR-' || n, 'nsw_bos', 'issued', classes.ids[1 + n %% array_length(classes.ids, 1)],
  accounts.ids[1 + n %% array_length(accounts.ids, 1)], NULL, NULL, 'BS' || lpad((n %% 900)::text, 4, '0'), 1000,
  1000 - 10 * moved.times, 0, 0, 10 * moved.times, true, '2020-01-01', true, '2020-01-01'
FROM generate_series(1, %(roots)s) n
CROSS JOIN LATERAL (SELECT (%(transfers)s - n) / %(roots)s + 1 AS times) moved,
  (SELECT array_agg(id ORDER BY id) AS ids FROM credits_creditclass) classes,
  (SELECT array_agg(id ORDER BY id) AS ids FROM credits_holderaccount) accounts
"""
_TRANSFERRED = """{columns}SELECT %(roots)s + n, 'CR-' || %(roots)s + n, 'nsw_bos', 'issued', p.credit_class_id,
  accounts.ids[1 + n %% array_length(accounts.ids, 1)], p.id, p.id, p.agreement_number, 10,
  CASE WHEN n <= %(retirements)s THEN 6 ELSE 10 END, 0, 0, CASE WHEN n <= %(retirements)s THEN 4 ELSE 0 END, true,
  p.issued_on, true, p.last_moved_at
FROM generate_series(1, %(transfers)s) n JOIN credits_lot p ON p.id = 1 + (n - 1) %% %(roots)s,
  (SELECT array_agg(id ORDER BY id) AS ids FROM credits_holderaccount) accounts
"""
_RETIRED = """{columns}SELECT %(roots)s + %(transfers)s + n,
  'CR-' || %(roots)s + %(transfers)s + n, 'nsw_bos', 'retired', p.credit_class_id,
  p.holder_id, p.id, p.root_id, p.agreement_number, 4, 0, 0, 4, 0, true, p.issued_on, true, p.last_moved_at
FROM generate_series(1, %(retirements)s) n JOIN credits_lot p ON p.id = %(roots)s + n
"""
_ENTRY = (
    "INSERT INTO credits_movement (kind, from_lot_id, to_lot_id, quantity, source, cause, line, transaction_number, "
    "at, recorded_at, price, value_cents, reason, from_held_after, to_held_after, deposit_step, fee_step, "
    "signature_step, second_person_step) "
)
_STEPS = "'not_published', 'not_published', 'not_published', 'not_published'"
_MOVEMENTS = (
    """{columns} SELECT 'issue', NULL, id, 1000, 'register_import', 'issue ' || id, 1, '', '2020-01-01',
  '2020-01-01', '', NULL, '', NULL, 1000, {steps} FROM credits_lot WHERE parent_id IS NULL""",
    """{columns} SELECT 'transfer', parent_id, id, 10, 'register_import', 'transfer ' || id, 1,
  lpad((id - %(roots)s)::text, 8, '0'), '2020-01-02'::timestamptz + (id - %(roots)s) * interval '20 minutes', now(),
  (1000 + id %% 700)::text || '.50', 1000050 + id %% 700 * 1000, '', 1000 - 10 * ((id - %(roots)s - 1) / %(roots)s + 1),
  10, {steps} FROM credits_lot WHERE parent_id <= %(roots)s""",
    """{columns} SELECT 'retire', parent_id, id, 4, 'register_import', 'retire ' || id, 1,
  lpad((id - %(roots)s)::text, 8, '0'), '2025-01-02'::timestamptz + parent_id * interval '3 minutes', now(),
  '', NULL, '', 6, 4, {steps} FROM credits_lot WHERE parent_id > %(roots)s""",
)


def make_register() -> None:
    """Lots, retired lots and the movements between them, all adding up."""
    from registry.audit import triggers

    rows.make_holders(400)
    rows.run(_ECOSYSTEM_CLASSES, count=1_500)
    rows.run(_SPECIES_CLASSES, count=500)
    counts = {"roots": ROOTS, "transfers": TRANSFERS, "retirements": RETIREMENTS}
    # The triggers look at one movement after the other, as they come about; these are there all at once.
    triggers.remove()
    for statement in (_ROOTS, _TRANSFERRED, _RETIRED):
        rows.run(statement.replace("{columns}", _COLUMNS), **counts)
    for statement in _MOVEMENTS:
        rows.run(statement.replace("{columns}", _ENTRY).replace("{steps}", _STEPS), **counts)
    triggers.install()
    rows.analyse()
