"""What the functions of this package work with; made once a container."""

import os
from functools import cached_property
from typing import Any, TextIO

from monitoring.escalation.words import words
from monitoring.oncall.aws import Clients, Place, place_of
from monitoring.oncall.budget import Budget
from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.clock import Clock, SystemClock
from monitoring.oncall.journal import Journal
from monitoring.oncall.people import marked
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.oncall.settings import Settings, read_settings
from monitoring.oncall.slack_api import Slack
from monitoring.oncall.sources import CatalogueSource, SecretSource
from monitoring.oncall.status import Speaker
from monitoring.oncall.store import Store


class Tools:
    """Settings, clients and the clock, and what is read with them.

    ``place`` is where the function runs: the account and region of what it publishes to. ``log`` is where the
    log goes, standard output by default.
    """

    def __init__(
        self, settings: Settings, clients: Clients, clock: Clock, place: Place, log: TextIO | None = None
    ) -> None:
        self.settings, self.clients, self.clock, self.place = settings, clients, clock, place
        self.journal = Journal(settings, clock, log)
        self._catalogue = CatalogueSource(clients, settings.catalogue_parameter, clock)
        self.secrets = SecretSource(clients, settings.slack_secret, clock)
        self._budget = Budget(clock)

    def begin(self) -> None:
        """One more call of the function: it may spend as much time on Slack as the one before."""
        self._budget = Budget(self.clock)

    @cached_property
    def store(self) -> Store:
        """The state table."""
        settings = self.settings
        return Store(self.clients("dynamodb"), settings.state_table, self.clock, settings.timezone)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue as it is deployed now."""
        return self._catalogue.read()

    @property
    def speaker(self) -> Speaker:
        """Says things in the locale, at this moment."""
        return Speaker(words(self.settings.locale), self.catalogue, self.clock.now())

    @property
    def pseudonyms(self) -> Pseudonyms:
        """Makes people's ids unreadable."""
        key = self.secrets.read().pseudonym_key.encode()
        return Pseudonyms(key, self.catalogue.personal)

    def slack(self) -> Slack | None:
        """Slack, where it is set up."""
        token = self.secrets.read().bot_token
        return Slack(token, self.settings.slack_api, self.clock, self._budget) if token else None

    def name_of(self, user: str) -> str:
        """The name of a user of Slack, the id where Slack does not say; any other name as it is."""
        slack = self.slack() if marked(user) != user else None
        return slack.name(user) if slack else user


_KEPT: dict[str, Tools] = {}


def tools_of(context: Any) -> Tools:
    """The container's tools; ``context`` is Lambda's, whose ARN says where this is."""
    arn: str = context.invoked_function_arn
    if arn not in _KEPT:
        _KEPT[arn] = Tools(read_settings(os.environ), Clients(), SystemClock(), place_of(arn))
    return _KEPT[arn]
