"""An incident's escalation as it stands: what the execution remembers, what table and catalogue say."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from monitoring.escalation.decision import Carried, Situation, Step, step_at
from monitoring.escalation.messages import View
from monitoring.escalation.progress import Progress, progress_key, read_progress
from monitoring.escalation.tools import Tools
from monitoring.escalation.voice import thread_address
from monitoring.oncall.clock import from_iso
from monitoring.oncall.holds import STOPPED, Mute, Stop, mute_key, read_mute, read_stop
from monitoring.oncall.incident import Incident
from monitoring.oncall.items import read_incident
from monitoring.oncall.schedule import Step as Planned
from monitoring.oncall.schedule import quiet_until, steps
from monitoring.oncall.store import Key, open_key


class Run(NamedTuple):
    """The input of an execution and what it carries; ``started`` in milliseconds, ``remind`` in seconds."""

    key: str
    id: str
    route: str
    started: int
    steps: tuple[Planned, ...]
    remind: int
    carried: Carried

    @property
    def where(self) -> Key:
        """Where the progress is kept."""
        return progress_key(self.key, self.id)


class Course(NamedTuple):
    """Everything that is known; ``incident`` is None when the table does not know this one (any more)."""

    run: Run
    incident: Incident | None
    progress: Progress
    mute: Mute | None
    stop: Stop | None


def read_run(execution: Mapping[str, Any]) -> Run:
    """The run in the data of an execution."""
    answer = (execution.get("asked") or {}).get("answer") or {}
    return Run(
        key=execution["incident"],
        id=execution["id"],
        route=execution["route"],
        started=execution["started"],
        steps=tuple(Planned(step["level"], from_iso(step["at"])) for step in execution["steps"]),
        remind=execution.get("remind") or 0,
        carried=Carried(*answer.get("carried", ())),
    )


def load_course(tools: Tools, run: Run) -> Course:
    """What the table says, in one consistent read."""
    entry = run.key.split("/")[1]
    found = tools.store.read([open_key(run.key), run.where, mute_key(entry), STOPPED])
    item = found.get(open_key(run.key))
    incident = read_incident(item) if item else None
    return Course(
        run=run,
        incident=incident if incident and incident.id == run.id else None,
        progress=read_progress(found.get(run.where)),
        mute=read_mute(found.get(mute_key(entry)), tools.clock.now()),
        stop=read_stop(found.get(STOPPED)),
    )


def is_over(course: Course) -> bool:
    """Whether the incident has ended, was replaced by a new one, or has joined its cause's."""
    incident = course.incident
    return incident is None or not incident.is_open or bool(incident.into)


def situation_of(tools: Tools, course: Course, *, cleared: bool = False) -> Situation:
    """What the decision is made from."""
    run, incident, now = course.run, course.incident, tools.clock.now()
    coming = tuple(step for step in steps_of(tools, course) if step.level not in course.progress.told)
    known = Situation(now, coming, course.progress.said, run.remind * 1000)
    if incident is None or is_over(course):
        return known._replace(over=True, carried=run.carried)
    return known._replace(
        cleared=cleared,
        stopped=course.stop is not None and incident.entry in course.stop.held,
        muted=course.mute.until if course.mute else 0,
        acknowledged=incident.acknowledged_until if incident.acknowledged_by else 0,
        quiet=quiet_until(tools.catalogue, incident.severity, now),
        carried=run.carried,
    )


def steps_of(tools: Tools, course: Course) -> tuple[Step, ...]:
    """The steps that the execution was given; those of its route now, when that or the severity changed.

    Of one that was held when it began, the hold's end was a guess: it may have ended early since.
    """
    run, incident = course.run, course.incident
    gaps, planned = _gaps(tools, incident.route if incident else run.route), run.steps
    if incident is not None and not (planned and run.route == incident.route):
        planned = _planned_now(tools, incident, run.started)
    elif incident is not None and planned[0].level not in gaps:
        planned = _after_hold(tools, incident, planned[0].level, run.started)
    return tuple(Step(step.level, step.at, gaps.get(step.level, 0)) for step in planned)


def _planned_now(tools: Tools, incident: Incident, started: int) -> tuple[Planned, ...]:
    """The steps of its route as it is now."""
    if incident.held_until > started:
        return _after_hold(tools, incident, incident.level, started)
    return steps(tools.catalogue, incident, started)


def _after_hold(tools: Tools, incident: Incident, level: str, started: int) -> tuple[Planned, ...]:
    """What was held begins with its own level as soon as nothing holds it; the decision knows what does."""
    later = steps(tools.catalogue, incident._replace(held_until=0), started)
    return (Planned(level, started), *(step for step in later if step.level != level))


def _gaps(tools: Tools, route: str) -> dict[str, int]:
    """How long after the level before it each level hears; a level's own step waits for nobody."""
    found = tools.catalogue.route(route)
    after = sorted(found.then.items(), key=itemgetter(1)) if found else []
    before = [0, *(seconds for _, seconds in after)]
    return {level: (seconds - last) * 1000 for (level, seconds), last in zip(after, before, strict=False)}


def view_of(tools: Tools, course: Course, incident: Incident, telling: str = "") -> View:
    """The incident as a message sees it that tells a level, or nobody new."""
    situation, told = situation_of(tools, course), course.progress.told
    coming = tuple(step for step in situation.steps if step.level != telling)
    start = _start_of(tools, incident)
    show = tools.pseudonyms.show
    return View(
        speaker=tools.speaker,
        incident=incident,
        about=", ".join(f"{name}={show(name, value)}" for name, value in incident.contributor),
        told=tuple(dict.fromkeys(level for level in (start, *told) if level != telling)),
        following=_following(situation._replace(steps=coming)),
        thread=thread_address(tools, incident),
    )


def _start_of(tools: Tools, incident: Incident) -> str:
    route = tools.catalogue.route(incident.route)
    return route.start if route else incident.level


def coming_of(tools: Tools, course: Course) -> tuple[Planned, ...]:
    """The steps to come with their times as they are now: after what holds them, one after another."""
    situation = situation_of(tools, course)
    holds = max(situation.carried.resumed, situation.acknowledged, situation.muted)
    found, since = [], holds
    for step in situation.steps:
        since = max(step.at, since + step.gap if since else 0)
        found.append(Planned(step.level, since))
    return tuple(found)


def run_of(tools: Tools, incident: Incident) -> Run:
    """What an execution of an incident would be given, for who comes from outside of it."""
    planned = _planned_now(tools, incident, incident.opened)
    return Run(incident.key, incident.id, incident.route, incident.opened, planned, 0, Carried())


def _following(situation: Situation) -> Step | None:
    at = step_at(situation)
    return situation.steps[0]._replace(at=max(at, situation.now)) if at else None
