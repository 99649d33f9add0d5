"""What the packages of the functions hold: all that their code imports and reads, and nothing else."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from re import findall
from zipfile import ZipFile

import pytest

from app import ONCALL, PACKAGES, REPORTS
from monitoring.plan.functions import WORKERS
from service.bundle import ROOT, Package, bundle, local

LAMBDA_TAKES = 250 * 1024**2
"""Bytes of a package with its layers, unzipped (AWS Lambda Developer Guide: "Lambda quotas")."""
AARCH64 = (183).to_bytes(2, "little")
every_package = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
of_the_chain = pytest.mark.parametrize("package", [ONCALL, REPORTS], ids=lambda package: package.name)


@pytest.fixture(scope="module")
def zips() -> Iterator[dict[str, ZipFile]]:
    """The packages for AWS Lambda; made from the registry when nobody has made them before."""
    opened = {package.name: ZipFile(bundle(package)) for package in PACKAGES}
    yield opened
    for each in opened.values():
        each.close()


@pytest.fixture(scope="module")
def unpacked(zips: dict[str, ZipFile], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What Lambda makes of them, without the binaries, which this machine could not load."""
    folders = {name: tmp_path_factory.mktemp(name) for name in zips}
    for name, archive in zips.items():
        archive.extractall(folders[name], [each for each in archive.namelist() if ".so" not in each])
    return folders


def run(folder: Path, program: str) -> str:
    """What a program says that finds nothing but a folder."""
    result = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout + result.stderr


@pytest.mark.parametrize("part", WORKERS)
def test_a_handler_loads_from_its_own_package(part: str, unpacked: dict[str, Path]) -> None:
    worker = WORKERS[part]
    module, _, name = worker.handler.rpartition(".")
    folder = unpacked[worker.package]
    program = f"import {module} as found; print(found.__file__, callable(found.{name}))"
    assert run(folder, program) == f"{folder / module.replace('.', '/')}.py True\n"


@every_package
def test_all_that_the_code_imports_anywhere_is_in_its_package(
    package: Package, zips: dict[str, ZipFile]
) -> None:
    archive = zips[package.name]
    held = set(archive.namelist())
    for name in sorted(held):
        if name.startswith(("monitoring/", "service/")) and name.endswith(".py"):
            for module in imported(archive.read(name)):
                assert module.partition(".")[0] in sys.stdlib_module_names or holds(held, module), (
                    f"{name} imports {module}"
                )


def imported(source: bytes) -> Iterator[str]:
    """The modules that a source imports, at its top or later."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


def holds(held: set[str], module: str) -> bool:
    """Whether a package has a module."""
    path = module.replace(".", "/")
    return f"{path}.py" in held or f"{path}/__init__.py" in held


@of_the_chain
def test_there_is_nothing_of_what_deploys_in_it(package: Package, zips: dict[str, ZipFile]) -> None:
    names = zips[package.name].namelist()
    own = {name.split("/")[1] for name in names if name.startswith("monitoring/")}
    assert own == {Path(source).name for source in package.sources}
    folders = {name.partition("/")[0] for name in names}
    assert {"botocore", "slack_sdk", "tzdata"} <= folders
    assert not folders & {"boto3", "service", "msgspec", "yaml", "aws_cdk", "psycopg"}


def test_only_the_reports_carry_what_draws_charts(zips: dict[str, ZipFile]) -> None:
    carrying = [name for name, archive in zips.items() if "vl_convert/__init__.py" in archive.namelist()]
    assert carrying == ["reports"]


@of_the_chain
def test_it_knows_the_services_that_are_called(package: Package, zips: dict[str, ZipFile]) -> None:
    called = {
        name
        for source in package.sources[1:]
        for file in (ROOT / source).rglob("*.py")
        for name in findall(r'clients\("([a-z0-9-]+)"\)', file.read_text(encoding="utf-8"))
    }
    names = zips[package.name].namelist()
    packed = {name.split("/")[2] for name in names if name.startswith("botocore/data/")}
    assert called == {name for name in packed if "." not in name}


@of_the_chain
def test_binaries_are_for_python_3_13_on_arm64(package: Package, zips: dict[str, ZipFile]) -> None:
    archive = zips[package.name]
    binaries = [name for name in archive.namelist() if ".so" in name]
    assert {archive.read(name)[18:20] for name in binaries} <= {AARCH64}
    modules = [name for name in binaries if name.endswith(".so")]
    assert all(name.endswith((".cpython-313-aarch64-linux-gnu.so", ".abi3.so")) for name in modules), modules
    assert ("vl_convert/vl_convert.abi3.so" in modules) is (package is REPORTS)


@every_package
def test_lambda_takes_it(package: Package, zips: dict[str, ZipFile]) -> None:
    size = sum(entry.file_size for entry in zips[package.name].infolist())
    assert size <= package.most_bytes + 3_000_000 <= LAMBDA_TAKES


@every_package
def test_clients_of_all_that_is_called_can_be_made(package: Package) -> None:
    program = (
        "from botocore.session import get_session\n"
        f"for service in {package.services}:\n"
        "    get_session().create_client(service, region_name='ap-northeast-1')"
    )
    assert run(local(package), program) == ""


def test_a_page_is_written_with_nothing_but_the_package_of_the_reports(unpacked: dict[str, Path]) -> None:
    program = (
        "from monitoring.reports.as_html import to_html\n"
        "from monitoring.reports.document import Document\n"
        "page = to_html(Document('ja', '日報', 'demo', '', ()), str)\n"
        "print('<title>' in page, '日報' in page)"
    )
    assert run(unpacked["reports"], program) == "True True\n"


def test_a_chart_is_drawn_with_nothing_but_the_package_of_the_reports() -> None:
    program = (
        "from monitoring.reports.charts import by_day, draw, draw_png\n"
        "spec = by_day([('11/24', 1.0), ('11/25', 2.0)])\n"
        "print(draw(spec)[:4], draw_png(spec)[1:4])"
    )
    assert run(local(REPORTS), program) == "<svg b'PNG'\n"
