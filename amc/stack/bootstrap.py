"""Make or refresh `.venv` from the locked requirements: `python bootstrap.py stack|dev`.

Standard library only, and no import from this package: it runs before there is an environment.
Answers at once when the environment already holds what the lock file says.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOCAL_DIR = BASE_DIR / ".local"
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "amc-installed"
SETS = ("base", "stack", "dev")  # each holds all of the one before


def main(wanted: str) -> None:
    """Make `.venv` hold the set `wanted` or a larger one that is already there."""
    LOCAL_DIR.mkdir(exist_ok=True)
    with (LOCAL_DIR / "install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = (STAMP.read_text() if STAMP.exists() else "").split()
        if len(installed) == 2 and installed[0] in SETS:
            wanted = max(wanted, installed[0], key=SETS.index)
        stamp = f"{wanted} {fingerprint(wanted)}"
        if installed == stamp.split() and works([PYTHON, "-c", "import django"]):
            return
        install(wanted)
        STAMP.write_text(stamp)


def fingerprint(name: str) -> str:
    """What the environment was made from: the lock file's hash."""
    return hashlib.sha256(requirements(name).read_bytes()).hexdigest()


def requirements(name: str) -> Path:
    """The lock file of a set."""
    return BASE_DIR / "requirements" / f"{name}.txt"


def install(name: str) -> None:
    """Make the virtual environment where it is missing or broken, and sync it with the lock file."""
    uv = find_uv()
    env = os.environ | {"UV_PYTHON_DOWNLOADS": "never"} | package_mirror()
    if not works([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"]):
        run([uv, "venv", "--clear", "--quiet", "--python", sys.executable, VENV], env)
    print(f"Installerar beroenden ur requirements/{name}.txt …", flush=True)
    command = [uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", "--python", PYTHON]
    run([*command, requirements(name)], env)


def find_uv() -> str:
    """A uv that runs: the user's own, or one installed for ourselves under `.local/uv`."""
    ours = LOCAL_DIR / "uv"
    for candidate in (os.environ.get("UV"), shutil.which("uv"), ours / "bin" / "uv"):
        if candidate and works([candidate, "--version"]):
            return str(candidate)
    print("Installerar uv under .local/uv …", flush=True)
    shutil.rmtree(ours, ignore_errors=True)
    try:
        run([sys.executable, "-m", "venv", ours], os.environ)
    except SystemExit:
        sys.exit("Python saknar venv. På Debian och Ubuntu: apt install python3-venv. Annars: installera uv själv.")
    run([ours / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"], os.environ)
    return str(ours / "bin" / "uv")


def package_mirror() -> dict[str, str]:
    """pip's own settings for a package mirror, in uv's words, unless uv has settings of its own."""
    own_settings = Path(os.environ.get("XDG_CONFIG_HOME", "~/.config")).expanduser() / "uv" / "uv.toml"
    if own_settings.exists() or any(key.startswith(("UV_INDEX", "UV_DEFAULT_INDEX", "UV_FIND")) for key in os.environ):
        return {}
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    found: dict[str, str] = {}
    for line in answer.stdout.splitlines():
        key, _, value = line.partition("=")
        found[key.rpartition(".")[2]] = " ".join(value.strip("'\"").replace("\\n", " ").split())
    mirror = {}
    if "index-url" in found:
        mirror["UV_DEFAULT_INDEX"] = found["index-url"]
    if "extra-index-url" in found:
        # Every file has its hash in the lock file, so it doesn't matter which index serves it.
        mirror |= {"UV_INDEX": found["extra-index-url"], "UV_INDEX_STRATEGY": "unsafe-best-match"}
    folders = [place for place in found.get("find-links", "").split() if "://" in place or Path(place).is_dir()]
    if folders:
        mirror["UV_FIND_LINKS"] = ",".join(folders)
    if "cert" in found and "SSL_CERT_FILE" not in os.environ:
        mirror["SSL_CERT_FILE"] = found["cert"]
    return mirror


def works(command: list) -> bool:
    """Whether `command` can be run and succeeds."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def run(command: list, env) -> None:
    """Run `command`, or end with a sentence that says what went wrong."""
    done = subprocess.run([str(part) for part in command], env=env, cwd=BASE_DIR, check=False)
    if done.returncode != 0:
        sys.exit(f"Det gick inte att installera: {' '.join(map(str, command[:4]))} … slutade med {done.returncode}.")


if __name__ == "__main__":
    main(sys.argv[1])
