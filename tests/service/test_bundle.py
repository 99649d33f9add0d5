"""The package of the functions: whole, small, for the right platform, and the same wherever it is made."""

import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest

from service import bundle as bundles
from service.bundle import (
    LAMBDA,
    LOCAL,
    ROOT,
    SERVICE,
    NoPackage,
    bundle,
    local,
    migrations_hash,
    packages,
)


@pytest.fixture(scope="module")
def package() -> Iterator[ZipFile]:
    """The package for AWS Lambda; made from the registry when nobody has made it before."""
    with ZipFile(bundle()) as opened:
        yield opened


def test_it_is_small(package: ZipFile) -> None:
    assert sum(entry.file_size for entry in package.infolist()) <= SERVICE.most_bytes


def test_it_holds_what_runs_and_nothing_of_what_deploys(package: ZipFile) -> None:
    names = set(package.namelist())
    own = {name for name in names if name.startswith("service/")}
    assert {"service/__init__.py", "service/deployment.py", "service/subgoals/handler.py"} <= own
    assert any(name.startswith("service/migrations/") and name.endswith(".sql") for name in own)
    assert "service/certificates/rds-ap-northeast-1.pem" in own
    assert not any(
        name.startswith(("service/constructs", "service/stack", "service/bundle", "monitoring"))
        for name in names
    )
    folders = {name.partition("/")[0] for name in names}
    assert {"botocore", "psycopg", "psycopg_binary", "aws_lambda_powertools"} <= folders
    assert not folders & {"boto3", "pydantic", "sqlalchemy", "tests", "bin"}


def test_binaries_are_for_python_3_13_on_arm64(package: ZipFile) -> None:
    binaries = [name for name in package.namelist() if name.endswith(".so") and ".cpython-" in name]
    assert binaries
    assert all(name.endswith(".cpython-313-aarch64-linux-gnu.so") for name in binaries), binaries
    elf_machine = {package.read(name)[18:20] for name in package.namelist() if ".so" in name}
    assert elf_machine == {(183).to_bytes(2, "little")}


def test_botocore_knows_the_services_that_are_called(package: ZipFile) -> None:
    folders = {
        name.split("/")[2]
        for name in package.namelist()
        if name.startswith("botocore/data/") and name.count("/") > 2
    }
    assert folders == {"bedrock-runtime", "secretsmanager"}


def test_licences_stay_and_traces_of_the_installation_go(package: ZipFile) -> None:
    names = package.namelist()
    assert any("psycopg-" in name and "LICENSE" in name for name in names)
    assert not any(
        name.endswith((".pyc", ".pyi", "RECORD", "INSTALLER", "direct_url.json")) for name in names
    )


def test_entries_say_nothing_of_when_and_where(package: ZipFile) -> None:
    entries = package.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.compress_type for entry in entries} == {0}
    assert str(ROOT).encode() not in b"".join(package.read(name) for name in package.namelist())


def test_made_anew_elsewhere_it_has_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bundle()
    monkeypatch.setattr(bundles, "KEPT", tmp_path / "other")
    second = bundle()
    assert second.name == first.name
    assert sha256(second.read_bytes()).digest() == sha256(first.read_bytes()).digest()


def test_what_is_kept_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first = bundle()
    monkeypatch.setattr(bundles, "_install", lambda *_: pytest.fail("installed again"))
    assert bundle() == first


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project whose sources may be changed, its packages installed already."""
    packages(LAMBDA)
    for name in ("service", "requirements"):
        copytree(ROOT / name, tmp_path / name)
    monkeypatch.setattr(bundles, "ROOT", tmp_path)
    return tmp_path


def test_a_change_of_the_code_gives_another_package(copied: Path) -> None:
    before = bundle()
    changed = copied / "service" / "subgoals" / "handler.py"
    changed.write_text(changed.read_text() + "\n# changed\n")
    after = bundle()
    assert after.name != before.name
    after.unlink()


def test_a_change_of_the_sql_alone_changes_the_migrations(copied: Path) -> None:
    before = migrations_hash()
    (copied / "service" / "subgoals" / "handler.py").write_text("# changed\n")
    assert migrations_hash() == before
    (copied / "service" / "migrations" / "9999_more.sql").write_text("SELECT 1;\n")
    assert migrations_hash() != before


def test_a_package_that_has_grown_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 11)
    with pytest.raises(NoPackage, match=r"lambda\.lock take 11 bytes unzipped, 10 are allowed"):
        bundles._check_size(SERVICE._replace(most_bytes=10), tmp_path)


def test_a_registry_that_is_away_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(NoPackage, match=r"lambda\.lock could not be installed for lambda; is the package"):
        bundles._install(SERVICE, LAMBDA, tmp_path)


def test_a_source_that_is_not_there_is_named() -> None:
    with pytest.raises(
        NoPackage, match="service/nothing, which belongs into the package other, is not there"
    ):
        bundle(SERVICE._replace(name="other", sources=("service/nothing",)))


def test_versions_are_those_that_the_tests_run_with() -> None:
    pinned = [
        {line for line in file.read_text().splitlines() if line[:1].isalpha()}
        for file in (ROOT / "requirements" / "lambda.lock", ROOT / "requirements" / "dev.lock")
    ]
    assert {line.partition(" ")[0] for line in pinned[0]} <= {line.partition(" ")[0] for line in pinned[1]}


def test_the_package_for_this_machine_runs_here() -> None:
    folder = local()
    program = "import psycopg, aws_lambda_powertools, botocore, service.subgoals; print(psycopg.pq.__impl__)"
    result = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (0, "binary\n"), result.stderr
    assert folder == packages(LOCAL)


def test_certificates_are_those_of_the_region() -> None:
    from ssl import create_default_context

    file = ROOT / "service" / "certificates" / "rds-ap-northeast-1.pem"
    found = str(create_default_context(cafile=str(file)).get_ca_certs())
    assert file.read_text().count("BEGIN CERTIFICATE") == 3
    for kind in ("RSA2048", "RSA4096", "ECC384"):
        assert f"Amazon RDS ap-northeast-1 Root CA {kind} G1" in found
