"""A critical alarm reaches no contact that rings.

Why: critical means that users cannot work and somebody must get up. Where an environment wakes people
(`escalation.wakes`), a critical route that only leads to channels and mailboxes lets an outage wait until
morning. Alarms that report to `people` skip the notifier and with it the escalation: only an SMS, an e-mail
address or an HTTPS pager of the route's first level hears of them. A level that rings an hour later is no
better: one that rings must be reached within 30 minutes.

Fix: give one of the route's levels a contact with `rings: true`, or let the route go on sooner to a level
that has one, or set `wakes: false` where nobody has to get up.

Bad:

    contacts:
      development-channel: {kind: slack, address: {parameter: /monitoring/slack}}
    escalation:
      levels: {development: {contacts: [development-channel]}}
      routes: {application: {start: development}}

Good:

    contacts:
      development-channel: {kind: slack, address: {parameter: /monitoring/slack}}
      on-call: {kind: sms, address: {parameter: /monitoring/on-call}, rings: true}
    escalation:
      levels: {development: {contacts: [development-channel, on-call]}}
      routes: {application: {start: development}}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, error
from monitoring.spec.escalation import Contact, Route
from monitoring.spec.places import span
from monitoring.spec.references import severities
from monitoring.spec.root import Spec

CHECK: Final = "nobody-is-woken"
_DIRECT: Final = ("sms", "email", "https")
_SOON: Final = 1800


def check(spec: Spec) -> Iterator[Finding]:
    """Routes of critical alarms, and critical alarms past the notifier, that wake nobody."""
    if not spec.escalation.wakes:
        return
    heard: dict[str, list[str]] = {}
    for name, alarm in spec.alarms.items():
        route = spec.escalation.routes.get(alarm.route)
        if route is None or "critical" not in severities(alarm):
            continue
        if alarm.reports_to == "notifier":
            heard.setdefault(alarm.route, []).append(name)
        elif not any(contact.rings and contact.kind in _DIRECT for contact in _contacts(spec, [route.start])):
            message = f"the alarm skips the notifier, and nobody of level `{route.start}` is rung directly"
            fix = "give that level a contact of kind `sms`, `email` or `https` with `rings: true`"
            yield error(CHECK, ("alarms", name, "reports-to"), message, fix)
    yield from _silent_routes(spec, heard)


def _silent_routes(spec: Spec, heard: dict[str, list[str]]) -> Iterator[Finding]:
    for name, alarms in heard.items():
        route = spec.escalation.routes[name]
        levels = [route.start, *route.then]
        if not any(contact.rings for contact in _contacts(spec, levels)):
            some = ", ".join(alarms[:3]) + (f" and {len(alarms) - 3} more" if len(alarms) > 3 else "")
            message = f"the route hears of critical alarms ({some}), and none of its contacts rings"
            fix = f"give {' or '.join(f'`{level}`' for level in levels)} a contact with `rings: true`"
            yield error(CHECK, ("escalation", "routes", name), message, fix, on_key=True)
        else:
            yield from _rings_late(spec, name, route)


def _rings_late(spec: Spec, name: str, route: Route) -> Iterator[Finding]:
    after = {level: wait.seconds for level, wait in route.then.items()} | {route.start: 0}
    ringing = [level for level in after if any(contact.rings for contact in _contacts(spec, [level]))]
    first = min(ringing, key=lambda level: after[level])
    if after[first] > _SOON:
        message = f"a critical alarm rings nobody for {span(after[first])}: `{first}` is the first that rings"
        fix = f"reach it within {span(_SOON)}, or give `{route.start}` a contact with `rings: true`"
        yield error(CHECK, ("escalation", "routes", name, "then", first), message, fix)


def _contacts(spec: Spec, levels: list[str]) -> Iterator[Contact]:
    for level in levels:
        if level in spec.escalation.levels:
            for name in spec.escalation.levels[level].contacts:
                if name in spec.contacts:
                    yield spec.contacts[name]
