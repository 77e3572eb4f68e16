"""Histories tell every act with credits in words."""

import re
from pathlib import Path
from types import ModuleType

import credits
from credits.lots.web.event_words import SENTENCES, sentence
from registry import fund


def commands_of(package: ModuleType) -> list[str]:
    return sorted(
        name
        for path in Path(package.__path__[0]).rglob("*.py")
        for name in re.findall(r'^@command\("([a-z_.]+)"', path.read_text(), re.MULTILINE)
    )


COMMANDS = commands_of(credits)


def test_every_command_of_the_credits_has_words():
    assert "interest.list" in COMMANDS
    assert [name for name in COMMANDS if name not in SENTENCES and not name.startswith("agreement.")] == []


def test_every_command_of_the_fund_has_words():
    assert "run.release" in commands_of(fund)
    assert [name for name in commands_of(fund) if name not in SENTENCES] == []
    assert sentence("run.release", {"run": "SPF/2026-27/1", "lines": 1200}) == (
        "released the 1,200 payments of run SPF/2026-27/1"
    )


def test_a_name_that_is_published_has_words():
    assert SENTENCES["organisation.publish_name"].endswith("organisation's name")


def test_every_sentence_can_be_told_of_any_event():
    assert [name for name in SENTENCES if "{" in sentence(name, {})] == []
    told = sentence("stage.commence", {"stage": 2, "commenced_on": "2026-11-02"})
    assert told == "recorded that stage 2 commenced on 02/11/2026"
