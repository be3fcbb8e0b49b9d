"""Fetch the vendored front-end files named in static/vendor/VENDOR.json and write their checksums.

    python tools/vendor.py            fetch with `npm pack`, write files, sprite and SHA256SUMS
    python tools/vendor.py --check    compare the files in the tree with SHA256SUMS

A new version: change it in VENDOR.json, run, look at the diff, commit both.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
SUMS = VENDOR / "SHA256SUMS"
SPRITE = "icons.svg"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def problems() -> list[str]:
    """What differs between static/vendor and SHA256SUMS; an empty list when all is as pinned."""
    wanted = {name: digest for digest, name in (line.split("  ", 1) for line in SUMS.read_text().splitlines())}
    present = {path.name for path in VENDOR.iterdir()} - {"VENDOR.json", "README.md", SUMS.name}
    found = [f"{name}: not pinned" for name in sorted(present - wanted.keys())]
    for name, digest in sorted(wanted.items()):
        if name not in present:
            found.append(f"{name}: missing")
        elif sha256(VENDOR / name) != digest:
            found.append(f"{name}: checksum differs")
    return found


def pack(name: str, version: str, folder: Path) -> tarfile.TarFile:
    """The published archive of an npm package, opened; npm verifies its integrity."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, capture_output=True, text=True
    )
    return tarfile.open(folder / done.stdout.strip().splitlines()[-1])


def member(archive: tarfile.TarFile, path: str) -> bytes:
    handle = archive.extractfile(path)
    if handle is None:
        raise FileNotFoundError(path)
    return handle.read()


def without_source_map(content: bytes) -> bytes:
    """Drop the pointer to a map that is not vendored: the manifest storage would look for it."""
    return re.sub(rb"\n?/\*# sourceMappingURL=.*?\*/\s*\Z", b"\n", content)


def symbol(name: str, svg: str) -> str:
    """One icon file as a <symbol> of the sprite."""
    box = re.search(r'viewBox="([^"]+)"', svg)
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if not box or not inner:
        raise ValueError(f"{name} is not an icon")
    body = re.sub(r"\s*\n\s*", "", inner.group(1))
    return f'<symbol id="{name}" viewBox="{box.group(1)}">{body}</symbol>'


def fetch() -> None:
    """Write every vendored file, the sprite and SHA256SUMS."""
    spec = json.loads((VENDOR / "VENDOR.json").read_text())
    with tempfile.TemporaryDirectory() as temporary:
        for package in spec["packages"]:
            with pack(package["name"], package["version"], Path(temporary)) as archive:
                for target, path in package["files"].items():
                    (VENDOR / target).write_bytes(without_source_map(member(archive, path)))
                if package["name"] == "bootstrap-icons":
                    symbols = [
                        symbol(name, member(archive, f"package/icons/{name}.svg").decode()) for name in spec["icons"]
                    ]
                    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
                    (VENDOR / SPRITE).write_text(sprite)
    names = [name for package in spec["packages"] for name in package["files"]] + [SPRITE]
    SUMS.write_text("".join(f"{sha256(VENDOR / name)}  {name}\n" for name in sorted(names)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    if not parser.parse_args().check:
        fetch()
    found = problems()
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
