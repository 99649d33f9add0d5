"""Nobody's id in a report: in columns of ids, in fields of JSON, and in the middle of what programs write."""

from collections.abc import Mapping
from re import Match
from re import compile as regex
from typing import Final, NamedTuple

from monitoring.oncall.clean import clean, hide_people
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.reports.gather import Gathered
from monitoring.reports.sources import Lack

_MOST_CELL: Final = 200
_LEAST: Final = 4
_WORD: Final = regex(rf"\w[\w.@:|+-]{{{_LEAST - 2},}}\w")


class Hider(NamedTuple):
    """``known`` are ids with their fields; ``users`` pseudonyms from days of which nothing else was kept."""

    pseudonyms: Pseudonyms
    known: tuple[tuple[str, str], ...]
    users: frozenset[str]

    def hide(self, row: Mapping[str, str]) -> dict[str, str]:
        """Cells hold what users send: nobody's id, nothing secret, nothing hidden."""
        return {column: clean(self._cell(column, text), _MOST_CELL) for column, text in row.items()}

    def _cell(self, column: str, text: str) -> str:
        if self.pseudonyms.is_personal(column):
            return self.pseudonyms.show(column, text)
        return _WORD.sub(self._word, hide_people(text, self.pseudonyms, self.known))

    def _word(self, match: Match[str]) -> str:
        pseudonym = self.pseudonyms.of("userId", match[0])
        return pseudonym if pseudonym in self.users else match[0]


def hider_of(gathered: Gathered, pseudonyms: Pseudonyms) -> Hider:
    """Knows everybody in the report's rows, its incidents and its days."""
    episodes = () if isinstance(gathered.episodes, Lack) else gathered.episodes
    about = {pair for incident, _ in episodes for pair in incident.contributor}
    users = frozenset(user.user for day in gathered.days.values() for user in day.users)
    return Hider(pseudonyms, tuple(sorted(gathered.people | about)), users)
