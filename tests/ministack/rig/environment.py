"""ministack's own virtual environment: it pins botocore, so it cannot live in the project's.

It is made of ``requirements/ministack.lock`` by the first process that needs it, in ``build/ministack``,
under a name that changes with the lock and the Python; a lock on a file lets the others wait.
"""

import fcntl
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from tests.support.shipped import ROOT

LOCK = ROOT / "requirements" / "ministack.lock"
KEPT = ROOT / "build" / "ministack"
_PIP = ("--quiet", "--disable-pip-version-check", "--no-input", "--no-deps")
_HASHED = ("--require-hashes", "--only-binary=:all:")


class NoEnvironment(RuntimeError):
    """ministack could not be installed; says why."""


def ready_python() -> Path:
    """The Python that has ministack, installed if need be (15 s, with a network)."""
    name = sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]
    KEPT.mkdir(parents=True, exist_ok=True)
    folder, done = KEPT / name, KEPT / f"{name}.done"
    with (KEPT / f"{name}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not done.exists():
            rmtree(folder, ignore_errors=True)  # what a broken-off installation left
            _install(folder)
            done.touch()
    return folder / "bin" / "python"


def _install(folder: Path) -> None:
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    python = str(folder / "bin" / "python")
    _run(sys.executable, "-m", "pip", "--python", python, "install", *_PIP, *_HASHED, "-r", str(LOCK))


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NoEnvironment(
            f"{' '.join(command[1:4])} failed; is the package registry reachable?\n{done.stderr}"
        )
