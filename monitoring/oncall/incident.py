"""Incidents: what belongs together, how bad it is, which thread it has.

An incident is an environment, an alarm entry and a contributor. What identifies a contributor stands in keys
as a hash only, because keys travel through Slack's buttons and the names of executions.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from re import compile as regex
from typing import NamedTuple, TypeAlias

SEVERITIES = ("investigate", "warning", "critical")
FLAP_WINDOW = 30 * 60_000
"""An alarm that comes back sooner than this after its OK (milliseconds) is the same incident again."""
FLAPS_HELD = 2
"""So many returns are said one by one; with this one the flapping is announced, and the rest is held."""
_UNSAFE = regex(r"[^A-Za-z0-9_-]")
_MOST_NAME = 80

Contributor: TypeAlias = tuple[tuple[str, str], ...]


class Incident(NamedTuple):
    """An incident as the state table has it: times are epoch milliseconds, 0 for never.

    ``alarms`` are those in ALARM with the time of the change, ``cleared`` those that were: changes that come
    late are known by it. ``into`` is the key of the incident that this one has joined: it then has no thread
    and no execution of its own. ``joined`` are the keys of those that joined this one. ``held_until`` says
    that nobody was told yet, because of a mute. ``rang`` is when the notifier last let phones ring for it,
    ``drill`` says that it is an exercise.
    """

    key: str
    id: str
    entry: str
    severity: str
    route: str
    level: str
    opened: int
    alarms: Mapping[str, int]
    cleared: Mapping[str, int] = {}
    contributor: Contributor = ()
    channel: str = ""
    thread: str = ""
    execution: str = ""
    acknowledged_by: str = ""
    acknowledged_at: int = 0
    acknowledged_until: int = 0
    flaps: int = 0
    joined: tuple[str, ...] = ()
    into: str = ""
    held_until: int = 0
    rang: int = 0
    drill: bool = False
    closed: int = 0
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it goes on, be it in another incident."""
        return not self.closed

    @property
    def is_flapping(self) -> bool:
        """Whether it came back so often that single changes are held."""
        return self.flaps >= FLAPS_HELD

    def is_acknowledged(self, now: int) -> bool:
        """Whether somebody has it in hand at a moment."""
        return self.is_open and bool(self.acknowledged_by) and now < self.acknowledged_until


def incident_key(environment: str, entry: str, contributor: Contributor = ()) -> str:
    """``production/forbidden/3f2a..``; without contributor just environment and entry."""
    parts = [environment, entry, *([contributor_hash(contributor)] if contributor else [])]
    return "/".join(parts)


def contributor_hash(contributor: Contributor) -> str:
    """Twelve hexadecimal digits that say nothing of who it is."""
    text = "\0".join(f"{name}\1{value}" for name, value in sorted(contributor))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def incident_id(key: str, opened: int) -> str:
    """The incident's id and its execution's name: letters, digits, ``-`` and ``_``, 80 at most.

    Source: StartExecution, AWS Step Functions API Reference.
    """
    name = _UNSAFE.sub("-", key)
    tail = f"-{opened}"
    if len(name) + len(tail) > _MOST_NAME:
        digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        name = f"{name[: _MOST_NAME - len(tail) - 9]}-{digest}"
    return name + tail


def subject_word(incident: Incident) -> str:
    """What a mail's subject begins with; ASCII, because SNS takes nothing else there."""
    word = incident.severity.upper() if incident.is_open else "RECOVERED"
    return f"DRILL: {word}" if incident.drill else word


def rank(severity: str) -> int:
    """Larger is worse; a severity nobody knows is as bad as can be."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


def worst(severities: Iterable[str]) -> str:
    """The worst of some severities."""
    return max(severities, key=rank)
