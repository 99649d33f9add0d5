"""The service's database on the test server: read it back, empty it, break it."""

from threading import Thread
from typing import Any

import psycopg

from service.subgoals.migrate import migrate as apply_migrations
from tests.service.rig.postgres import Postgres

ROLE = "subgoals_app"
KEPT = "schema_migrations"
SLEEPING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
OTHERS = "datname = current_database() AND pid <> pg_backend_pid() AND usename <> 'postgres'"


class Database:
    """What the service stores, seen by the superuser."""

    name = "subgoals"

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self.connection = server.connect(self.name)

    def _run(self, query: str, *values: Any) -> psycopg.Cursor[Any]:
        """Run a statement; on a new connection when the server was away meanwhile."""
        try:
            return self.connection.execute(query.encode(), values or None)
        except psycopg.OperationalError:
            if not self.connection.closed:
                raise
            self.connection = self.server.connect(self.name)
            return self.connection.execute(query.encode(), values or None)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self._run(query, *values).fetchall()

    def execute(self, *statements: str) -> None:
        """Run statements, each on its own."""
        for statement in statements:
            self._run(statement)

    def tables(self) -> list[str]:
        """The tables that hold data."""
        found = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [name for (name,) in found if name != KEPT]

    def empty(self) -> None:
        """No rows and no leftovers of an earlier test; the service's connection stays as it is."""
        if self.server.ended():
            self.server.start()
        self.execute(
            f"TRUNCATE {', '.join(self.tables())} CASCADE",
            f"ALTER ROLE {ROLE} CONNECTION LIMIT -1",
            f"ALTER ROLE {ROLE} RESET ALL",
        )
        self.without_traps()

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables."""
        return {name: self.rows(f"SELECT * FROM {name} ORDER BY 1") for name in self.tables()}

    def sessions(self) -> list[int]:
        """The service's connections."""
        return [pid for (pid,) in self.rows(f"SELECT pid FROM pg_stat_activity WHERE {OTHERS}")]

    def drop_connections(self) -> int:
        """End the service's connections as an idle time-out or a fail-over does; how many there were."""
        return len(self.rows(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {OTHERS}"))

    def trap(self, table: str, action: str, *, deferred: bool = False) -> None:
        """Run PL/pgSQL ``action`` after a row was inserted into ``table``, or when that is committed."""
        when = "DEFERRABLE INITIALLY DEFERRED" if deferred else "NOT DEFERRABLE"
        self.execute(
            "CREATE OR REPLACE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
            f"$$ BEGIN {action}; RETURN NEW; END $$",
            f"CREATE CONSTRAINT TRIGGER trap AFTER INSERT ON {table} {when} "
            "FOR EACH ROW EXECUTE FUNCTION trap()",
        )

    def kill_when_asleep(self) -> Thread:
        """End the whole server once the service's transaction stands still in a trap."""

        def watch() -> None:
            while self.rows(SLEEPING) == [(0,)]:
                pass
            self.server.kill()

        watcher = Thread(target=watch)
        watcher.start()
        return watcher

    def without_traps(self) -> None:
        """Take the traps away."""
        self.execute("SET client_min_messages = error; DROP FUNCTION IF EXISTS trap() CASCADE")


def migrate(server: Postgres) -> Database:
    """A new database with the real migrations in it."""
    with server.connect("postgres") as connection:
        connection.execute(f"CREATE DATABASE {Database.name}".encode())
    apply_migrations(server.connect(Database.name))
    return Database(server)
