"""P2: the ledger's own SQL against a bare double-entry function in SQL, 16 clients each.

Ours is the statement of `credits.lots.statements` that a transfer runs (it takes what is reserved, mints the lot and
records the movement) put into a database function, with every trigger and constraint of the tables. The bare side
is double entry as the textbook has it: two balances, one with a check, a transaction and its two entries, with their
keys and indexes. Both are one function call by the same clients (pgbench, prepared statements), on holdings drawn at
random, in turns. Ours must reach 0.7 of the bare side's calls per second.
Run: python tools/servers.py --pg --redis --durable -- python bench/ledger_sql.py
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.ledger.database import own_database, set_up_registry
from tools.servers import find_postgresql

CLIENTS, THREADS = 16, 2
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
HOLDINGS, HOLDERS = 10_000, 2_000
RATIO_MINIMUM = 0.7

BARE = """
CREATE TABLE bare_account (id bigint PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
CREATE TABLE bare_transaction (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE bare_entry (id bigserial PRIMARY KEY, transaction_id bigint NOT NULL REFERENCES bare_transaction,
  account_id bigint NOT NULL REFERENCES bare_account, amount bigint NOT NULL CHECK (amount <> 0));
CREATE INDEX bare_entry_transaction ON bare_entry (transaction_id);
CREATE INDEX bare_entry_account ON bare_entry (account_id);
INSERT INTO bare_account SELECT n, 1000000000 FROM generate_series(1, 10000) n;
CREATE FUNCTION bare_transfer(p_from bigint, p_to bigint, p_amount bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE made bigint;
BEGIN
  -- In the order of the ids, so that two transfers never wait for each other in a circle.
  PERFORM 1 FROM bare_account WHERE id IN (p_from, p_to) ORDER BY id FOR NO KEY UPDATE;
  UPDATE bare_account SET balance = balance - p_amount WHERE id = p_from AND balance >= p_amount;
  IF NOT FOUND THEN RAISE EXCEPTION 'not enough'; END IF;
  UPDATE bare_account SET balance = balance + p_amount WHERE id = p_to;
  INSERT INTO bare_transaction DEFAULT VALUES RETURNING id INTO made;
  INSERT INTO bare_entry (transaction_id, account_id, amount) VALUES (made, p_from, -p_amount), (made, p_to, p_amount);
  RETURN made;
END $$;
"""
BARE_CALL = f"""\\set a random(1, {HOLDINGS})
\\set b random(1, {HOLDINGS - 1})
SELECT bare_transfer(:a, CASE WHEN :b >= :a THEN :b + 1 ELSE :b END, 1);
"""
OUR_CALL = """\\set lot random({first}, {last})
\\set holder random({holder}, {holder} + {others})
SELECT bench_transfer(:lot, 1, :holder);
"""
FUNCTION = """
CREATE FUNCTION bench_transfer(p_lot bigint, p_quantity bigint, p_holder bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE child bigint; child_number text; made bigint; instant timestamptz := clock_timestamp();
BEGIN
  {statement} INTO child, child_number, made;
  IF NOT FOUND THEN RAISE EXCEPTION 'not enough'; END IF;
  RETURN made;
END $$
"""


def with_values(statement: str, **values: str) -> str:
    """The statement with SQL expressions in place of its named placeholders. Raises KeyError for one without."""
    return re.sub(r"%\((\w+)\)s", lambda found: values[found[1]], statement)


def our_function() -> str:
    """One transfer as `credits.ledger.move` runs it: its one statement in a function."""
    from credits.lots import statements

    return FUNCTION.format(
        statement=with_values(
            statements.move_at_once(reserved=True),
            lot="p_lot",
            quantity="p_quantity",
            at="instant",
            on="current_date",
            number="''",
            status="'issued'",
            holder_id="p_holder",
            available="p_quantity",
            ended="0",
            deposit_settled="true",
            issued_on="NULL",
            kind="'transfer'",
            source="'transfer'",
            cause="gen_random_uuid()::text",
            line="1",
            transaction_number="''",
            recorded_at="instant",
            price="'100'",
            value_cents="10000",
            reason="''",
            deposit_step="'not_required'",
            fee_step="'done'",
            signature_step="'done'",
            second_person_step="'done'",
            recorded_by="NULL",
        )
    )


def calls_per_second(url: str, script: str) -> float:
    """pgbench's own figure, without the time to connect."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        # The clients of the server's own package: no Python between the two sides that are compared.
        command = [str(find_postgresql() / "pgbench"), "-n", "-M", "prepared", "-c", str(CLIENTS)]
        command += ["-j", str(THREADS), "-T", str(max(1, round(SECONDS))), "-f", file.name, url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", told)
    failed = re.search(r"number of failed transactions: (\d+)", told)
    if found is None or (failed is not None and failed[1] != "0"):
        raise AssertionError(told)
    return float(found[1])


def main() -> int:
    """Set both sides up in one database, measure in turns, judge the median of the ratios."""
    with own_database("bench_sql") as url:
        set_up_registry(url)
        from bench.ledger import rows
        from credits.models import HolderAccount, Movement

        rows.make_holders(HOLDERS)
        lots = rows.make_root_lots(HOLDINGS, held=10_000_000, reserved=10_000_000)
        rows.run(BARE)
        rows.run(our_function())
        rows.analyse()
        holder = HolderAccount.objects.order_by("pk").values_list("pk", flat=True)[0]
        call = OUR_CALL.format(first=min(lots), last=max(lots), holder=holder, others=HOLDERS - 1)
        pairs = [(calls_per_second(url, call), calls_per_second(url, BARE_CALL)) for _ in range(ROUNDS)]
        if Movement.objects.filter(kind="transfer").count() < ROUNDS * 10:
            raise AssertionError("the function moved nothing")
        rows.run("SELECT 1")
    ratio = statistics.median(ours / bare for ours, bare in pairs)
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    fine = ratio >= RATIO_MINIMUM
    print(
        f"ledger's SQL, {CLIENTS} clients: {ours:,.0f} transfers/s, bare double entry {bare:,.0f}/s, "
        f"ratio {ratio:.2f} (at least {RATIO_MINIMUM}): {'ok' if fine else 'MISSED'}"
    )
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
