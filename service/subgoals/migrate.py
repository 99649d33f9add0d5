"""Applies the migrations; `python -m service.subgoals.migrate` does it outside a deployment.

All that are pending are applied in one transaction: when one fails nothing has changed, and the deployment
fails.
"""

import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import psycopg
from psycopg.abc import Query

from service.subgoals.connection import Connection, connect
from service.subgoals.settings import read_database

FOLDER: Final = Path(__file__).parents[1] / "migrations"
_LOCK: Final = 7_262_851_203
_TABLE: Final = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
        version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
    )
"""
_APPLIED: Final = "SELECT version, name, checksum FROM schema_migrations ORDER BY version"
_RECORD: Final = "INSERT INTO schema_migrations (version, name, checksum) VALUES (%s, %s, %s)"


class MigrationError(Exception):
    """Why migrations were not applied; names files and SQLSTATEs, never what a driver says."""


class Migration(NamedTuple):
    """A file `NNNN_name.sql`."""

    version: int
    name: str
    sql: bytes

    @property
    def checksum(self) -> str:
        """Tells whether the file is still the one that was applied."""
        return sha256(self.sql).hexdigest()


def read_migrations(folder: Path) -> tuple[Migration, ...]:
    """The migrations of a folder, in order."""
    files = sorted(folder.glob("*.sql"))
    found = tuple(Migration(int(file.name[:4]), file.stem, file.read_bytes()) for file in files)
    if [one.version for one in found] != list(range(1, len(found) + 1)):
        raise MigrationError(f"versions in {folder.name} are not 0001 and so on without a gap")
    return found


def migrate(connection: Connection, folder: Path = FOLDER) -> list[str]:
    """Applies what is pending and closes the connection; returns the names, or MigrationError."""
    migrations = read_migrations(folder)
    with connection, connection.transaction():
        connection.execute(
            "SELECT set_config('statement_timeout', '0', true), pg_advisory_xact_lock(%s)", (_LOCK,)
        )
        connection.execute(_TABLE)
        pending = _pending(migrations, connection.execute(_APPLIED).fetchall())
        for migration in pending:
            _apply(connection, migration)
    return [one.name for one in pending]


def _pending(migrations: tuple[Migration, ...], applied: list[tuple[Any, ...]]) -> list[Migration]:
    """What is not applied yet; what newer code has applied stays, because migrations expand first."""
    known = {version: checksum for version, _, checksum in applied}
    for one in migrations:
        if known.get(one.version, one.checksum) != one.checksum:
            raise MigrationError(
                f"{one.name}.sql was changed after it was applied: add a new migration instead"
            )
    return [one for one in migrations if one.version not in known]


def _apply(connection: Connection, migration: Migration) -> None:
    """Applies one migration and records it."""
    try:
        connection.execute(cast(Query, migration.sql))
        connection.execute(_RECORD, (migration.version, migration.name, migration.checksum))
    except psycopg.Error as problem:
        raise MigrationError(f"{migration.name}.sql failed (SQLSTATE {problem.sqlstate})") from None


def main() -> int:
    """Applies the migrations to the database that the environment variables name."""
    try:
        applied = migrate(connect(read_database(os.environ), os.environ.get("AWS_REGION", "")))
    except (MigrationError, psycopg.Error) as problem:
        reason = str(problem) if isinstance(problem, MigrationError) else "the database cannot be reached"
        sys.stderr.write(f"{reason}\n")
        return 1
    sys.stdout.write("".join(f"applied {name}\n" for name in applied) or "nothing to apply\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
