"""The function behind the state machine: it is asked before every step, and takes the steps.

Input: ``{"do": WORD, "execution": its data}`` with ask, escalate, remind, end, renew or restart as word, and
``{"do": "announce"}`` by a schedule, every five minutes. Whatever it does can be done twice: Step Functions
tries again when an answer is lost.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final, TypeAlias, TypeVar

from monitoring.escalation.announce import announce_mutes
from monitoring.escalation.course import Course, is_over, load_course, read_run, situation_of
from monitoring.escalation.decision import Decision, Liveness, decide
from monitoring.escalation.ending import end_incident
from monitoring.escalation.liveness import has_cleared, liveness_of
from monitoring.escalation.notes import note_hold
from monitoring.escalation.starting import start_missing
from monitoring.escalation.taking import remind_again, take_next
from monitoring.escalation.tools import Tools, tools_of
from monitoring.escalation.watchers import tend_watchers
from monitoring.oncall.incident import Incident
from monitoring.oncall.insights import error_word
from monitoring.oncall.store import open_key, parent_key

Answer: TypeAlias = dict[str, Any]
Execution: TypeAlias = Mapping[str, Any]
_T = TypeVar("_T")

_MOST_NAME: Final = 80  # StartExecution


def handle(event: Mapping[str, Any], context: Any) -> Answer:
    """Lambda's entry."""
    return run_step(tools_of(context), event)


def run_step(tools: Tools, event: Mapping[str, Any]) -> Answer:
    """Do what an event asks for; errors come through, and whoever asked tries again."""
    tools.begin()
    if event["do"] == "announce":
        return _announce(tools)
    return _TASKS[event["do"]](tools, event["execution"])


def _announce(tools: Tools) -> Answer:
    """What nobody sends; where one fails the others are done all the same."""
    done: Answer = {}
    failures = []
    for name, do in _UNSENT.items():
        try:
            done[name] = do(tools)
        except Exception as error:  # raised below: Lambda counts it, and an alarm says so
            tools.journal.fail(name, error)
            failures.append(error)
    if failures:
        raise failures[0]
    return done


_UNSENT: Final[Mapping[str, Callable[[Tools], list[str]]]] = {
    "announced": announce_mutes,
    "watched": tend_watchers,
    "started": start_missing,
}


def _ask(tools: Tools, execution: Execution) -> Answer:
    course = load_course(tools, read_run(execution))
    situation = situation_of(tools, course, cleared=_has_cleared(tools, course))
    decision = decide(situation, lambda: _liveness(tools, course))
    note_hold(tools, course, decision)
    tools.journal.note("asked", incident=course.run.id, next=decision.next, held=decision.carried.held)
    return _answer(decision, situation.now)


def _answer(decision: Decision, now: int) -> Answer:
    wait = {"seconds": -(-(decision.until - now) // 1000)} if decision.next == "wait" else {}
    return {"next": decision.next, "carried": list(decision.carried), **wait}


def _escalate(tools: Tools, execution: Execution) -> Answer:
    course = load_course(tools, read_run(execution))
    take_next(tools, course)
    return {"carried": list(course.run.carried)}


def _remind(tools: Tools, execution: Execution) -> Answer:
    course = load_course(tools, read_run(execution))
    remind_again(tools, course)
    return {"carried": list(course.run.carried)}


def _end(tools: Tools, execution: Execution) -> Answer:
    end_incident(tools, load_course(tools, read_run(execution)))
    return {}


def _renew(tools: Tools, execution: Execution) -> Answer:
    """Start an execution that goes on with this data; one that exists already does so.

    What the incident is lasts as long as the incident: in the table it would expire.
    """
    run = read_run(execution)
    for where in (open_key(run.key), parent_key(run.key), run.where):
        tools.store.keep_open(where)
    given = {name: value for name, value in execution.items() if name != "failure"}
    text = json.dumps(given, sort_keys=True)
    name = f"{given['id'][: _MOST_NAME - 11]}-{sha256(text.encode()).hexdigest()[:10]}"
    client = tools.clients("stepfunctions")
    try:
        client.start_execution(stateMachineArn=tools.settings.escalation_machine, name=name, input=text)
    except client.exceptions.ExecutionAlreadyExists:
        tools.journal.note("started_before", execution=name)
    return {"execution": name}


_TASKS: Final[Mapping[str, Callable[[Tools, Execution], Answer]]] = {
    "ask": _ask,
    "escalate": _escalate,
    "remind": _remind,
    "end": _end,
    "renew": _renew,
    "restart": _renew,
}


def _has_cleared(tools: Tools, course: Course) -> bool:
    incident = course.incident
    if incident is None or is_over(course):
        return False
    client, names = tools.clients("cloudwatch"), _names(tools, incident)
    return bool(names) and _guarded(tools, lambda: has_cleared(client, names, incident), otherwise=False)


def _liveness(tools: Tools, course: Course) -> Liveness:
    incident, lasts = course.incident, Liveness(live=True)
    alarm = tools.catalogue.alarm(incident.entry) if incident else None
    if incident is None or alarm is None:
        return lasts
    client, names, now = tools.clients("cloudwatch"), _names(tools, incident), tools.clock.now()
    return _guarded(tools, lambda: liveness_of(client, names, alarm, now), otherwise=lasts)


def _names(tools: Tools, incident: Incident) -> list[str]:
    """The alarms of the incident's entry, and of those that have joined it."""
    entries = [incident.entry, *(key.split("/")[1] for key in incident.joined)]
    return sorted(
        {name for entry in entries for name in tools.catalogue.names_of(entry)} | set(incident.alarms)
    )


def _guarded(tools: Tools, ask: Callable[[], _T], *, otherwise: _T) -> _T:
    """What CloudWatch says; where it does not answer, the incident goes on."""
    try:
        return ask()
    except Exception as error:
        tools.journal.warn("cloudwatch", why=error_word(error))
        return otherwise
