"""Commands that do what buttons do, as messages print them: whoever copies one is asked nothing more."""

from shlex import quote

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import MUTE, RERUN


def command_of(action: str, incident: Incident, catalogue: Catalogue) -> str:
    """The command that does the same as a button, or what is nearest to it."""
    environment = incident.key.partition("/")[0]
    asked = _first_query(catalogue, incident.entry) if action == RERUN else ""
    if asked:
        return f"monitoring query {asked} --aws --environment {environment} --last 1h"
    if action == MUTE:
        return f"monitoring mute {incident.entry} 1h --environment {environment} --reason WHY"
    return f"monitoring ack {incident.key}"


def _first_query(catalogue: Catalogue, entry: str) -> str:
    """The first query of an entry's first look with its parameters; whose requests they are is left open."""
    alarm = catalogue.alarm(entry)
    for look in alarm.first_look if alarm else ():
        query = catalogue.query(look.query) if look.query else None
        if query is not None:
            values = {name: look.parameters.get(name, "{") for name in query.parameters}
            given = (name.upper() if "{" in value else value for name, value in values.items())
            pairs = (quote(f"{name}={value}") for name, value in zip(values, given, strict=True))
            return " --with ".join((query.name, *pairs))
    return ""
