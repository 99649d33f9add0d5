"""Packages of Lambda functions, made without Docker: wheels for where they run, and the project's own code.

The same sources and the same lock file give the same bytes. Results are kept in ``build/<package>``, named by
their content, so that only a change is built. What is packed is a `Package`; the service's own is `SERVICE`.

    python -m service.bundle           for AWS Lambda; prints the path of the zip file
    python -m service.bundle local     for this machine; prints the folder
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build"
LAYOUT = "2"
"""Changes when this module makes something else of the same inputs."""
ZIPS_KEPT = 4
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16


class NoPackage(RuntimeError):
    """The package could not be made; says why, and what to do."""


class Package(NamedTuple):
    """What goes into a zip file, with paths from the project's root.

    ``sources`` are files and folders of the project, ``lock`` the wheels beside them, ``services`` those of
    botocore that are called, ``most_bytes`` what the wheels may take unzipped.
    """

    name: str
    lock: str
    sources: tuple[str, ...]
    services: tuple[str, ...]
    most_bytes: int


SERVICE = Package(
    name="service",
    lock="requirements/lambda.lock",
    sources=(
        "service/__init__.py",
        "service/deployment.py",
        "service/subgoals",
        "service/migrations",
        "service/certificates",
    ),
    services=("bedrock-runtime", "secretsmanager"),
    most_bytes=40_000_000,
)


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


def bundle(package: Package = SERVICE) -> Path:
    """The zip file for AWS Lambda; its name is a hash of its content."""
    sources = dict(_sources(package))
    hashes = (f"{name}\0{_hash(file)}" for name, file in sources.items())
    pointer = _kept(package) / f"{_digest(LAYOUT, _packages_key(package, LAMBDA), *hashes)}.name"
    if pointer.exists() and (kept := _kept(package) / pointer.read_text()).exists():
        return kept
    files = {**_files(packages(LAMBDA, package)), **sources}
    zipped = _write_zip(package, dict(sorted(files.items())))
    pointer.write_text(zipped.name)
    return zipped


def packages(target: Target, package: Package = SERVICE) -> Path:
    """A folder with the installed packages of the lock file, without what nobody needs to run them."""
    folder = _kept(package) / f"{target.name}-{_packages_key(package, target)}"
    if not folder.exists():
        _kept(package).mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=_kept(package)) as temporary:
            made = Path(temporary, "packages")
            _install(package, target, made)
            _remove_unneeded(made, package.services)
            _check_size(package, made)
            # Another process may have been faster; both made the same.
            with suppress(OSError):
                made.rename(folder)
    return folder


def local(package: Package = SERVICE) -> Path:
    """A folder that runs on this machine: installed packages and, linked, the project's own code."""
    folder = packages(LOCAL, package)
    for top in dict.fromkeys(Path(source).parts[0] for source in package.sources):
        if not (folder / top).exists():
            (folder / top).symlink_to(ROOT / top, target_is_directory=True)
    return folder


def migrations_hash() -> str:
    """Changes when the SQL does."""
    scripts = sorted((ROOT / "service" / "migrations").glob("*.sql"))
    return _digest(*(f"{script.name}\0{_hash(script)}" for script in scripts))


def _kept(package: Package) -> Path:
    return KEPT / package.name


def _sources(package: Package) -> Iterator[tuple[str, Path]]:
    for source in package.sources:
        start = ROOT / source
        if not start.exists():
            raise NoPackage(f"{source}, which belongs into the package {package.name}, is not there")
        for file in [start] if start.is_file() else sorted(start.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(ROOT).as_posix(), file


def _files(folder: Path) -> dict[str, Path]:
    return {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}


def _install(package: Package, target: Target, folder: Path) -> None:
    options = ("--no-deps", "--only-binary=:all:", "--require-hashes", "--no-compile", f"--target={folder}")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    lock = ("-r", str(ROOT / package.lock))
    command = [sys.executable, "-m", "pip", "install", *quiet, *options, *target.options, *lock]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise NoPackage(
            f"the wheels of {package.lock} could not be installed for {target.name}; "
            f"is the package registry reachable?\n{done.stderr.strip()}"
        )


def _remove_unneeded(folder: Path, services: Collection[str]) -> None:
    """Other services' descriptions, tests, stubs, and records of how it was installed."""
    data = folder / "botocore" / "data"
    for service in data.iterdir():
        if service.is_dir() and service.name not in services:
            shutil.rmtree(service)
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for file in list(folder.rglob("*")):
        if file.is_file() and _is_unneeded(file.relative_to(folder)):
            file.unlink()


def _is_unneeded(file: Path) -> bool:
    if file.parts[0].endswith(".dist-info"):
        # Versions are read from METADATA, and licences have to stay with what they are about.
        return file.name != "METADATA" and "licenses" not in file.parts and "LICENSE" not in file.name
    return file.suffix in {".pyi", ".pyc", ".c", ".pyx"} or "tests" in file.parts


def _check_size(package: Package, folder: Path) -> None:
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    if size > package.most_bytes:
        raise NoPackage(
            f"the packages of {package.lock} take {size:,} bytes unzipped, "
            f"{package.most_bytes:,} are allowed; take out what is not used"
        )


def _write_zip(package: Package, files: dict[str, Path]) -> Path:
    kept = _kept(package)
    kept.mkdir(parents=True, exist_ok=True)
    content = _digest(LAYOUT, *(f"{name}\0{_hash(file)}" for name, file in files.items()))
    zipped = kept / f"{content}.zip"
    if not zipped.exists():
        temporary = zipped.with_suffix(f".{os.getpid()}")
        with ZipFile(temporary, "w") as archive:
            for name, file in files.items():
                archive.writestr(_entry(name), file.read_bytes())
        temporary.replace(zipped)
        _forget_oldest(kept)
    return zipped


def _forget_oldest(kept: Path) -> None:
    zips = sorted(kept.glob("*.zip"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in zips[ZIPS_KEPT:]:
        old.unlink(missing_ok=True)


def _entry(name: str) -> ZipInfo:
    """A file that says nothing of when and where it was made.

    Not compressed: libraries compress differently, and the bytes would depend on the machine.
    """
    entry = ZipInfo(name, _EARLIEST)
    entry.create_system = 3
    entry.external_attr = _READABLE
    return entry


def _packages_key(package: Package, target: Target) -> str:
    here = (sys.implementation.cache_tag, sys.platform) if target is LOCAL else ()
    return _digest(LAYOUT, _hash(ROOT / package.lock), *target.options, *here, *package.services)[:16]


def _hash(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def _digest(*parts: object) -> str:
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()


if __name__ == "__main__":
    print(local() if "local" in sys.argv[1:] else bundle())
