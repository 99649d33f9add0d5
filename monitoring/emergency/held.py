"""The alarms that a stop sets off by itself, so that nobody is called for what somebody did on purpose."""

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
    """Whether an entry is about the throttles of the service's function; those of others go on."""
    throttles = ["AWS/Lambda", "Throttles", "FunctionName", catalogue.content["physical"]["function"]]
    alarm = catalogue.alarm(entry)
    metrics = [catalogue.metric(name) for name in (alarm.graphs.values() if alarm else ())]
    return any(list(line[:4]) == throttles for metric in metrics if metric for line in metric.metrics)
