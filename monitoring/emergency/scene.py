"""What every emergency command works with."""

from collections.abc import Callable
from typing import Any, NamedTuple

from monitoring.emergency.progress import Progress
from monitoring.oncall.aws import Place
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import Clock
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.store import Store
from monitoring.oncall.words import Words


class Scene(NamedTuple):
    """An environment, the person at the keyboard, and where steps are said.

    ``clients`` gives botocore's client of a service by its name. ``slack`` is None where it is not set up.
    """

    clients: Callable[[str], Any]
    store: Store
    catalogue: Catalogue
    slack: Slack | None
    place: Place
    clock: Clock
    words: Words
    person: str
    progress: Progress

    @property
    def function(self) -> str:
        """The function that a stop holds."""
        return str(self.catalogue.content["physical"]["function"])

    @property
    def usual_concurrency(self) -> int:
        """The reserved concurrency that the file says."""
        return int(self.catalogue.content["facts"]["reservedConcurrency"])

    @property
    def environment(self) -> str:
        """The environment's name, which is typed to confirm."""
        return self.catalogue.environment
