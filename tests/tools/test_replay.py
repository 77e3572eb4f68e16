"""tools/replay.py: finds the two files of a folder, and says what is missing."""

from pathlib import Path

import pytest

from tools import replay


def folder_of(path: Path, *names: str) -> str:
    for name in names:
        (path / name).write_text("x")
    return str(path)


def test_the_two_files_are_found_by_their_names(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, "Credit_Supply.xls", "credit_transactions_2026.csv", "README.md", "notes.txt"
    )
    found = replay.find_files(folder)
    assert {kind: path.name for kind, path in found.items()} == {
        "supply": "Credit_Supply.xls",
        "transactions": "credit_transactions_2026.csv",
    }


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), r"named \*supply\*.*holds 0"),
        (("supply.csv", "supply.xls", "transactions.csv"), r"named \*supply\*.*holds 2"),
        (("supply.csv",), r"named \*transactions\*.*holds 0"),
    ],
)
def test_a_folder_without_one_file_of_each_kind_is_refused(
    tmp_path: Path, names: tuple[str, ...], told: str
) -> None:
    with pytest.raises(replay.ReplayFailed, match=told):
        replay.find_files(folder_of(tmp_path, *names))


@pytest.mark.parametrize("named", ["", "/no/such/folder"])
def test_no_folder_at_all_ends_with_status_2_and_the_way_to_call_it(
    named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay.main(named) == 2
    assert "Use: make replay REGISTER_DIR=folder" in capsys.readouterr().err


def test_the_database_is_private_and_in_the_temporary_folder(tmp_path: Path) -> None:
    environment = replay.make_environment(tmp_path)
    assert environment["DATABASE_URL"] == f"sqlite:///{tmp_path / 'db.sqlite3'}"
    assert environment["VAR_DIR"] == str(tmp_path)
    assert len(environment["SECRET_KEY"]) > 50
