"""An archive holds every file under a safe name, and the same files give the same bytes."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.conf import settings

from registry.documents.archive import safe_name, write_archive

CREATED_AT = datetime(2026, 3, 1, 9, 30, 14, tzinfo=UTC)
FILES = [("report.pdf", b"%PDF" * 50), ("photos/plot 1.jpg", b"jpeg"), ("tables.xlsx", b"")]


def read(data: bytes) -> ZipFile:
    archive = ZipFile(BytesIO(data))
    assert archive.testzip() is None
    return archive


def test_an_archive_holds_each_file_in_order_with_the_date_given() -> None:
    archive = read(write_archive(FILES, CREATED_AT))
    assert [(entry.filename, archive.read(entry)) for entry in archive.infolist()] == FILES
    assert {entry.date_time for entry in archive.infolist()} == {(2026, 3, 1, 9, 30, 14)}


def test_the_same_files_give_the_same_bytes_wherever_the_clock_stands() -> None:
    elsewhere = CREATED_AT.astimezone(timezone(timedelta(hours=11)))
    assert write_archive(FILES, CREATED_AT) == write_archive(FILES, elsewhere)
    assert write_archive(FILES, CREATED_AT + timedelta(minutes=1)) != write_archive(FILES, CREATED_AT)


def test_another_process_in_another_time_zone_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from tests.documents.test_kit_archive import *\n"
        "print(hashlib.sha256(write_archive(FILES, CREATED_AT)).hexdigest())"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=settings.BASE_DIR,
            env={
                "TZ": zone,
                "PYTHONHASHSEED": seed,
                "PATH": "/usr/bin:/bin",
                "DJANGO_SETTINGS_MODULE": "tests.settings",
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone, seed in (("UTC", "1"), ("Australia/Sydney", "2"))
    }
    assert len(prints) == 1


def test_a_date_needs_a_time_zone_and_one_before_zips_began_is_their_first() -> None:
    with pytest.raises(ValueError, match="time zone"):
        write_archive(FILES, datetime(2026, 3, 1))
    old = read(write_archive(FILES, datetime(1970, 1, 1, tzinfo=UTC)))
    assert old.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("photos/Plot 1 – north.jpg", "photos/Plot 1 – north.jpg"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\x.exe", "C_/Windows/x.exe"),
        ("a/./b/../c", "a/b/c"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("what?*.jpg", "what__.jpg"),
        ("a\x00b\u202eGPJ.exe", "abGPJ.exe"),
        ("name. ", "name"),
        ("", "file"),
        ("..", "file"),
        ("cafe\u0301.jpg", "caf\u00e9.jpg"),
    ],
)
def test_a_name_is_made_safe_to_unpack(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("長" * 300 + ".jpeg")
    assert name.endswith(".jpeg") and len(name.encode()) <= 150


def test_names_that_are_the_same_but_for_case_get_numbers() -> None:
    archive = read(
        write_archive([("A.jpg", b"1"), ("a.JPG", b"2"), ("x/A.jpg", b"3"), ("a.jpg", b"4")], CREATED_AT)
    )
    assert archive.namelist() == ["A.jpg", "a (2).JPG", "x/A.jpg", "a (3).jpg"]
