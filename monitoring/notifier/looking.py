"""The first look: the queries that whoever is woken would run first, and the graphs they would open."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from monitoring.notifier.desk import Case, Desk
from monitoring.oncall.catalogue import Metric
from monitoring.oncall.cells import Style
from monitoring.oncall.clean import clean
from monitoring.oncall.clock import HOUR, MINUTE
from monitoring.oncall.first_look import Question, Reader, fill_table, people_in, question_of
from monitoring.oncall.graphs import Drawing, draw
from monitoring.oncall.insights import Answer, Ask, Insights, error_word
from monitoring.oncall.links import Console
from monitoring.oncall.parts import Image, Link, Table
from monitoring.oncall.slack_api import SlackFailed

SECONDS = 5.0
"""The message does not wait longer for its rows."""
MOST_PEOPLE = 3
MOST_GRAPHS = 3
_MARGIN = 10 * MINUTE


class Found(NamedTuple):
    """What the first look found, in the order of the catalogue."""

    tables: tuple[Table, ...] = ()
    images: tuple[Image | Table, ...] = ()


def look_first(desk: Desk, case: Case) -> Found:
    """Run queries and draw graphs, all at once; what fails is said in its place."""
    questions = list(_questions(desk, case))
    start, end = span_of(case)
    runnable = [one for one in questions if not one.missing]
    asks = [Ask(one.text, one.query.log_groups, start, end) for one in runnable]
    metrics = _metrics(desk, case)
    with ThreadPoolExecutor(1 + MOST_GRAPHS) as pool:
        answers: Future[list[Answer]] = pool.submit(
            Insights(desk.clients("logs"), desk.clock).ask_all, asks, SECONDS
        )
        images = list(pool.map(lambda metric: _image(desk, case, metric), metrics))
    by_name = {one.query.name: answer for one, answer in zip(runnable, answers.result(), strict=True)}
    tables = (table_of(desk, case, one, by_name.get(one.query.name)) for one in questions)
    return Found(tuple(tables), tuple(image for image in images if image))


def span_of(case: Case) -> tuple[int, int]:
    """The evaluated window and ten minutes before it, up to now."""
    notice = case.notice
    judged = (notice.period or 0) * (notice.evaluated or 1) or case.named.window
    window = judged * 1000 or HOUR
    return case.changed - window - _MARGIN, max(case.now, case.changed)


def table_of(desk: Desk, case: Case, question: Question, answer: Answer | None) -> Table:
    """The rows of an answer as people may read them."""
    say, title = desk.words.say, question.query.title
    if answer is None:
        return Table(title, note=say("look-unbound", what=question.missing))
    link = query_link(desk, case, question)
    if answer.status == "late":
        return Table(title, note=say("look-late", seconds=f"{SECONDS:g}"), links=(link,))
    if answer.status == "failed":
        return Table(title, note=say("look-failed", why=clean(answer.why, 60)), links=(link,))
    if not answer.rows:
        return Table(title, note=say("look-empty"), links=(link,))
    return _rows(desk, case, answer, Table(title, links=(link,)))


def query_link(desk: Desk, case: Case, question: Question) -> Link:
    """Logs Insights with the query filled in; private when it names a person."""
    start, end = span_of(case)
    address = Console(desk.catalogue.region).query(question.text, question.query.log_groups, start, end)
    label = desk.words.say("link-query", title=question.query.title)
    return Link(label, address, private=any(map(desk.pseudonyms.is_personal, question.values)))


def people_links(desk: Desk, case: Case, people: tuple[tuple[str, str], ...]) -> tuple[Link, ...]:
    """For each person a pseudonym that opens their requests."""
    links = (_person_link(desk, case, field, value) for field, value in dict.fromkeys(people))
    return tuple(link for link in links if link)[:MOST_PEOPLE]


def _person_link(desk: Desk, case: Case, field: str, value: str) -> Link | None:
    name = field.rpartition(".")[2]
    queries = (desk.catalogue.query(query) for query in desk.catalogue.content["queries"])
    query = next((query for query in queries if query and query.parameters == (name,)), None)
    if query is None:
        return None
    link = query_link(desk, case, Question(query, {name: value}, ""))
    return link._replace(
        label=desk.words.say("link-requests", who=desk.pseudonyms.of(field, value)), private=True
    )


def _questions(desk: Desk, case: Case) -> Iterator[Question]:
    for look in case.alarm.first_look:
        query = desk.catalogue.query(look.query) if look.query else None
        if query is not None:
            yield question_of(query, look, dict(case.notice.contributor))


def _rows(desk: Desk, case: Case, answer: Answer, table: Table) -> Table:
    reader = Reader(Style(desk.words, desk.catalogue.timezone), desk.pseudonyms)
    filled = fill_table(reader, answer, case.notice.contributor, table)
    return filled._replace(links=(*table.links, *people_links(desk, case, people_in(reader, answer))))


def _metrics(desk: Desk, case: Case) -> list[tuple[Metric, bool]]:
    """What the alarm watches, then the graphs of the first look; True for what is watched."""
    alarm = case.alarm
    own = alarm.graphs.get(case.named.label) or next(iter(alarm.graphs.values()), "")
    names = dict.fromkeys([own, *(look.graph for look in alarm.first_look)])
    found = ((desk.catalogue.metric(name), name == own) for name in names if name)
    return [(metric, is_own) for metric, is_own in found if metric][:MOST_GRAPHS]


def _image(desk: Desk, case: Case, found: tuple[Metric, bool]) -> Image | Table | None:
    """A graph in Slack's files; None where nobody could see it."""
    metric, is_own = found
    if desk.slack is None:
        return None
    notice = case.notice
    drawing = Drawing(metric, desk.catalogue.region, desk.catalogue.timezone, case.changed, case.now)
    if is_own:
        drawing = drawing._replace(threshold=notice.threshold, period=notice.period)
    try:
        picture = draw(desk.clients("cloudwatch"), drawing)
        return Image(metric.title, desk.slack.upload("graph.png", metric.title, picture))
    except SlackFailed as failed:
        why = failed.reason
    except Exception as error:  # a message without a graph is better than none
        why = error_word(error)
    return Table(metric.title, note=desk.words.say("graph-missing", why=clean(why, 60)))
