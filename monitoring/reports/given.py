"""What a report is asked for, and how one of its parts may fail."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.insights import error_word
from monitoring.reports.periods import Period
from monitoring.reports.sources import Lack, NotHere

Found = TypeVar("Found")
Shown: TypeAlias = Mapping[str, Any]
"""A block of a report as the catalogue has it."""


class Given(NamedTuple):
    """What is asked for: a report of the catalogue, over a period, made at a moment."""

    catalogue: Catalogue
    name: str
    period: Period
    made: int

    @property
    def report(self) -> Mapping[str, Any]:
        """The report as the catalogue has it."""
        found: Mapping[str, Any] = self.catalogue.content["reports"][self.name]
        return found

    @property
    def blocks(self) -> tuple[Shown, ...]:
        """Its blocks."""
        return tuple(self.report["show"])

    @property
    def log_groups(self) -> tuple[str, ...]:
        """The service's own log."""
        return (self.catalogue.content["physical"]["logGroups"]["application"],)

    def named(self, *kinds: str) -> list[str]:
        """The queries, graphs .. that its blocks name, each once."""
        return list(dict.fromkeys(block[kind] for block in self.blocks for kind in kinds if kind in block))


def attempt(what: str, get: Callable[[], Found]) -> Found | Lack:
    """What there is to get, or why there is none."""
    try:
        return get()
    except NotHere as missing:
        return Lack(what, "missing", str(missing))
    except Exception as error:  # a report without it is better than none
        return Lack(what, "failed", error_word(error))
