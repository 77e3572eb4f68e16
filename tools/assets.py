"""Copy the pinned front-end files and PDF fonts out of node_modules.

``python tools/assets.py [ROOT]`` fills ``var/assets/vendor`` (a static files folder) and ``var/fonts`` (for PDF files).
Nothing is built or changed, except that references to source maps are dropped: the maps are not shipped, and the
manifest storage of static files refuses a reference to a file that is not there. The licence of every package goes
along. Skips itself while the inputs are the same and every file is in place.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

VENDOR = Path("var/assets/vendor")
FONTS = Path("var/fonts")
STAMP = Path("var/stamps/assets")

PUBLIC_SANS_FACES = ("400-normal", "400-italic", "600-normal", "700-normal")
# latin-ext carries the macrons and under-dots of Aboriginal place names.
PUBLIC_SANS_SUBSETS = ("latin", "latin-ext")

# Target below the project folder -> file or folder below node_modules.
FILES: dict[Path, str] = {
    VENDOR / "nsw-design-system/main.css": "nsw-design-system/dist/css/main.css",
    VENDOR / "nsw-design-system/main.js": "nsw-design-system/dist/js/main.js",
    VENDOR / "leaflet/leaflet.js": "leaflet/dist/leaflet.js",
    VENDOR / "leaflet/leaflet.css": "leaflet/dist/leaflet.css",
    **{
        VENDOR / "leaflet/images" / name: f"leaflet/dist/images/{name}"
        for name in (
            "layers.png",
            "layers-2x.png",
            "marker-icon.png",
            "marker-icon-2x.png",
            "marker-shadow.png",
        )
    },
    **{
        VENDOR / f"fonts/public-sans-{subset}-{face}.woff2": (
            f"@fontsource/public-sans/files/public-sans-{subset}-{face}.woff2"
        )
        for subset in PUBLIC_SANS_SUBSETS
        for face in PUBLIC_SANS_FACES
    },
    VENDOR / "fonts/material-icons-latin-400-normal.woff2": (
        "@fontsource/material-icons/files/material-icons-latin-400-normal.woff2"
    ),
    FONTS / "NotoSans-Regular.ttf": "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf",
    FONTS
    / "NotoSans-Italic.ttf": "@expo-google-fonts/noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf",
    FONTS / "NotoSans-Bold.ttf": "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf",
    FONTS
    / "NotoSans-BoldItalic.ttf": "@expo-google-fonts/noto-sans/700Bold_Italic/NotoSans_700Bold_Italic.ttf",
    FONTS / "NotoSansSC-Regular.ttf": "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    FONTS / "DejaVuSans.ttf": "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
}

# The design system's script has the two last packages of its list bundled in.
LICENSED_FOR_PAGES = (
    "nsw-design-system",
    "@floating-ui/core",
    "@floating-ui/dom",
    "@floating-ui/utils",
    "vanilla-cookieconsent",
    "leaflet",
    "@fontsource/public-sans",
    "@fontsource/material-icons",
)
LICENSED_FOR_DOCUMENTS = (
    "@expo-google-fonts/noto-sans",
    "@expo-google-fonts/noto-sans-sc",
    "dejavu-fonts-ttf",
)

SOURCE_MAP = re.compile(rb"^[ \t]*(?://[#@]|/\*[#@])[ \t]*sourceMappingURL=[^\r\n]*$", re.MULTILINE)


class AssetMissing(Exception):
    """A pinned package does not hold a file that the project uses."""


def strip_source_map(content: bytes) -> bytes:
    """Return the script or style sheet without its reference to a source map."""
    return SOURCE_MAP.sub(b"", content)


def list_licences(node_modules: Path) -> dict[Path, Path]:
    """Return target -> source for the licence files of every copied package.

    Raises AssetMissing for a package that brings no licence text, so that nothing is passed on without its terms.
    """
    licences: dict[Path, Path] = {}
    for folder, packages in ((VENDOR, LICENSED_FOR_PAGES), (FONTS, LICENSED_FOR_DOCUMENTS)):
        for package in packages:
            found = sorted((node_modules / package).glob("LICENSE*"))
            if not found:
                raise AssetMissing(f"{package} brings no LICENSE file.")
            for source in found:
                name = f"{package.strip('@').replace('/', '-')}-{source.name}"
                licences[folder / "LICENSES" / (name if name.endswith(".txt") else f"{name}.txt")] = source
    return licences


def read_inputs_digest(root: Path) -> str:
    """Return a digest over the lock of the packages and this script."""
    digest = hashlib.sha256()
    for path in (root / "package-lock.json", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def copy_assets(root: Path) -> int:
    """Copy every file and licence; return how many. A file that is no longer wanted goes away.

    Raises AssetMissing where a package holds no such file.
    """
    node_modules = root / "node_modules"
    wanted = {target: node_modules / source for target, source in FILES.items()} | list_licences(node_modules)
    for source in wanted.values():
        if not source.is_file():
            raise AssetMissing(f"{source.relative_to(root)} is not there.")
    for folder in (VENDOR, FONTS):
        shutil.rmtree(root / folder, ignore_errors=True)
    for target, source in wanted.items():
        destination = root / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        content = source.read_bytes()
        destination.write_bytes(strip_source_map(content) if source.suffix in (".css", ".js") else content)
    return len(wanted)


def is_current(root: Path, digest: str) -> bool:
    """Say whether the last copy was made from the same inputs and is still whole."""
    stamp = root / STAMP
    return (
        stamp.is_file() and stamp.read_text() == digest and all((root / target).is_file() for target in FILES)
    )


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    digest = read_inputs_digest(root)
    if is_current(root, digest):
        return 0
    try:
        count = copy_assets(root)
    except AssetMissing as missing:
        print(f"Front-end files: {missing} Run 'npm ci' and try again.", file=sys.stderr)
        return 1
    (root / STAMP).parent.mkdir(parents=True, exist_ok=True)
    (root / STAMP).write_text(digest)
    print(f"Front-end files and fonts: {count} files copied.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
