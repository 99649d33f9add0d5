"""Links of a report, and what the things are called that they lead to."""

from typing import NamedTuple

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.links import Console
from monitoring.reports.periods import Period


class Linker(NamedTuple):
    """Makes links, and says what things are called."""

    catalogue: Catalogue
    console: Console
    period: Period

    def query(self, name: str) -> str:
        """Logs Insights with a saved query over the period; empty for queries that nobody knows."""
        query = self.catalogue.query(name)
        if query is None:
            return ""
        start, end = self.period.start_ms, self.period.end_ms - 1
        return self.console.query(query.text, query.log_groups, start, end)

    def runbook(self, name: str) -> str:
        """A runbook's place in the guide; empty where the guide's address is not known."""
        guide = self.catalogue.link("guide")
        return f"{guide}#{name}" if guide else ""

    def alarm_title(self, entry: str) -> str:
        """An alarm entry's title."""
        alarm = self.catalogue.alarm(entry)
        return alarm.title if alarm else entry
