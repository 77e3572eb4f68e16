"""Database triggers that refuse to change or delete what is append-only, or frozen because it was published.

SQLite loses triggers whenever Django rebuilds a table, so they are installed again after every migration, and a
system check says when one is missing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import ForeignKey

APPEND_ONLY_MODELS = [
    "audit.AuditEvent",
    "audit.AuditSeal",
    "assessments.Calculation",
    "assessments.CreditLineRecord",
    "parties.Signature",
    "fees.FeeAmount",
    "agreements.EligibilityFinding",
    "agreements.PermittedActivity",
    "agreements.AgreementBoundary",
    "fund.DiscountRate",
    "fund.RuleParameter",
    "fund.IndexSeries",
    "fund.IndexNumber",
    "fund.BankHoliday",
    "fund.BankYear",
    "fund.Schedule",
    "fund.ScheduleYear",
    "fund.Entry",
    "fund.ResultShare",
    "fund.TaxStanding",
    "fund.Inspection",
    "fund.BankFile",
    "fund.FilePayment",
    "fund.ReturnFile",
    "fund.BankReturn",
    "fund.TaxInvoice",
    "credits.CreditClass",
    "credits.Movement",
    "credits.LedgerCheck",
    "market.EnquiryMessage",
    "market.EarlyReading",
    "certificates.IssuedDocument",
    "obligations.ScopeTest",
    "obligations.LineSetting",
    "obligations.Concurrence",
    "obligations.ImpactFinding",
    "obligations.DutyHolder",
    "obligations.ListedAction",
    "obligations.ExcludedEntity",
    "obligations.Discharge",
    "obligations.DiaryEntry",
    "public_registers.PublicChange",
]
"""Models whose rows are written once. `app.Model` labels; models that are not installed are passed over."""

FROZEN_ONCE_PUBLISHED = {"reference.Release": "published_on", "agreements.AgreedPlan": "frozen_at"}
"""Models whose rows are frozen, with every row of their own app that points at them, once the date named is set."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: its name, its table, and the statements that create it on the database at hand."""

    name: str
    table: str
    statements: tuple[str, ...]


_providers: list[Callable[[str], Iterable[Trigger]]] = []


def provide(provider: Callable[[str], Iterable[Trigger]]) -> None:
    """Have triggers of an app's own installed and checked with these: `provider` gives them for a database vendor."""
    if provider not in _providers:
        _providers.append(provider)


def append_only_tables() -> list[str]:
    """Database tables of the append-only models."""
    return [
        apps.get_model(label)._meta.db_table
        for label in APPEND_ONLY_MODELS
        if label.partition(".")[0] in apps.app_configs
    ]


def _append_only(vendor: str, table: str) -> Iterable[Trigger]:
    for verb in ("UPDATE", "DELETE"):
        name = f"{table}_no_{verb.lower()}"
        if vendor == "sqlite":
            yield Trigger(
                name,
                table,
                (
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
                ),
            )
        else:
            yield Trigger(
                name,
                table,
                (
                    _refusing_function("refuse_change", "is append-only"),
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
                ),
            )
    if vendor == "postgresql":
        yield no_truncate(table)


def no_truncate(table: str) -> Trigger:
    """Emptying a table passes by the triggers of its rows; only PostgreSQL has the statement."""
    name = f"{table}_no_truncate"
    return Trigger(
        name,
        table,
        (
            _refusing_function("refuse_change", "is append-only"),
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ),
    )


def _refusing_function(name: str, reason: str) -> str:
    """A PostgreSQL trigger function that refuses whatever the trigger lets through to it."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '% {reason}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )


def _frozen_tables() -> Iterable[tuple[str, str, str, str]]:
    """Table, its column that points at the published row, that row's table and its date column."""
    for label, published in FROZEN_ONCE_PUBLISHED.items():
        if label.partition(".")[0] not in apps.app_configs:
            continue
        model = apps.get_model(label)
        date_column = model._meta.get_field(published).column  # type: ignore[union-attr]
        yield model._meta.db_table, "id", model._meta.db_table, date_column
        for child in apps.get_app_config(model._meta.app_label).get_models():
            for field in child._meta.concrete_fields:
                if isinstance(field, ForeignKey) and field.related_model is model:
                    yield child._meta.db_table, field.column, model._meta.db_table, date_column


def _frozen(vendor: str, table: str, column: str, parent: str, date_column: str) -> Iterable[Trigger]:
    """A row may be written while its parent is unpublished, and never afterwards."""

    def published(row: str) -> str:
        if table == parent:
            return f"{row}.{date_column} IS NOT NULL"
        asked = f"p.id = {row}.{column} AND p.{date_column} IS NOT NULL"
        return f"EXISTS (SELECT 1 FROM {parent} p WHERE {asked})"  # noqa: S608 (names of models, no input)

    if vendor == "postgresql":
        yield no_truncate(table)
    conditions = {"UPDATE": published("OLD"), "DELETE": published("OLD")}
    if table != parent:
        conditions["INSERT"] = published("NEW")
        conditions["UPDATE"] = f"{published('OLD')} OR {published('NEW')}"
    for verb, condition in conditions.items():
        name = f"{table}_frozen_{verb.lower()}"
        if vendor == "sqlite":
            yield Trigger(
                name,
                table,
                (
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is frozen once published'); END",
                ),
            )
        else:
            # PostgreSQL allows no query in WHEN, so the function of each table asks.
            function = f"{name}_check"
            result = "OLD" if verb == "DELETE" else "NEW"
            yield Trigger(
                name,
                table,
                (
                    f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '% is frozen once published', TG_TABLE_NAME "
                    f"USING ERRCODE = 'restrict_violation'; END IF; RETURN {result}; END $$",
                    f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()",
                ),
            )


def expected(using: str = DEFAULT_DB_ALIAS) -> list[Trigger]:
    """Every trigger that belongs on a table that exists. Raises NotImplementedError for another database."""
    connection = connections[using]
    if connection.vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"no append-only triggers for {connection.vendor}")
    wanted: list[Trigger] = []
    for table in append_only_tables():
        wanted += _append_only(connection.vendor, table)
    for frozen in _frozen_tables():
        wanted += _frozen(connection.vendor, *frozen)
    for provider in _providers:
        wanted += provider(connection.vendor)
    existing = set(connection.introspection.table_names())
    return [trigger for trigger in wanted if trigger.table in existing]


def _drop(vendor: str, trigger: Trigger) -> str:
    suffix = f" ON {trigger.table}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {trigger.name}{suffix}"


def install(using: str = DEFAULT_DB_ALIAS) -> None:
    """Create the triggers on every table that exists. Safe to repeat."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in expected(using):
            cursor.execute(_drop(connection.vendor, trigger))
            for statement in trigger.statements:
                cursor.execute(statement)


def remove(using: str = DEFAULT_DB_ALIAS) -> None:
    """Drop the triggers. Only tests do this, to write what the triggers refuse."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in expected(using):
            cursor.execute(_drop(connection.vendor, trigger))


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of triggers that ought to exist and do not. Empty before the first migration."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {row[0] for row in cursor.fetchall()}
    return sorted({trigger.name for trigger in expected(using)} - found)


def install_after_migrate(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """post_migrate receiver: put the triggers back."""
    install(using)
