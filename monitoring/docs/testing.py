"""docs/testing.md: how tests of alarms and queries are written."""

from typing import Final

from monitoring.docs.markdown import code, page
from monitoring.docs.spec import described_models
from monitoring.testing import coverage, notation
from monitoring.testing.files import TestFile
from monitoring.testing.moments import Moment, Moments, Span, Start


def testing_page() -> str:
    """An example, the notation of series, what the clock does, every key, and coverage."""
    return page(
        "Tests of alarms and queries",
        _INTRODUCTION,
        code(EXAMPLE, "yaml"),
        _RULES,
        f"## Series\n\n{_with_table(notation.__doc__ or '')}",
        f"## Coverage\n\n{_body(coverage.__doc__ or '')}",
        "## Keys",
        described_models(TestFile).replace("text: changes", "field: value"),
        *(f"### {kind.__name__}\n\n{_scalar(kind)}" for kind in (Moment, Moments, Span, Start)),
        _CORPUS,
    )


def _scalar(kind: type[Moment | Moments | Span | Start]) -> str:
    return f"{(kind.__doc__ or '').strip()} Example: `{kind.example}`."


def _body(text: str) -> str:
    """A docstring without its first line."""
    return text.strip().partition("\n")[2].strip()


def _with_table(text: str) -> str:
    """The notation's docstring, its table as one of Markdown."""
    _, table, rest = text.strip().split(f"\n{_RULE}\n", 1)[0], *text.split(f"{_RULE}\n")[1:3]
    rows = (line.split("  ", 1) for line in table.strip().splitlines())
    lines = [f"| {sign.strip()} | {meaning.strip()} |" for sign, meaning in rows]
    return "\n".join(["| notation | means |", "| --- | --- |", *lines]) + f"\n\n{rest.strip()}"


_RULE: Final = next(line for line in (notation.__doc__ or "").splitlines() if line.startswith("==="))

EXAMPLE: Final = """# tests/monitoring/example.yaml
lines:
  refused: {level: ERROR, action: subgoal_generation_error, error.code: FORBIDDEN_ERROR}

tests:
  - name: Slow for long enough is a warning
    series:
      function-duration-p95: 30x10 46x30 30x30 s
    expect:
      - at: 20 m
        alarms: {duration.warning: OK}
      - at: 21 m
        alarms: {duration.warning: ALARM}
        notified: {development: [warning 処理時間超過]}

  - name: Two users together do not make five
    logs:
      - {until: 60 m, times: 3, like: refused, line: {userId: user-1}}
      - {until: 60 m, times: 2, like: refused, line: {userId: user-2}}
    silent: true
    expect:
      - at: 60 m
        queries:
          forbidden-requests:
            - {userId: user-1, count: 3}
            - {userId: user-2, count: 2}

  - name: 45 s is not above 45 s
    series:
      function-duration-p95: 45x60 s
    expect: []
"""

_INTRODUCTION: Final = """`monitoring test` runs the files in `tests/monitoring/`: series and log events
go in, and what CloudWatch would do with them is compared with what the test expects. Nothing is deployed, no
AWS account is needed, and the same files always give the same result. An editor with a YAML language
server completes keys in files that begin with
`# yaml-language-server: $schema=../../monitoring-tests.schema.json`."""

_CORPUS: Final = """## Other people's queries

`python -m tests.corpus PATH` reads JSONL, a query or an object with `query` and perhaps `id` on each line.
It says how many of them are accepted, how many are refused for which reason, and which crash, and ends with 1
when one does. Collect queries where you find them, and leave them there: they are their authors'."""
_RULES: Final = """## What happens in a test

- What is tested is the plan, the very thing that is deployed. A test names alarms as `entry.severity`; where
  an entry has several, also by label or window: `error-rate.lambda.warning`, `forbidden.investigate.1h`.
  Physical names work too.
- Time begins at `start`, 9:00 of a Monday in the file's zone if nothing is said, and runs to `for`, or until
  the last look and the last datum have been seen. Before the start all was well; with `new: true` the alarms
  are created at the start, know nothing and warm up.
- Metric alarms look every minute at sliding windows, as CloudWatch does: a window of 5 minutes at 9:21 holds
  9:16 to 9:20. Log alarms look every `every`, counted from the start.
- Only alarms are judged that the test gives data for, or that it names. A series of `_` is data too: a
  measurement that is missing. When a series ends, so does the test, unless something later is expected.
- Log events become metrics as they do in AWS: through the metric filters of the plan, and through embedded
  metrics (`metrics:` of a log entry writes those).
- `notified` lists everything that each level heard since the last look that said `notified`: the severity, or
  `OK`, then the title, then the contributor in brackets. Levels that are left out heard nothing. Quiet hours
  and escalation come later and are not part of it.
- `silent: true`, or `expect: []`, says that no alarm goes off and nobody hears anything.
- `incidents` lists what is open at that time: the entry that explains, and what is in ALARM with it.
- Rows of a query: numbers are compared by value, texts to the letter; fields and order must be the same.
- Lines of a log must fit the log contract of monitoring.yaml, where it has one: a line that the service
  never writes proves nothing. That goes for `line`, `like`, a `text` that is a JSON object, and the messages
  of a `file` that are one; only messages with embedded metrics (`_aws`) are not held to it.
- A `file` has one event a line: `{"timestamp": 1767571260000, "message": "..", "log": "application"}`, with
  the name of a log in monitoring.yaml or its log group, and perhaps `logStream`. Without `log` it stands in
  the entry's. A line that is none is a message at the start; empty lines are left out. What looks like an
  event and is none, an unknown log, and bytes that are no UTF-8 are errors.
- A test has at most 20,000 log events, and series of 400,000 values together, which are three of 90 days by
  the minute, none longer than 366 days. With the extra `fast` (numpy) long ones are judged faster, and alike.
- What AWS leaves open makes a test fail with a message that says so. Where an answer is needed all the same,
  `--doubts` says what it rests on. Three things are always assumed, because AWS does not say them: to judge N
  periods an alarm looks at N + max(N // 3, 2) of them; a scheduled query runs for the first time one interval
  after the start; and metrics and log events are there the moment they are written."""
