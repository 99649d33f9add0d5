"""The test server itself: for whom it starts, and that it never outlives the run that started it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.service.rig import postgres
from tests.service.rig.database import Database
from tests.service.rig.postgres import NOBODY, Postgres

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20
RUN = """
from tests.service.rig.postgres import Postgres
server = Postgres().start()
{more}
print(server.directory, flush=True)
input()
"""


class Run:
    """Another test run, with a server of its own."""

    def __init__(self, more: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN.format(more=more)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            text=True,
        )
        assert self.process.stdout is not None
        self.directory = Path(self.process.stdout.readline().strip())

    def end(self, number: signal.Signals) -> None:
        """End it and all processes of its group, as a terminal or CI does."""
        os.killpg(self.process.pid, number)
        self.process.communicate()

    def is_over(self) -> bool:
        """Whether neither processes nor files are left after a while."""
        last = monotonic() + PATIENCE_S
        while processes_of(self.directory) or self.directory.exists():
            if monotonic() > last:
                return False
            sleep(0.02)
        return True


def processes_of(directory: Path) -> list[int]:
    """The server's process and all that it made: they work in its data directory."""
    found = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    return [process for process in found if works_in(process, directory / "data")]


def works_in(process: int, folder: Path) -> bool:
    """Whether a process has the folder for its working directory."""
    try:
        return Path(f"/proc/{process}/cwd").readlink() == folder
    except OSError:
        return False


ENDS = {
    "killed": (signal.SIGKILL, ""),
    "ended": (signal.SIGTERM, ""),
    "killed with a frozen server": (signal.SIGKILL, "server.pause()"),
    "killed with a session": (signal.SIGKILL, "kept = server.connect('postgres')"),
}


@pytest.mark.parametrize(("number", "more"), ENDS.values(), ids=ENDS)
def test_a_server_does_not_outlive_its_run(number: signal.Signals, more: str) -> None:
    run = Run(more)
    assert len(processes_of(run.directory)) > 1
    run.end(number)
    assert run.is_over()


def test_a_server_that_is_removed_leaves_nothing() -> None:
    server = Postgres().start()
    server.remove()
    assert not processes_of(server.directory)
    assert not server.directory.exists()
    assert server.guard.returncode == 0


def test_a_run_that_is_killed_takes_no_other_server_along(database: Database) -> None:
    other = Run()
    other.end(signal.SIGKILL)
    assert other.is_over()
    assert database.server.connect("postgres").execute("SELECT 1").fetchone() == (1,)


def owner(server: Postgres) -> int:
    """The user that the server runs as."""
    assert server.process is not None
    return Path(f"/proc/{server.process.pid}").stat().st_uid


def test_the_server_of_root_runs_as_nobody_and_of_others_as_they_are(database: Database) -> None:
    assert owner(database.server) == (os.geteuid() or NOBODY)


def test_an_ordinary_user_starts_a_server(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process that has given up root's rights; an ordinary user's run has none.

    The programs are those that nobody can reach, also when the project lies where only root may look.
    """
    monkeypatch.setattr(postgres, "reachable_programs", lambda _: database.server.programs)
    child = os.fork()
    if child == 0:
        os._exit(start_as(os.geteuid() or NOBODY))
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


def start_as(user: int) -> int:
    """Starts a server as a user and asks it something; 0 when it ran as that user and answered."""
    if not os.geteuid():
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    try:
        server = Postgres().start()
        answered = server.connect("postgres").execute("SELECT 1").fetchone() == (1,)
        found = owner(server)
        server.remove()
    except BaseException as problem:
        os.write(2, f"{type(problem).__name__}: {problem}\n".encode())
        return 1
    return 0 if answered and found == user else 2
