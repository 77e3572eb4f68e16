"""tools/assets.py: the copy is whole, licensed and free of references to files that are not there."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def assets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("assets", ROOT / "tools" / "assets.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def make_packages(assets: ModuleType, root: Path) -> None:
    """Write a stand-in for every wanted file; their content names a source map as the real ones do."""
    for source in assets.FILES.values():
        path = root / "node_modules" / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{source}\n/*# sourceMappingURL=main.css.map */\n")
    for package in assets.LICENSED_FOR_PAGES + assets.LICENSED_FOR_DOCUMENTS:
        path = root / "node_modules" / package / "LICENSE"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Terms of {package}")
    (root / "package-lock.json").write_text("{}")


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (b"a{}\n/*# sourceMappingURL=main.css.map */", b"a{}\n"),
        (b"run()\n//# sourceMappingURL=leaflet.js.map\n", b"run()\n\n"),
        (b"run()\n//@ sourceMappingURL=old.js.map", b"run()\n"),
        (b'a="sourceMappingURL=kept"', b'a="sourceMappingURL=kept"'),
    ],
)
def test_only_the_reference_to_a_source_map_is_dropped(
    assets: ModuleType, content: bytes, kept: bytes
) -> None:
    assert assets.strip_source_map(content) == kept


def test_every_package_brings_its_licence_along(assets: ModuleType, tmp_path: Path) -> None:
    make_packages(assets, tmp_path)
    assert assets.main([str(tmp_path)]) == 0
    texts = {path.read_text() for path in (tmp_path / "var").rglob("LICENSES/*")}
    assert texts == {f"Terms of {name}" for name in assets.LICENSED_FOR_PAGES + assets.LICENSED_FOR_DOCUMENTS}


def test_package_without_a_licence_is_refused(
    assets: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_packages(assets, tmp_path)
    (tmp_path / "node_modules/leaflet/LICENSE").unlink()
    assert assets.main([str(tmp_path)]) == 1
    assert "leaflet brings no LICENSE" in capsys.readouterr().err


def test_second_run_copies_nothing_and_a_lost_file_is_copied_again(
    assets: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_packages(assets, tmp_path)
    assert assets.main([str(tmp_path)]) == 0
    assert "copied" in capsys.readouterr().out
    assert assets.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""
    (tmp_path / assets.FONTS / "NotoSans-Regular.ttf").unlink()
    assert assets.main([str(tmp_path)]) == 0
    assert (tmp_path / assets.FONTS / "NotoSans-Regular.ttf").is_file()


def test_missing_file_is_named_and_the_last_copy_stays(
    assets: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_packages(assets, tmp_path)
    assert assets.main([str(tmp_path)]) == 0
    (tmp_path / "node_modules/leaflet/dist/leaflet.js").unlink()
    (tmp_path / "package-lock.json").write_text('{"changed": true}')
    assert assets.main([str(tmp_path)]) == 1
    assert "leaflet.js is not there" in capsys.readouterr().err
    assert (tmp_path / assets.VENDOR / "leaflet/leaflet.js").is_file()
