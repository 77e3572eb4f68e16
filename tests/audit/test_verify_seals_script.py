"""The script that anybody can download from the proof page: it finds what was changed, with Python alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registry import actor
from registry.audit import seals
from registry.audit.chain import link_hash
from registry.audit.events import ChainKey, record

pytestmark = pytest.mark.django_db
SCRIPT = "registry/verify_seals.py"


def write(*keys: str) -> None:
    with transaction.atomic():
        for key in keys:
            record(
                chain=ChainKey("test", key),
                action="test.happened",
                actor=actor.system("tests"),
                at=timezone.now(),
                subject="Grüße",
                data={},
            )


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content, "utf-8")


@pytest.fixture
def files(client: Client, tmp_path: Path) -> dict[str, Path]:
    """Three seals and the heads, as the proof page gives them."""
    for keys in (("a", "b"), ("a",), ("b", "c")):
        write(*keys)
        seals.seal(now=timezone.now())
    write("c")
    found = {}
    for number in (1, 2, 3):
        found[str(number)] = tmp_path / f"audit-seal-{number}.json"
        found[str(number)].write_text(text_of(client.get(reverse("proof-seal", args=[number]))))
    found["heads"] = tmp_path / "audit-heads.json"
    found["heads"].write_text(text_of(client.get(reverse("proof-heads"))))
    return found


def run(*paths: Path) -> tuple[int, str]:
    """Exit status and what was said, by a Python that finds no package but its own."""
    script = finders.find(SCRIPT)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(script), *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def change(path: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    found = json.loads(path.read_text())
    edit(found)
    path.write_text(json.dumps(found))


def reseal(found: dict[str, Any], heads: list[list[Any]]) -> None:
    """Make a seal anew over other heads, so that it agrees with itself."""
    found["body"] = json.dumps(json.loads(found["body"]) | {"heads": heads})
    found["hash"] = link_hash(found["previous_hash"], found["body"])


def test_what_the_page_gives_holds_in_any_order(files: dict[str, Path]) -> None:
    said = "3 seals, with the heads of today: 0 faults.\n"
    assert run(files["heads"], files["3"], files["1"], files["2"]) == (0, said)
    assert run(files["1"]) == (0, "1 seals, without the heads of today: 0 faults.\n")


def test_a_seal_that_was_not_given_is_named(files: dict[str, Path]) -> None:
    status, said = run(files["1"], files["3"])
    assert (status, "not checked: seals 2." in said) == (0, True)


def _one_byte(found: dict[str, Any]) -> None:
    found["body"] = found["body"].replace('"events":', '"events": ')


HARM: dict[str, tuple[str, Callable[[dict[str, Any]], None], str]] = {
    "a changed byte": ("2", _one_byte, "seal 2: its hash does not cover its text"),
    "a seal made anew": ("1", lambda f: reseal(f, []), "seal 2: does not point to the seal before it"),
    "another number": ("1", lambda f: f.update(number=9), "seal 9: its text is that of another seal"),
    "a shorter chain": (
        "3",
        lambda f: reseal(f, [["test", "a", 1, "f" * 64]]),
        "seal 3: chain test/a is shorter than in seal 2",
    ),
    "a rewritten chain": (
        "3",
        lambda f: reseal(f, [["test", "a", 2, "f" * 64]]),
        "seal 3: chain test/a was rewritten since seal 2",
    ),
    "a chain gone": (
        "heads",
        lambda f: f.update(heads=[head for head in f["heads"] if head[:2] != ["test", "a"]]),
        "the heads: chain test/a of seal 1 is gone",
    ),
    "another newest seal": (
        "heads",
        lambda f: f.update(newest_seal=[3, "f" * 64]),
        "the heads: seal 3 has another hash there",
    ),
    "old heads": (
        "heads",
        lambda f: f.update(newest_seal=None),
        "the heads: they were read before seal 1 was made",
    ),
}


@pytest.mark.parametrize("harm", HARM)
def test_each_kind_of_change_is_found_and_named(files: dict[str, Path], harm: str) -> None:
    which, edit, told = HARM[harm]
    change(files[which], edit)
    status, said = run(*files.values())
    assert (status, told in said) == (1, True), said


def test_a_file_that_is_neither_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text("[1]")
    status, said = run(other)
    assert (status, "is no seal and no file of heads" in said) == (2, True)
    assert run()[0] == 2


def test_the_proof_page_leads_to_the_script(client: Client) -> None:
    assert f"/{SCRIPT}" in client.get(reverse("proof")).content.decode()
