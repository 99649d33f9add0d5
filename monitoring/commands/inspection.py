"""A file, read and judged: what every command that needs a sound file starts with."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from monitoring.checks.run import run as run_checks
from monitoring.commands.outcome import WrongUse, choose
from monitoring.document import Document
from monitoring.finding import Finding, Severity
from monitoring.load import Loaded, load
from monitoring.plan.build import plan
from monitoring.plan.limits import check as check_limits
from monitoring.plan.resources import Plan
from monitoring.spec.root import Spec


class Inspection(NamedTuple):
    """What a file says, what is wrong with it, and its plan an environment; no plans if there are errors."""

    document: Document
    specs: dict[str, Spec]
    findings: tuple[Finding, ...]
    plans: dict[str, Plan]

    @property
    def broken(self) -> bool:
        """Whether there are errors."""
        return has_errors(self.findings)


def has_errors(findings: tuple[Finding, ...], strict: bool = False) -> bool:
    """Whether there are errors; with ``strict``, whether there are errors or warnings."""
    counted = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    return any(finding.severity in counted for finding in findings)


def inspect(file: str, today: date | None = None) -> Inspection:
    """Read, check, plan every environment, and check the plans; each stage needs the one before it."""
    loaded = load(file)
    day = today or date.today()  # noqa: DTZ011 - the day of who waits for the answer
    findings = (*loaded.findings, *run_checks(loaded, day))
    if has_errors(findings):
        return Inspection(loaded.document, loaded.specs, findings, {})
    plans = {name: plan(spec) for name, spec in loaded.specs.items()}
    return Inspection(loaded.document, loaded.specs, (*findings, *_limit_findings(loaded, plans)), plans)


def _limit_findings(loaded: Loaded, plans: dict[str, Plan]) -> Iterator[Finding]:
    """What environments share is said once; what is wrong in some of them only, with their names."""
    where: dict[Finding, list[str]] = {}
    for name, planned in plans.items():
        for finding in check_limits(planned):
            where.setdefault(finding._replace(path=loaded.origin(name, finding.path)), []).append(name)
    for finding, names in where.items():
        is_shared = len(names) == len(plans) or finding.path[:1] == ("environments",)
        yield finding if is_shared else finding._replace(message=f"{finding.message} ({', '.join(names)})")


def choose_environment(inspection: Inspection, wanted: str | None) -> str:
    """The environment that was asked for, or the only one; raises WrongUse."""
    names = list(inspection.specs)
    if wanted is not None:
        return choose("environment", wanted, names)
    if len(names) == 1:
        return names[0]
    raise WrongUse(f"which environment? add --environment {' or --environment '.join(names)}")
