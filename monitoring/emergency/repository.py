"""The repository that is rolled back: what main holds, and the documented revert (G11.6).

The revert is made in a working tree of its own, so that whatever somebody is in the middle of stays as it is.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from monitoring.emergency.progress import Broken

BRANCH: Final = "main"
_SECONDS: Final = 120
_FORMAT: Final = "%H%x1f%ct%x1f%P%x1f%s%x1f%b%x1e"
_REVERTS: Final = "This reverts commit "
_QUIET: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C"}


class Commit(NamedTuple):
    """A commit of main; ``moment`` is epoch milliseconds, ``reverts`` the hash it takes back or empty."""

    hash: str
    moment: int
    parents: int
    subject: str
    reverts: str

    @property
    def short(self) -> str:
        """What people type."""
        return self.hash[:9]


class Repository:
    """A repository with a remote whose main is deployed."""

    def __init__(self, folder: Path, remote: str) -> None:
        self._folder, self._remote = folder, remote

    def git(self, *words: str, folder: Path | None = None) -> str:
        """What git prints; raises Broken with what it complains of."""
        environment = {**os.environ, **_QUIET}
        try:
            done = subprocess.run(
                ["git", *words],
                cwd=folder or self._folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError:
            raise Broken("git is not installed") from None
        except subprocess.TimeoutExpired:
            raise Broken(f"git {words[0]} did not end within {_SECONDS} s") from None
        if done.returncode:
            said = " ".join((done.stderr or done.stdout).split())[:400]
            raise Broken(f"git {words[0]} failed: {said}")
        return done.stdout

    @property
    def head(self) -> str:
        """The remote's main as it was fetched last."""
        return f"{self._remote}/{BRANCH}"

    def fetch(self) -> None:
        """See what main is now."""
        self.git("fetch", "--quiet", self._remote, BRANCH)

    def deployments(self, count: int) -> tuple[Commit, ...]:
        """The last commits of main, newest first: each was deployed when it was pushed."""
        text = self.git("log", "--first-parent", f"-{count}", f"--format={_FORMAT}", self.head)
        return tuple(_commit(entry) for entry in text.split("\x1e") if entry.strip())

    def find(self, word: str) -> Commit:
        """The commit that a word names; raises Broken unless main holds it."""
        if word.startswith("-"):
            raise Broken(f"`{word}` names no commit")
        found = self.git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{word}^{{commit}}").strip()
        line = self.git("log", "--first-parent", f"--format={_FORMAT}", self.head)
        for entry in line.split("\x1e"):
            if entry.strip() and (commit := _commit(entry)).hash == found:
                return commit
        raise Broken(f"`{word}` was not deployed by itself: {self.head} does not hold it in its first line")

    def taken_back(self, commit: Commit) -> Commit | None:
        """The revert that takes a commit back now; None when there is none, or it was itself taken back."""
        text = self.git("log", "--first-parent", f"--format={_FORMAT}", f"{commit.hash}..{self.head}")
        later = [_commit(entry) for entry in text.split("\x1e") if entry.strip()]
        gone: set[str] = set()
        for one in later:  # newest first: a revert is known as taken back before it is looked at
            if one.reverts and one.hash not in gone:
                gone.add(one.reverts)
                if one.reverts == commit.hash:
                    return one
        return None

    def migrations(self, commit: Commit) -> tuple[str, ...]:
        """The migrations of the database that a commit brought: a revert takes back none of them."""
        words = ("diff", "--name-only", f"{commit.hash}^1", commit.hash, "--", "service/migrations")
        return tuple(self.git(*words).split())

    def revert(self, commit: Commit, trailers: tuple[str, ...]) -> Commit:
        """Make the revert upon main and push it; gives it back. Nothing is pushed when it does not fit."""
        with self._tree() as tree:
            main_line = ("-m", "1") if commit.parents > 1 else ()
            self.git("revert", "--no-edit", *main_line, commit.hash, folder=tree)
            if trailers:
                told = [word for trailer in trailers for word in ("--trailer", trailer)]
                self.git("commit", "--amend", "--no-edit", "--quiet", *told, folder=tree)
            self.git("push", "--quiet", self._remote, f"HEAD:refs/heads/{BRANCH}", folder=tree)
            made = self.git("log", "-1", f"--format={_FORMAT}", folder=tree)
        self.fetch()
        return _commit(made.split("\x1e")[0])

    @contextmanager
    def _tree(self) -> Iterator[Path]:
        with TemporaryDirectory(prefix="rollback-") as folder:
            tree = Path(folder) / "main"
            self.git("worktree", "add", "--quiet", "--detach", str(tree), self.head)
            try:
                yield tree
            finally:
                self.git("worktree", "remove", "--force", str(tree))


def commands_of(commit: Commit, remote: str, trailers: tuple[str, ...]) -> tuple[str, ...]:
    """The same by hand, as the runbook has it."""
    main_line = " -m 1" if commit.parents > 1 else ""
    named = "".join(f' --trailer "{trailer}"' for trailer in trailers)
    amended = (f"git commit --amend --no-edit{named}",) if trailers else ()
    return (f"git revert --no-edit{main_line} {commit.short}", *amended, f"git push {remote} {BRANCH}")


def _commit(entry: str) -> Commit:
    full, seconds, parents, subject, body = entry.strip("\n").split("\x1f")
    _, _, rest = body.partition(_REVERTS)
    reverts = rest[:40] if len(rest) >= 40 and rest[:40].isalnum() else ""
    return Commit(full, int(seconds) * 1000, len(parents.split()), subject, reverts)
