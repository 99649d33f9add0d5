"""Alarms about on-call itself, which CloudWatch brings to people directly, past the notifier."""

from monitoring.oncall.catalogue import Catalogue


def reports_to_people(catalogue: Catalogue, entry: str) -> bool:
    """Whether an entry's alarms pass the notifier by (``reports-to: people``)."""
    return bool(catalogue.content["alarms"].get(entry, {}).get("reportsTo") == "people")


def direct_entries(catalogue: Catalogue) -> tuple[str, ...]:
    """All of them, in the order of the file."""
    return tuple(entry for entry in catalogue.entries if reports_to_people(catalogue, entry))
