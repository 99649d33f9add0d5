"""`monitoring preflight --deploying`: whether an emergency stop forbids the deployment of this commit."""

import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from monitoring.commands.outcome import Exit, WrongUse
from monitoring.output.terminal import harmless, write

if TYPE_CHECKING:
    from monitoring.emergency.guard import Verdict
    from monitoring.spec.root import Spec


def refuse_stopped(spec: "Spec", clients: Callable[[str, str], Any], form: str) -> int:
    """Say whether a deployment may go on; ERRORS when it may not, WrongUse when nobody can look."""
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

    try:
        verdict = _judge(spec, clients)
    except (ClientError, BotoCoreError) as problem:
        policy = f"docs/policies/{spec.environment}/deploying.json"
        raise WrongUse(
            f"whether {spec.environment} is stopped cannot be seen: {problem}; {policy} allows it"
        ) from None
    write(_to_json(verdict) if form == "json" else _to_text(verdict))
    return Exit.CLEAN if verdict.allowed else Exit.ERRORS


def _judge(spec: "Spec", clients: Callable[[str, str], Any]) -> "Verdict":
    from monitoring.emergency.guard import TRAILER, Deployed, judge
    from monitoring.plan.names import names_of

    names = names_of(spec)
    concurrency = spec.facts.function.reserved_concurrency
    deployed = Deployed(spec.environment, names.state_table, names.function, concurrency)
    named = _trailers(TRAILER)
    return judge(clients("dynamodb", spec.region), clients("lambda", spec.region), deployed, named)


def _trailers(key: str) -> tuple[str, ...]:
    """The values of a trailer of the commit that is checked out; none outside of a repository."""
    asked = ["git", "log", "-1", f"--format=%(trailers:key={key},valueonly)", "HEAD"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(found.stdout.split()) if found.returncode == 0 else ()


def _to_json(verdict: "Verdict") -> str:
    from monitoring.output.as_json import to_text

    return to_text(verdict._asdict())


def _to_text(verdict: "Verdict") -> str:
    word = "go on" if verdict.allowed else "refused"
    advice = f"  -> {verdict.advice}\n" if verdict.advice else ""
    return f"{word}: {harmless(verdict.why)}\n{advice}"
