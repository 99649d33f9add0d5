"""Migrations: applied once, in order, all or nothing, by an owner who is no superuser."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias

import psycopg
import pytest

from service.subgoals.migrate import FOLDER, MigrationError, migrate, read_migrations
from tests.service.rig.database import Database

NAME = "migrations"
Connect: TypeAlias = Callable[[], psycopg.Connection[Any]]


@pytest.fixture
def connect(migrated: Database) -> Iterator[Connect]:
    """Connections of the owner of an empty database; Aurora's is no superuser either."""
    server = migrated.server
    with server.connect("postgres") as admin:
        admin.execute("CREATE ROLE migrations_owner LOGIN CREATEROLE")
        admin.execute("GRANT subgoals_app TO migrations_owner WITH ADMIN OPTION")
        admin.execute(f"CREATE DATABASE {NAME} OWNER migrations_owner".encode())
    yield lambda: psycopg.connect(
        host="127.0.0.1", port=server.port, user="migrations_owner", dbname=NAME, autocommit=True
    )
    with server.connect("postgres") as admin:
        admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)".encode())
        admin.execute("DROP OWNED BY migrations_owner CASCADE")
        admin.execute("DROP ROLE migrations_owner")


def folder(path: Path, **files: str) -> Path:
    """A folder of migrations."""
    for name, sql in files.items():
        (path / f"{name.lstrip('v')}.sql").write_text(sql, encoding="utf-8")
    return path


def tables(connect: Connect) -> set[str]:
    """The tables that are there."""
    with connect() as connection:
        return {
            name
            for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }


def test_ours_are_applied_once(connect: Connect) -> None:
    names = [one.name for one in read_migrations(FOLDER)]
    assert migrate(connect()) == names
    assert migrate(connect()) == []
    assert tables(connect) == {"goals", "sub_goals", "idempotency_keys", "schema_migrations"}


def test_a_failing_one_changes_nothing(connect: Connect, tmp_path: Path) -> None:
    path = folder(tmp_path, v0001_a="CREATE TABLE a (x int)", v0002_b="CREATE TABLE b (x int); SELECT 1/0")
    with pytest.raises(MigrationError, match=r"^0002_b\.sql failed \(SQLSTATE 22012\)$"):
        migrate(connect(), path)
    assert tables(connect) == set()


def test_what_was_applied_stays_when_a_later_one_fails(connect: Connect, tmp_path: Path) -> None:
    path = folder(tmp_path, v0001_a="CREATE TABLE a (x int)")
    migrate(connect(), path)
    folder(path, v0002_b="nonsense")
    with pytest.raises(MigrationError, match="42601"):
        migrate(connect(), path)
    assert tables(connect) == {"a", "schema_migrations"}


def test_a_file_that_was_changed_is_refused(connect: Connect, tmp_path: Path) -> None:
    path = folder(tmp_path, v0001_a="CREATE TABLE a (x int)")
    migrate(connect(), path)
    folder(path, v0001_a="CREATE TABLE a (y int)")
    with pytest.raises(MigrationError, match=r"0001_a\.sql was changed"):
        migrate(connect(), path)


def test_older_code_after_a_revert_has_nothing_to_do(connect: Connect, tmp_path: Path) -> None:
    path = folder(tmp_path, v0001_a="CREATE TABLE a (x int)", v0002_b="CREATE TABLE b (x int)")
    migrate(connect(), path)
    (path / "0002_b.sql").unlink()
    assert migrate(connect(), path) == []


def test_two_deployments_at_once_apply_each_once(connect: Connect, tmp_path: Path) -> None:
    path = folder(tmp_path, v0001_a="CREATE TABLE a (x int); SELECT pg_sleep(0.3)")
    applied: list[list[str]] = []
    threads = [Thread(target=lambda: applied.append(migrate(connect(), path))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [[], [], ["0001_a"]]


def test_a_gap_in_the_versions_is_refused(connect: Connect, tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="without a gap"):
        migrate(connect(), folder(tmp_path, v0001_a="", v0003_c=""))


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE sub_goals",
        "CREATE TABLE x (y int)",
        "ALTER TABLE goals ADD COLUMN x int",
        "TRUNCATE goals",
        "DELETE FROM schema_migrations",
        "CREATE ROLE x",
    ],
)
def test_the_services_own_role_can_change_rows_only(migrated: Database, statement: str) -> None:
    port = migrated.server.port
    with (
        psycopg.connect(host="127.0.0.1", port=port, user="subgoals_app", dbname=migrated.name) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())
