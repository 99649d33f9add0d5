"""Every query of monitoring.yaml that reads log lines, beside the loop that someone would write by hand."""

from functools import cache
from typing import Final, NamedTuple

from benchmarks import insights_access_loops, insights_error_loops, insights_report_loops
from benchmarks.harness import ROOT
from benchmarks.insights_reading import Loop
from monitoring.load import load

PARAMETERS: Final = {"userId": insights_report_loops.USER}
LOOPS: Final[dict[str, Loop]] = {
    **insights_report_loops.LOOPS,
    **insights_error_loops.LOOPS,
    **insights_access_loops.LOOPS,
}


class GuideQuery(NamedTuple):
    """The text of a query, and the logs that it reads, by their names in monitoring.yaml."""

    text: str
    logs: tuple[str, ...]


@cache
def guide_queries() -> dict[str, GuideQuery]:
    """The queries of monitoring.yaml by name."""
    spec = next(iter(load(str(ROOT / "monitoring.yaml")).specs.values()))
    return {
        name: GuideQuery(each.text, (each.logs,) if isinstance(each.logs, str) else each.logs)
        for name, each in spec.queries.items()
    }
