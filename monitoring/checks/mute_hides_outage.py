"""A mute keeps a critical alarm quiet for a day or longer.

Why: a mute is for the hours in which somebody works on the service and watches it. While it lasts nobody is
called, whatever happens, so a whole day of it is a day without monitoring.

Fix: shorten `lasts` to the time of the work and repeat the mute, or mute only the alarms that are not
critical.

Bad:

    maintenance:
      mute:
        move: {alarms: [probe], schedule: "at(2026-12-01T22:00)", lasts: 3 d, reason: Moving}

Good:

    maintenance:
      mute:
        move: {alarms: [probe], schedule: "at(2026-12-01T22:00)", lasts: 4 h, reason: Moving}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.finding import Finding, Path, error
from monitoring.spec.places import span
from monitoring.spec.references import severities
from monitoring.spec.root import Spec

CHECK: Final = "mute-hides-outage"
_LONGEST: Final = 86400


def check(spec: Spec) -> Iterator[Finding]:
    """Mutes of a day or longer that cover critical alarms."""
    for name, mute in spec.maintenance.mute.items():
        known = [alarm for alarm in mute.alarms if alarm in spec.alarms]
        critical = [alarm for alarm in known if "critical" in severities(spec.alarms[alarm])]
        if critical and mute.lasts.seconds >= _LONGEST:
            path: Path = ("maintenance", "mute", name, "lasts")
            lasts = span(mute.lasts.seconds)
            message = f"`{critical[0]}` is critical, and nobody would hear of it for {lasts}"
            yield error(CHECK, path, message, "shorten the mute to the time of the work")
