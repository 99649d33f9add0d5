"""The package of the functions, made without Docker: wheels for where they run, and the service's own code.

The same sources and the same lock file give the same bytes. Results are kept in ``build/service``, named by
their content, so that only a change is built.

    python -m service.bundle           for AWS Lambda; prints the path of the zip file
    python -m service.bundle local     for this machine; prints the folder
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "lambda.lock"
KEPT = ROOT / "build" / "service"
LAYOUT = "1"
"""Changes when this module makes something else of the same inputs."""

SOURCES = ("subgoals", "migrations", "certificates")
FILES = ("__init__.py", "deployment.py")
BOTOCORE_SERVICES = ("bedrock-runtime", "secretsmanager")
MOST_BYTES = 40_000_000
"""Unzipped."""
ZIPS_KEPT = 8
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16


class NoPackage(RuntimeError):
    """The package could not be made; says why, and what to do."""


class Target(NamedTuple):
    """Where the package runs, as options of pip."""

    name: str
    options: tuple[str, ...]


LAMBDA = Target(
    "lambda",
    (
        "--platform=manylinux2014_aarch64",
        "--platform=manylinux_2_28_aarch64",
        "--python-version=3.13",
        "--implementation=cp",
    ),
)
LOCAL = Target("local", ())


def bundle() -> Path:
    """The zip file for AWS Lambda; its name is a hash of its content."""
    sources = dict(_sources())
    key = _digest(
        LAYOUT, _packages_key(LAMBDA), *(f"{name}\0{_hash(file)}" for name, file in sources.items())
    )
    pointer = KEPT / f"{key}.name"
    if pointer.exists() and (kept := KEPT / pointer.read_text()).exists():
        return kept
    files = {**_files(packages(LAMBDA)), **sources}
    zipped = _write_zip(dict(sorted(files.items())))
    pointer.write_text(zipped.name)
    return zipped


def packages(target: Target) -> Path:
    """A folder with the installed packages of the lock file, without what nobody needs to run them."""
    folder = KEPT / f"{target.name}-{_packages_key(target)}"
    if not folder.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=KEPT) as temporary:
            made = Path(temporary, "packages")
            _install(target, made)
            _remove_unneeded(made)
            _check_size(made)
            # Another process may have been faster; both made the same.
            with suppress(OSError):
                made.rename(folder)
    return folder


def local() -> Path:
    """A folder that runs on this machine: installed packages and, linked, the service's own code."""
    folder = packages(LOCAL)
    link = folder / "service"
    if not link.exists():
        link.symlink_to(ROOT / "service", target_is_directory=True)
    return folder


def migrations_hash() -> str:
    """Changes when the SQL does."""
    scripts = sorted((ROOT / "service" / "migrations").glob("*.sql"))
    return _digest(*(f"{script.name}\0{_hash(script)}" for script in scripts))


def _sources() -> Iterator[tuple[str, Path]]:
    service = ROOT / "service"
    for name in FILES:
        yield f"service/{name}", service / name
    for part in SOURCES:
        for file in sorted((service / part).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield f"service/{file.relative_to(service).as_posix()}", file


def _files(folder: Path) -> dict[str, Path]:
    return {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}


def _install(target: Target, folder: Path) -> None:
    options = ("--no-deps", "--only-binary=:all:", "--require-hashes", "--no-compile", f"--target={folder}")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    command = [sys.executable, "-m", "pip", "install", *quiet, *options, *target.options, "-r", str(LOCK)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NoPackage(
            f"the wheels of {LOCK.relative_to(ROOT)} could not be installed for {target.name}; "
            f"is the package registry reachable?\n{done.stderr.strip()}"
        )


def _remove_unneeded(folder: Path) -> None:
    """Other services' descriptions, tests, stubs, and records of how it was installed."""
    data = folder / "botocore" / "data"
    for service in data.iterdir():
        if service.is_dir() and service.name not in BOTOCORE_SERVICES:
            shutil.rmtree(service)
    for name in ("bin", "botocore/docs"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in list(folder.rglob("*")):
        if file.is_file() and _is_unneeded(file.relative_to(folder)):
            file.unlink()


def _is_unneeded(file: Path) -> bool:
    if file.parts[0].endswith(".dist-info"):
        # Versions are read from METADATA, and licences have to stay with what they are about.
        return file.name != "METADATA" and "licenses" not in file.parts and "LICENSE" not in file.name
    return file.suffix in {".pyi", ".pyc", ".c", ".pyx"} or "tests" in file.parts


def _check_size(folder: Path) -> None:
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    if size > MOST_BYTES:
        raise NoPackage(
            f"the packages take {size:,} bytes unzipped, {MOST_BYTES:,} are allowed; "
            "take out what is not used, in requirements or in service/bundle.py"
        )


def _write_zip(files: dict[str, Path]) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    content = _digest(LAYOUT, *(f"{name}\0{_hash(file)}" for name, file in files.items()))
    zipped = KEPT / f"{content}.zip"
    if not zipped.exists():
        temporary = zipped.with_suffix(f".{os.getpid()}")
        with ZipFile(temporary, "w") as archive:
            for name, file in files.items():
                archive.writestr(_entry(name), file.read_bytes())
        temporary.replace(zipped)
        _forget_oldest()
    return zipped


def _forget_oldest() -> None:
    kept = sorted(KEPT.glob("*.zip"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in kept[ZIPS_KEPT:]:
        old.unlink(missing_ok=True)


def _entry(name: str) -> ZipInfo:
    """A file that says nothing of when and where it was made.

    Not compressed: libraries compress differently, and the bytes would depend on the machine.
    """
    entry = ZipInfo(name, _EARLIEST)
    entry.create_system = 3
    entry.external_attr = _READABLE
    return entry


def _packages_key(target: Target) -> str:
    here = (sys.implementation.cache_tag, sys.platform) if target is LOCAL else ()
    return _digest(LAYOUT, _hash(LOCK), *target.options, *here, *BOTOCORE_SERVICES)[:16]


def _hash(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def _digest(*parts: object) -> str:
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()


if __name__ == "__main__":
    print(local() if "local" in sys.argv[1:] else bundle())
