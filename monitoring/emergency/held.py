"""The alarms that a stop sets off by itself, so that nobody is called for what somebody did on purpose."""

import json

from monitoring.oncall.catalogue import Catalogue


def entries_set_off(catalogue: Catalogue) -> tuple[str, ...]:
    """Entries on the function's throttles, and all that the file says they explain, in its order.

    A stopped function throttles every request; what follows from throttling is `explained-by` in the file.
    """
    found: set[str] = set()
    pending = [entry for entry in catalogue.entries if _watches_throttles(catalogue, entry)]
    while pending:
        entry = pending.pop()
        if entry not in found:
            found.add(entry)
            pending += catalogue.explains.get(entry, ())
    return tuple(entry for entry in catalogue.entries if entry in found)


def _watches_throttles(catalogue: Catalogue, entry: str) -> bool:
    alarm = catalogue.alarm(entry)
    metrics = [catalogue.metric(name) for name in (alarm.graphs.values() if alarm else ())]
    return any('"AWS/Lambda", "Throttles"' in json.dumps(metric.metrics) for metric in metrics if metric)
