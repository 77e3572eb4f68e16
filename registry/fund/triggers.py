"""Database triggers of the fund's books: nothing is posted into a closed period, and what decides a payment stays."""

from collections.abc import Iterable

from registry.audit.triggers import Trigger

ENTRY, PERIOD = "fund_entry", "fund_fundperiod"


def expected(vendor: str) -> Iterable[Trigger]:
    """No entry in a closed period; no closed period opened again."""
    yield _no_entry_in_closed_period(vendor)
    yield _closed_stays_closed(vendor)


def _no_entry_in_closed_period(vendor: str) -> Trigger:
    name = f"{ENTRY}_open_period"
    closed = f"EXISTS (SELECT 1 FROM {PERIOD} p WHERE p.id = NEW.period_id AND p.closed_at IS NOT NULL)"  # noqa: S608
    if vendor == "sqlite":
        return Trigger(
            name,
            ENTRY,
            (
                f"CREATE TRIGGER {name} BEFORE INSERT ON {ENTRY} WHEN {closed} "
                "BEGIN SELECT RAISE(ABORT, 'fund_entry_open_period: the period is closed'); END",
            ),
        )
    # A row lock on the period, shared by all who post, so that it is not closed under an entry on its way.
    function = f"{name}_check"
    return Trigger(
        name,
        ENTRY,
        (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
            f"PERFORM 1 FROM {PERIOD} p WHERE p.id IN (SELECT DISTINCT period_id FROM added) FOR KEY SHARE; "
            f"IF EXISTS (SELECT 1 FROM added a JOIN {PERIOD} p ON p.id = a.period_id WHERE p.closed_at IS NOT NULL) "
            "THEN RAISE EXCEPTION 'fund_entry_open_period: the period is closed' "
            "USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER INSERT ON {ENTRY} REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
        ),
    )


def _closed_stays_closed(vendor: str) -> Trigger:
    name = f"{PERIOD}_stays_closed"
    if vendor == "sqlite":
        return Trigger(
            name,
            PERIOD,
            (
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {PERIOD} WHEN OLD.closed_at IS NOT NULL "
                "BEGIN SELECT RAISE(ABORT, 'fund_period_stays_closed'); END",
            ),
        )
    function = f"{name}_check"
    return Trigger(
        name,
        PERIOD,
        (
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'fund_period_stays_closed' USING ERRCODE = 'restrict_violation'; END $$",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {PERIOD} FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) "
            f"EXECUTE FUNCTION {function}()",
        ),
    )
