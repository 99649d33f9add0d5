"""A clone, its remote, and what CloudFormation says of a stack."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

WHO = {
    **{f"GIT_{role}_NAME": "Hanako" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "hanako@example.com" for role in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": "/dev/null",
}


class Work:
    """Somebody's clone of a repository whose main holds three commits, all deployed."""

    def __init__(self, folder: Path) -> None:
        self.remote, self.folder = folder / "remote.git", folder / "clone"
        self.ask_git(folder, "init", "-q", "--bare", "-b", "main", str(self.remote))
        self.ask_git(folder, "clone", "-q", str(self.remote), str(self.folder))
        self.ask_git(self.folder, "checkout", "-q", "-b", "main")
        for name in ("one", "two", "three"):
            self.commit(name, f"Change {name}")

    def ask_git(self, where: Path, *words: str) -> str:
        done = subprocess.run(["git", *words], cwd=where, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def git(self, *words: str) -> str:
        return self.ask_git(self.folder, *words)

    def commit(self, name: str, message: str, text: str = "x\n") -> str:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self.git("add", name)
        self.git("commit", "-q", "-m", message)
        self.git("push", "-q", "origin", "main")
        return self.git("rev-parse", "HEAD")

    def main(self, form: str = "%s", count: int = 1) -> str:
        """The last commits of the remote's main."""
        return self.ask_git(self.remote, "log", f"-{count}", f"--format={form}", "main")


def stack_event(stack: str, at: float, status: str) -> dict[str, Any]:
    return {
        "StackId": f"arn:{stack}",
        "EventId": f"{stack} {at} {status}",
        "StackName": stack,
        "PhysicalResourceId": f"arn:{stack}",
        "LogicalResourceId": stack,
        "ResourceType": "AWS::CloudFormation::Stack",
        "ResourceStatus": status,
        "Timestamp": datetime.fromtimestamp(at, UTC),
    }
