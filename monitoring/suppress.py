"""A comment that allows a finding is malformed, expired, far-off, or allows nothing.

Why: a finding that is right in general may be wrong for one entry. A comment on the entry's line, or on the
line above it, allows it there, with a reason and for at most a year, so that every exception is looked at
again. An exception that has expired or that nothing needs any more hides the next real finding. The last day
of an exception is the day it names. What makes the file unreadable, what AWS refuses and this finding itself
cannot be allowed.

Fix: write `# monitoring: allow CHECK until YYYY-MM-DD because REASON`, one check a comment, and remove it
when it is no longer needed.

Bad:

    alarms:
      # monitoring: ignore missing-runbook
      duration:
        watch: function-duration-p95

Good:

    alarms:
      # monitoring: allow missing-runbook until 2027-01-31 because the team writes it in January
      duration:
        watch: function-duration-p95
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from re import ASCII, IGNORECASE
from re import compile as regex
from typing import Final, NamedTuple

from monitoring.finding import Finding, Path, dotted, error, warning
from monitoring.load import Loaded
from monitoring.suggest import did_you_mean
from monitoring.yamltext.comments import Comment

CHECK: Final = "suppression-hygiene"
LONGEST: Final = timedelta(days=366)
_FORM: Final = "`# monitoring: allow CHECK until YYYY-MM-DD because REASON`"
_ALLOW: Final = regex(r"monitoring[ \t]*:[ \t]*allow[ \t]+(\S+)(.*)", IGNORECASE)
_UNTIL: Final = regex(r"[ \t]+until[ \t]+(\S+)(.*)", IGNORECASE)
_BECAUSE: Final = regex(r"[ \t]+because[ \t]+(\S.*)", IGNORECASE)
_DAY: Final = regex(r"\d{4}-\d\d-\d\d", ASCII)  # fromisoformat alone reads weeks and dates without dashes
_FIRM: Final = ("file-unreadable", "limits", "override-matches-nothing", "schema", "yaml-syntax", CHECK)


class Allowance(NamedTuple):
    """What a comment allows: a check, up to and including a day, on the entry at ``path``."""

    check: str
    until: date
    path: Path
    comment: Comment


def apply(loaded: Loaded, findings: Iterable[Finding], today: date, known: Collection[str]) -> list[Finding]:
    """The findings that no comment allows, and those about the comments themselves.

    ``known`` are the names of all checks. A comment on an entry holds for everything below it, in every
    environment; one on an override holds in that environment only.
    """
    comments = loaded.document.comments
    if not comments:
        return list(findings)
    judged = [_judge(comment, today, known) for comment in comments]
    allowances = [found for found in judged if isinstance(found, Allowance)]
    hygiene = [found for found in judged if isinstance(found, Finding)]
    given = list(findings)
    left = [finding for finding in given if not any(_covers(allowed, finding) for allowed in allowances)]
    return left + hygiene + list(_unused(allowances, given))


def _judge(comment: Comment, today: date, known: Collection[str]) -> Allowance | Finding:
    allow = _ALLOW.fullmatch(comment.text)
    if not allow:
        return _ill(comment, f"`{comment.text}` allows nothing", f"write {_FORM}, or begin with another word")
    check, rest = allow[1], allow[2]
    if check in _FIRM:
        return _ill(comment, f"`{check}` cannot be allowed", "correct what it finds, and remove the comment")
    if check not in known:
        return _ill(comment, f"unknown check `{check}`", did_you_mean(check, known))
    until = _UNTIL.fullmatch(rest)
    if not until:
        return _ill(comment, "the comment names no last day", f"write {_FORM}")
    if not _BECAUSE.fullmatch(until[2]):
        return _ill(comment, "the comment gives no reason", f"write {_FORM}")
    return _dated(comment, check, until[1], today)


def _dated(comment: Comment, check: str, until: str, today: date) -> Allowance | Finding:
    try:
        last = date.fromisoformat(until if _DAY.fullmatch(until) else "")
    except ValueError:
        return _ill(comment, f"`{until}` is no day of the calendar", "write it as YYYY-MM-DD")
    if last < today:
        message = f"`{check}` was allowed until {last}"
        return _place(warning(CHECK, (), message, "remove the comment, or say why it takes longer"), comment)
    if last > today + LONGEST:
        fix = f"name a day until {today + LONGEST}, then look again"
        return _ill(comment, f"{last} is more than a year away", fix)
    if comment.path is None:
        return _ill(comment, "no entry follows the comment", "write it on the line of an entry, or above it")
    return Allowance(check, last, comment.path, comment)


def _covers(allowed: Allowance, finding: Finding) -> bool:
    if finding.check != allowed.check:
        return False
    return _is_below(finding.path, allowed.path) or _is_below(_shared(finding.path), allowed.path)


def _is_below(path: Path, entry: Path) -> bool:
    return path[: len(entry)] == entry


def _shared(path: Path) -> Path:
    """The path without the environment whose override it is in."""
    return path[2:] if path[:1] == ("environments",) else path


def _unused(allowances: list[Allowance], findings: list[Finding]) -> Iterator[Finding]:
    for allowed in allowances:
        if not any(_covers(allowed, finding) for finding in findings):
            message = f"`{allowed.check}` finds nothing at `{dotted(allowed.path)}`"
            yield _place(warning(CHECK, (), message, _better_place(allowed, findings)), allowed.comment)


def _better_place(allowed: Allowance, findings: list[Finding]) -> str:
    for finding in findings:
        path = _shared(finding.path)
        if finding.check == allowed.check and path and _is_below(allowed.path, path):
            return f"write it on the line of `{dotted(path)}`, where the finding is"
    return "remove the comment"


def _ill(comment: Comment, message: str, fix: str) -> Finding:
    return _place(error(CHECK, (), message, fix), comment)


def _place(finding: Finding, comment: Comment) -> Finding:
    return finding._replace(span=comment.span)
