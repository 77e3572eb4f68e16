"""Check seals of the audit chains, and the heads of the chains, on a machine of your own: no network, no other package.

    python3 verify_seals.py audit-seal-1.json audit-seal-2.json audit-heads.json

Give the seal files you have downloaded, in any order, and the file of heads if you have it. Looked at is whether each
seal's hash covers its text and the seal before it, and whether every chain that a seal names has only grown since. Ends
with 0 where everything holds, with 1 where something does not, with 2 where a file cannot be read.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
"""What the first seal points back to."""


def faults_of_seals(seals: list[dict[str, Any]]) -> list[str]:
    """What does not hold about the seals themselves, oldest first."""
    faults = []
    before: dict[str, Any] = {"number": 0, "hash": GENESIS}
    for seal in seals:
        name, text = f"seal {seal['number']}", f"{seal['previous_hash']}\n{seal['body']}"
        if hashlib.sha256(text.encode()).hexdigest() != seal["hash"]:
            faults.append(f"{name}: its hash does not cover its text")
        if json.loads(seal["body"])["number"] != seal["number"]:
            faults.append(f"{name}: its text is that of another seal")
        if seal["number"] == before["number"] + 1:
            if seal["previous_hash"] != before["hash"]:
                faults.append(f"{name}: does not point to the seal before it")
        elif seal["number"] == before["number"]:
            faults.append(f"{name}: given twice, and not the same")
        before = seal
    return faults


def faults_of_heads(lists: list[tuple[str, list[list[Any]]]]) -> list[str]:
    """What shrank or was rewritten between the lists, oldest first: a chain only grows."""
    faults = []
    known: dict[tuple[str, str], tuple[int, str, str]] = {}
    for where, heads in lists:
        for kind, key, length, head_hash in heads:
            earlier_length, earlier_hash, earlier_where = known.get((kind, key), (0, "", ""))
            if length < earlier_length:
                faults.append(f"{where}: chain {kind}/{key} is shorter than in {earlier_where}")
            elif length == earlier_length and head_hash != earlier_hash:
                faults.append(f"{where}: chain {kind}/{key} was rewritten since {earlier_where}")
            known[kind, key] = (length, head_hash, where)
    return faults


def faults_of_the_newest(seals: list[dict[str, Any]], found: dict[str, Any]) -> list[str]:
    """What does not hold between the seals and the file of all heads."""
    faults = []
    listed = {(kind, key) for kind, key, _, _ in found["heads"]}
    for seal in seals:
        for kind, key, _, _ in json.loads(seal["body"])["heads"]:
            if (kind, key) not in listed:
                faults.append(f"the heads: chain {kind}/{key} of seal {seal['number']} is gone")
    number, newest_hash = found["newest_seal"] or (0, "")
    for seal in seals:
        if seal["number"] == number and seal["hash"] != newest_hash:
            faults.append(f"the heads: seal {number} has another hash there")
        if seal["number"] > number:
            faults.append(
                f"the heads: they were read before seal {seal['number']} was made; download them again"
            )
    return faults


def missing_between(seals: list[dict[str, Any]]) -> list[int]:
    """Numbers of seals that were not given: the link across them cannot be checked."""
    given = {seal["number"] for seal in seals}
    return [number for number in range(1, max(given, default=0)) if number not in given]


def check(paths: list[str]) -> int:
    """Read the files, say what was found, and give the exit status."""
    seals: dict[tuple[int, str], dict[str, Any]] = {}
    newest: dict[str, Any] | None = None
    for path in paths:
        try:
            found = json.loads(Path(path).read_text(encoding="utf-8"))
            if "heads" in found:
                newest = found
            else:
                seals[int(found["number"]), str(found["hash"])] = found
                json.loads(found["body"])["heads"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            print(f"{path} is no seal and no file of heads: {error!r}", file=sys.stderr)
            return 2
    ordered = [seals[name] for name in sorted(seals)]
    lists = [(f"seal {seal['number']}", json.loads(seal["body"])["heads"]) for seal in ordered]
    faults = faults_of_seals(ordered)
    if newest is not None:
        lists.append(("the heads", newest["heads"]))
        faults += faults_of_the_newest(ordered, newest)
    faults += faults_of_heads(lists)
    gaps = missing_between(ordered)
    if gaps:
        print(f"Not given, so the link across them was not checked: seals {', '.join(map(str, gaps))}.")
    for fault in faults:
        print(f"DOES NOT HOLD: {fault}.")
    print(
        f"{len(ordered)} seals, {'with' if newest else 'without'} the heads of today: {len(faults)} faults."
    )
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__)
        sys.exit(2)
    sys.exit(check(sys.argv[1:]))
