"""Checking a document offline: the published certificate and the file, and nothing else."""

import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.management import call_command
from pyhanko.sign.general import SigningError

from credits.certificates import checking, signing
from credits.certificates.checking import CHANGED, NOT_OURS, UNREADABLE, UNSIGNED, VALID
from credits.certificates.papers.drawing import Signer, draw
from credits.certificates.papers.writing import paper_of
from credits.certificates.sealed import Label, facts_sha256, seal
from credits.certificates.signing import SigningKey

PLACES = 2_000 if os.environ.get("TEST_FULL") == "1" else 50
FACTS: dict[str, Any] = {
    "kind": "retirement_certificate",
    "transaction": "R0000012",
    "lot": "CR-60012",
    "new_lot": "CR-60044",
    "agreement": "BS9001",
    "class": [["IBRA subregion", "Hunter"]],
    "quantity": 120,
    "holder": "Name withheld",
    "purpose": "Voluntary",
    "obligation": "",
    "local_government_area": "",
    "consent_on": None,
    "retired_on": "2026-11-20",
}


def a_label(now: datetime) -> Label:
    return Label("C-0000012", FACTS["kind"], "5cbb9a5c", now.isoformat(), "https://registry.example.org/x/")


def unsigned(now: datetime, key: SigningKey | None = None, *, facts: dict[str, Any] = FACTS) -> bytes:
    return draw(
        paper_of(facts),
        label=a_label(now),
        facts=facts,
        issued_at=now,
        issued_words="today",
        signer=Signer(key.name, key.fingerprint) if key else None,
    )


def a_key(folder: Path, now: datetime, *, days: int = 10) -> SigningKey:
    path = folder / f"{random.random()}.p12"
    path.write_bytes(signing.make_trial_key("", now=now, days=days))
    key = signing.read_key(str(path), "")
    assert key is not None
    return key


@pytest.fixture
def key(tmp_path: Path, now: datetime) -> SigningKey:
    return a_key(tmp_path, now)


@pytest.fixture
def pdf(key: SigningKey, now: datetime) -> bytes:
    """A signed document."""
    return signing.sign(unsigned(now, key), key, now=now)


@pytest.fixture
def check(key: SigningKey, now: datetime) -> Callable[[bytes], checking.Checked]:
    return lambda content: checking.check(content, [key.certificate], now=now)


def test_a_signed_document_is_valid_and_tells_what_it_states(
    pdf: bytes, check: Callable[[bytes], checking.Checked], key: SigningKey
) -> None:
    found = check(pdf)
    assert (found.verdict, found.valid, found.signer, found.notes) == (VALID, True, key.fingerprint, ())
    assert found.sealed is not None
    assert found.sealed.facts == FACTS
    assert found.sealed.facts_sha256 == facts_sha256(FACTS)


def test_a_document_changed_by_one_byte_is_never_valid(
    pdf: bytes, check: Callable[[bytes], checking.Checked]
) -> None:
    chosen = random.Random(20_261_121)
    signature = pdf.index(b"/Contents <") + len(b"/Contents <")
    places = [chosen.randrange(len(pdf)) for _ in range(PLACES // 2)]
    # The signature cannot cover its own bytes, so half of the changes are made there.
    places += [signature + chosen.randrange(2_200) for _ in range(PLACES // 2)]
    for place in places:
        changed = bytearray(pdf)
        digit = chr(changed[place]).isdigit()
        changed[place] = 48 + (changed[place] - 47) % 10 if digit else changed[place] ^ 0x20
        assert changed != pdf
        assert not check(bytes(changed)).valid, place


def test_every_part_of_the_signature_that_is_not_signed_is_held_to_what_the_registry_writes(
    pdf: bytes, check: Callable[[bytes], checking.Checked]
) -> None:
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    lower = pdf[:start] + pdf[start : start + 2_000].lower() + pdf[start + 2_000 :]
    assert check(lower).verdict == CHANGED
    end = pdf.index(b">", start)
    padded = pdf[: end - 1] + b"1" + pdf[end:]
    assert check(padded).verdict == CHANGED


def test_an_addition_after_the_signature_is_refused(
    pdf: bytes, check: Callable[[bytes], checking.Checked]
) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.add_metadata({"/Note": "harmless"})
    out = io.BytesIO()
    writer.write(out)
    added = out.getvalue()
    assert added.startswith(pdf) and len(added) > len(pdf)
    assert check(added).verdict == CHANGED
    assert not check(pdf + b"\n").valid


def test_a_truncated_file_is_not_valid(pdf: bytes, check: Callable[[bytes], checking.Checked]) -> None:
    for share in (0.1, 0.5, 0.9, 0.999):
        assert not check(pdf[: int(len(pdf) * share)]).valid


def test_another_key_of_the_same_name_is_not_ours(
    pdf: bytes, tmp_path: Path, now: datetime, check: Callable[[bytes], checking.Checked]
) -> None:
    forger = a_key(tmp_path, now)
    assert check(signing.sign(unsigned(now, forger), forger, now=now)).verdict == NOT_OURS
    assert checking.check(pdf, [forger.certificate], now=now).verdict == NOT_OURS
    assert checking.check(pdf, [], now=now).verdict == NOT_OURS


def test_a_second_signature_is_refused(
    pdf: bytes, tmp_path: Path, now: datetime, check: Callable[[bytes], checking.Checked]
) -> None:
    with pytest.raises(SigningError):
        signing.sign(pdf, a_key(tmp_path, now), now=now)


def test_an_unsigned_document_says_that_only_the_registry_knows(
    now: datetime, check: Callable[[bytes], checking.Checked]
) -> None:
    found = check(unsigned(now))
    assert found.verdict == UNSIGNED
    assert found.sealed is not None and found.sealed.facts == FACTS


def test_a_certificate_out_of_date_signs_nothing(tmp_path: Path, now: datetime) -> None:
    old = a_key(tmp_path, now - timedelta(days=30), days=10)
    with pytest.raises(signing.KeyUnusable, match="in date"):
        signing.sign(unsigned(now), old, now=now)


def test_a_document_signed_after_its_certificate_ran_out_is_not_ours(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = a_key(tmp_path, now - timedelta(days=30), days=10)
    monkeypatch.setattr(SigningKey, "require_in_date", lambda self, now: None)
    pdf = signing.sign(unsigned(now, old), old, now=now)
    assert checking.check(pdf, [old.certificate], now=now).verdict == NOT_OURS


def test_a_certificate_that_ran_out_since_still_vouches_and_says_so(
    pdf: bytes, key: SigningKey, now: datetime
) -> None:
    found = checking.check(pdf, [key.certificate], now=now + timedelta(days=400))
    assert found.valid
    assert len(found.notes) == 1 and "has run out" in found.notes[0]


def test_facts_inside_that_are_not_the_printed_ones_are_refused(
    key: SigningKey, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = unsigned(now, key)
    other = {**FACTS, "quantity": 999}
    swapped = printed.replace(seal(a_label(now), FACTS), seal(a_label(now), other))
    assert swapped != printed
    found = checking.check(signing.sign(swapped, key, now=now), [key.certificate], now=now)
    assert found.verdict == CHANGED
    assert found.reason == "What is printed is not what the document carries inside."


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.4" + b"\0" * 5_000, b"%PDF-1.4" + b"[" * 50_000],
)
def test_what_is_no_document_is_never_valid_and_never_a_crash(
    content: bytes, check: Callable[[bytes], checking.Checked]
) -> None:
    assert check(content).verdict in {UNREADABLE, NOT_OURS}


def test_a_file_that_is_too_large_is_not_read(check: Callable[[bytes], checking.Checked]) -> None:
    assert check(b"%PDF-" + b"x" * checking.LARGEST_FILE_BYTES).verdict == UNREADABLE


def test_a_certificate_of_an_authority_signs_as_well(now: datetime) -> None:
    """An RSA key whose certificate another one issued: what a real registry would have."""
    issuer_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    own_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

    certificate = (
        x509.CertificateBuilder()
        .subject_name(named("A registry"))
        .issuer_name(named("An authority"))
        .public_key(own_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(issuer_key, hashes.SHA256())
    )
    key = SigningKey(own_key, certificate)
    pdf = signing.sign(unsigned(now, key), key, now=now)
    assert checking.check(pdf, [certificate], now=now).valid


# --- the command, in a process without a database ---------------------------------------------------------------------


def run(*arguments: str, folder: Path) -> tuple[int, str]:
    """The command as somebody runs it who has the file and the certificate and no database."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "registry.settings",
        "SECRET_KEY": "x" * 60,
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/none.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "verify_document", *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (folder / "none.sqlite3").exists()
    return done.returncode, done.stdout + done.stderr


def test_the_command_checks_without_a_database(
    pdf: bytes, key: SigningKey, tmp_path: Path, now: datetime
) -> None:
    document, pem = tmp_path / "document.pdf", tmp_path / "certificate.pem"
    pem.write_bytes(signing.pem([key.certificate]))
    document.write_bytes(pdf)
    code, said = run(str(document), "--certificate", str(pem), folder=tmp_path)
    assert code == 0 and said.startswith("VALID: ") and "120 credits are retired." in said

    document.write_bytes(pdf[:5_000] + bytes([pdf[5_000] ^ 1]) + pdf[5_001:])
    code, said = run(str(document), "--certificate", str(pem), "--json", folder=tmp_path)
    assert code in {1, 2} and json.loads(said)["valid"] is False

    document.write_bytes(unsigned(now))
    code, said = run(str(document), folder=tmp_path)
    assert code == 1 and said.startswith("NOT VALID: The document is not signed.")


def test_a_made_up_file_cannot_write_its_own_verdict_on_a_terminal(
    key: SigningKey, now: datetime, tmp_path: Path
) -> None:
    spoof = "Voluntary\x1b[2J\x1b[H\nVALID: the registry's certificate signed exactly this file."
    (tmp_path / "made-up.pdf").write_bytes(unsigned(now, facts=FACTS | {"purpose": spoof}))
    (tmp_path / "key.pem").write_bytes(signing.pem([key.certificate]))
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command(
            "verify_document",
            str(tmp_path / "made-up.pdf"),
            certificate=str(tmp_path / "key.pem"),
            stdout=out,
        )
    assert out.getvalue().startswith("NOT VALID: The document is not signed.")
    assert "\x1b" not in out.getvalue()
    assert not [line for line in out.getvalue().splitlines() if line.startswith("VALID")]


def test_the_command_cannot_read_what_is_not_there(tmp_path: Path) -> None:
    code, said = run(str(tmp_path / "gone.pdf"), folder=tmp_path)
    assert code == 2 and "gone.pdf" in said
