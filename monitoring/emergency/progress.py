"""Steps, each said as it happens, with what to do when it fails; nobody is left guessing at night."""

from collections.abc import Callable
from typing import Final, Literal, NamedTuple, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from monitoring.oncall.slack_api import SlackFailed

State: TypeAlias = Literal["done", "already", "skipped", "failed"]

AGAIN: Final = "run the same command again: it goes on where it stopped"


class Broken(Exception):
    """A step did not succeed for a reason of its own; the message says which, in English."""


class Step(NamedTuple):
    """A step: ``name`` is stable for scripts, ``what`` is a sentence, ``advice`` says what to do now."""

    name: str
    state: State
    what: str
    advice: str = ""


class Halted(Exception):
    """A step failed without which nothing further may be done; it was said already."""


FAILURES: Final = (ClientError, BotoCoreError, SlackFailed, Broken, OSError)
"""What may go wrong in a step; anything else is a bug."""


class Progress:
    """Steps so far; ``say`` hears of each as it happens."""

    def __init__(self, say: Callable[[Step], None]) -> None:
        self._say = say
        self.steps: list[Step] = []

    @property
    def is_complete(self) -> bool:
        """Whether nothing failed."""
        return not any(step.state == "failed" for step in self.steps)

    def note(self, step: Step) -> None:
        """Say a step."""
        self.steps.append(step)
        self._say(step)

    def take(self, name: str, advice: str, action: Callable[[], str]) -> str:
        """Do what must succeed; ``action`` gives back what was done. Raises Halted when it fails."""
        if not self.attempt(name, advice, action):
            raise Halted(name)
        return self.steps[-1].what

    def attempt(self, name: str, advice: str, action: Callable[[], str]) -> bool:
        """Do what may fail; whether it succeeded."""
        try:
            what = action()
        except FAILURES as error:
            self.note(Step(name, "failed", reason_of(error), advice))
            return False
        self.note(Step(name, "done", what))
        return True


def reason_of(error: BaseException) -> str:
    """Why something failed, in one line."""
    if isinstance(error, ClientError):
        found = error.response.get("Error", {})
        return f"AWS refused {error.operation_name}: {found.get('Code')}: {found.get('Message')}"
    return " ".join(str(error).split()) or type(error).__name__
