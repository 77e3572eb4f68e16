"""A deployment as it would run: its checks are clean, its migrations complete, its mistakes told plainly."""

import os
import subprocess
import sys

from tests.domain.deployed import ROOT, manage

PRODUCTION = {
    "SECRET_KEY": "".join(chr(33 + (index * 37) % 90) for index in range(64)),
    "ALLOWED_HOSTS": "registry.example.org",
    "CSRF_TRUSTED_ORIGINS": "https://registry.example.org",
    "DATABASE_URL": "postgresql://app@127.0.0.1:1/registry",
    "TRUSTED_PROXIES": "1",
    "LOG_LEVEL": "ERROR",
    "BANK_KEY": "bWFkZS11cC1rZXktb2YtYS10ZXN0LTMyLWJ5dGVzISE=",
}


def test_the_deployment_checks_find_nothing():
    run = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


def test_a_demonstration_is_told_from_a_deployment():
    run = manage("check", "--deploy", "--fail-level", "WARNING", **{**PRODUCTION, "DEMO": "1"})
    assert run.returncode == 1
    assert "registry.W001" in run.stderr


def test_sqlite_is_warned_about_in_a_deployment():
    settings = {name: value for name, value in PRODUCTION.items() if name != "DATABASE_URL"}
    run = manage("check", "--deploy", "--fail-level", "WARNING", **settings)
    assert run.returncode == 1
    assert "registry.W002" in run.stderr


def test_a_deployment_needs_the_key_of_the_bank_details():
    settings = {name: value for name, value in PRODUCTION.items() if name != "BANK_KEY"}
    run = manage("check", "--deploy", **settings)
    assert run.returncode == 1
    assert "registry.E003" in run.stderr


def test_a_key_of_the_bank_details_that_is_none_is_told_by_its_number_alone():
    run = manage("check", "--deploy", **{**PRODUCTION, "BANK_KEY": f"{PRODUCTION['BANK_KEY']},short"})
    assert run.returncode == 1
    assert "Key 2 of BANK_KEY" in run.stderr
    assert "short" not in run.stderr


def test_a_missing_secret_key_is_told_in_one_sentence(tmp_path):
    run = manage("check", VAR_DIR=str(tmp_path))
    assert run.returncode == 1
    assert run.stderr.strip().splitlines()[-1].endswith("Set SECRET_KEY to a long random text.")


def test_the_key_that_set_up_wrote_is_used_where_none_is_configured(tmp_path):
    (tmp_path / "secret.key").write_text("a-key-of-this-machine-" + "k" * 60)
    assert manage("check", VAR_DIR=str(tmp_path)).returncode == 0


def test_every_model_change_has_its_migration():
    run = manage("makemigrations", "--check", "--dry-run", TESTING="1")
    assert run.returncode == 0, run.stdout


def test_debug_is_off_unless_asked_for():
    program = "from registry import settings as s; print(s.DEBUG, s.DEMO, s.TESTING, s.OFFICER_MFA_REQUIRED)"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**kept, **PRODUCTION},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.strip() == "False False False True"
