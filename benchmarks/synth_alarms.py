"""What `app.py` does for the alarms of a file, without the service beside them: FILE OUTDIR [KIND..].

Resources of the kinds, such as Dashboard, are left out, and so is what runs once an alarm goes off. It is for
`python -O`, as `cdk.json` starts `app.py`, and ends as `app.py` does.
"""

import sys
from datetime import date

from msgspec.structs import replace

from app import build, run_alone
from monitoring.commands.inspection import inspect
from monitoring.commands.plan import refuse_broken
from monitoring.plan.resources import Plan
from monitoring.plan.running import Running


def main(file: str, outdir: str, *kinds: str) -> int:
    """Read, check, plan and write the templates."""
    inspection = inspect(file, date.today())  # noqa: DTZ011 - as in app.py
    if inspection.broken:
        return refuse_broken(inspection)
    build([leave_out(plan, kinds) for plan in inspection.plans.values()], outdir=outdir).synth()
    return 0


def leave_out(plan: Plan, kinds: tuple[str, ...]) -> Plan:
    """The plan without the resources of some kinds, and without the on-call chain, which is no alarm."""
    kept = (resource for resource in plan.resources if type(resource).__name__ not in kinds)
    return replace(plan, resources=tuple(each for each in kept if not isinstance(each, Running)))


if __name__ == "__main__":
    run_alone(lambda: main(*sys.argv[1:]))
