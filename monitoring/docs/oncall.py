"""docs/oncall.md and docs/oncall.ja.md: by hand in templates/, with the facts of production filled in."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Template
from typing import Final, NamedTuple

from msgspec.structs import replace

from monitoring.docs.markdown import GENERATED, codes, table
from monitoring.docs.oncall_words import WORDS
from monitoring.docs.slack_manifest import BOT, SCOPES
from monitoring.oncall.groups import MOST_ALONE
from monitoring.oncall.incident import FLAPS_HELD, SEVERITIES
from monitoring.oncall.speak import amount, span
from monitoring.oncall.words import Words, words
from monitoring.plan.build import plan
from monitoring.plan.keeping import REPORTS_DAYS
from monitoring.plan.names import Names, names_of
from monitoring.plan.resources import AnyAlarm, Plan
from monitoring.spec.base import Text, say
from monitoring.spec.escalation import Escalation
from monitoring.spec.quantity import Duration
from monitoring.spec.root import Spec

_TEMPLATES: Final = Path(__file__).with_name("templates")
_BUTTONS: Final = ("acknowledge", "mute", "rerun", "escalate")
_NIGHTS: Final = ("model-outage", "database-away", "one-user-probing", "model-slows-down")
LOCALES: Final = ("en", "ja")


class Facts(NamedTuple):
    """What a page quotes, in one language."""

    spec: Spec
    plan: Plan
    names: Names
    escalation: Escalation
    words: dict[str, str]

    def say(self, text: Text) -> str:
        """A text of the file."""
        return say(text, self.spec.locale)


def oncall_page(spec: Spec, locale: str) -> str:
    """The page for people on call in a language; ``spec`` must have levels of escalation."""
    own = replace(spec, locale=locale)
    assert own.escalation is not None
    facts = Facts(own, plan(own), names_of(own), own.escalation, WORDS[locale])
    text = (_TEMPLATES / f"oncall.{locale}.md").read_text(encoding="utf-8")
    filled = Template(text).substitute(_values(facts))
    return f"{GENERATED}\n\n# {facts.words['title']}\n\n{filled}"


def _values(facts: Facts) -> dict[str, str]:
    quiet = facts.escalation.quiet_hours
    assert quiet is not None
    shared, names, spec = words(facts.spec.locale), facts.names, facts.spec
    critical = [alarm for alarm in facts.plan.alarms if alarm.severity == "critical"]
    buttons = {f"button_{name}": shared.say(f"button-{name}") for name in _BUTTONS}
    return {
        **buttons,
        "flaps": str(FLAPS_HELD + 1),
        "returns": str(FLAPS_HELD),
        "most_alone": str(MOST_ALONE),
        "acknowledged": _join(facts, dict.fromkeys(_long(facts, each) for each in _acknowledged(facts))),
        "quiet_from": quiet.from_,
        "quiet_until": quiet.until,
        "holds": _join(facts, (shared.severity(name) for name in SEVERITIES if name in quiet.holds)),
        "critical_count": str(len(critical)),
        "severities": table(facts.words["severity-heads"].split("|"), _severities(facts)),
        "wakes": table(facts.words["wake-heads"].split("|"), _wakes(facts, critical)),
        "levels": table(facts.words["level-heads"].split("|"), _levels(facts)),
        "routes": table(facts.words["route-heads"].split("|"), _routes(facts)),
        "moved": _mark(shared, "heading-joined"),
        "recovered": _mark(shared, "heading-recovered"),
        "example": _example(shared),
        "kept": str(REPORTS_DAYS),
        "reports": _join(facts, _reports(facts)),
        "report_levels": _join(facts, dict.fromkeys(_report_levels(facts))),
        "nights": _join(facts, (f"[{facts.words[name]}](nights/{name}.md)" for name in _NIGHTS)),
        "mail_parameters": "\n".join(_mail_parameters(facts)),
        "put_channels": "\n".join(_put_channels(facts)),
        "scopes": codes(SCOPES),
        "bot": BOT,
        "region": spec.region,
        "secret": names.slack_secret,
        "log_group": names.log_group(spec.logs["application"].of),
        "actions": names.worker("actions"),
        "topic": names.topic("alarms", next(iter(facts.escalation.levels))),
    }


def _mark(shared: Words, name: str) -> str:
    """What stands before the title of a message, as each language brackets it."""
    heading = shared.say(name, title="", service="", environment="")
    return heading.partition("】")[0] + "】" if "】" in heading else heading[1:].partition("]")[0]


def _example(shared: Words) -> str:
    """A value against its threshold, as messages say it."""
    value, threshold = (amount(shared, number, "ms") for number in (58_200, 55_000))
    return f"{value} > {threshold}" + shared.say("window", period=span(shared, 300_000), m=2, n=2)


def _severities(facts: Facts) -> Iterator[tuple[str, str, str]]:
    shared = words(facts.spec.locale)
    for severity in reversed(SEVERITIES):
        count = sum(alarm.severity == severity for alarm in facts.plan.alarms)
        yield shared.severity(severity), str(count), facts.words[f"severity-{severity}"]


def _wakes(facts: Facts, alarms: Iterable[AnyAlarm]) -> Iterator[tuple[str, str, str]]:
    for alarm in alarms:
        level = facts.escalation.levels[alarm.hears.level]
        yield alarm.title, alarm.condition, facts.say(level.title)


def _levels(facts: Facts) -> Iterator[tuple[str, str, str]]:
    for level in facts.escalation.levels.values():
        contacts = [facts.spec.contacts[name] for name in level.contacts]
        quiet, ringing = (
            [facts.say(one.title) for one in contacts if one.rings is rings] for rings in (False, True)
        )
        yield facts.say(level.title), _join(facts, quiet), _join(facts, ringing)


def _routes(facts: Facts) -> Iterator[tuple[str, str, str, str, str]]:
    levels = facts.escalation.levels
    for route in facts.escalation.routes.values():
        then = [
            facts.words["then"].format(after=_long(facts, after), level=facts.say(levels[level].title))
            for level, after in route.then.items()
        ]
        yield (
            facts.say(route.title),
            facts.say(levels[route.start].title),
            _join(facts, then),
            _long(facts, route.remind) if route.remind else "",
            _long(facts, route.acknowledged_for) if route.acknowledged_for else "",
        )


def _acknowledged(facts: Facts) -> Iterator[Duration]:
    yield from (one.acknowledged_for for one in facts.escalation.routes.values() if one.acknowledged_for)


def _reports(facts: Facts) -> Iterator[str]:
    for report in facts.spec.reports.values():
        yield facts.words[f"report-{report.covers}"].format(title=facts.say(report.title), at=report.at)


def _report_levels(facts: Facts) -> Iterator[str]:
    levels = facts.escalation.levels
    yield from (facts.say(levels[report.to].title) for report in facts.spec.reports.values() if report.to)


def _parameters(facts: Facts, ends: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for need in facts.plan.needs:
        if need.kind == "parameter" and need.name.endswith(ends):
            yield need.name, need.purpose


def _mail_parameters(facts: Facts) -> Iterator[str]:
    yield from (f"- `{name}`: {what}" for name, what in _parameters(facts, ("/mail", "/phone")))


def _put_channels(facts: Facts) -> Iterator[str]:
    for name, what in _parameters(facts, ("/slack",)):
        yield f"   # {what}"
        yield f"   aws ssm put-parameter --region {facts.spec.region} --type String --value C0123456789 \\"
        yield f"     --name {name}"


def _long(facts: Facts, length: Duration) -> str:
    minutes = round(length.base / 60)
    unit, count = ("hours", minutes // 60) if minutes % 60 == 0 else ("minutes", minutes)
    return facts.words[unit].format(count=count)


def _join(facts: Facts, parts: Iterable[str]) -> str:
    return facts.words["separator"].join(parts)
