"""Specs of any number of alarms, as alike to a grown `monitoring.yaml` as a generated file can be.

`base.yaml` holds the chapters that do not grow, the dashboard among them. Every ten alarms are a part of the
service (`ten.yaml`: five entries with two severities, twins, a log alarm, and the metrics, queries and
runbooks they need, in both languages); what is left over are single alarms (`one.yaml`). A number of alarms
is the number of alarm resources in each environment.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from monitoring.document import parse
from monitoring.load import from_document
from monitoring.spec.root import Spec

_FOLDER = Path(__file__).parent
_ENVIRONMENTS = {
    "staging": "  staging:\n    facts:\n      logs: {retention: 14 d}\n",
    "production": "  production: {}\n",
}


def spec_text(alarms: int, environments: Iterable[str] = tuple(_ENVIRONMENTS)) -> str:
    """A `monitoring.yaml` from which exactly so many alarms come in each environment."""
    tens, ones = divmod(alarms, 10)
    parts = [_part("ten", f"job-{n}") for n in range(tens)] + [_part("one", f"task-{n}") for n in range(ones)]
    chapters: defaultdict[str, str] = defaultdict(str)
    for heading, body in chain.from_iterable(map(_chapters, [_read("base"), *parts])):
        chapters[heading] += body
    chapters["environments:"] = "".join(_ENVIRONMENTS[name] for name in environments)
    return "".join(f"{heading}\n{body}" for heading, body in chapters.items())


def write_spec(folder: Path, alarms: int, environments: Iterable[str] = tuple(_ENVIRONMENTS)) -> Path:
    """The text as a file in a folder."""
    file = folder / f"{'-'.join(environments)}-{alarms}.yaml"
    file.write_text(spec_text(alarms, environments), encoding="utf-8")
    return file


def fresh_spec(text: str) -> Spec:
    """The production spec of a text, a new object each time, for which nothing is worked out yet."""
    document, _ = parse(text)
    loaded = from_document(document)
    assert not loaded.findings, loaded.findings
    return loaded.specs["production"]


def _part(kind: str, name: str) -> str:
    return _read(kind).replace("<part>", name)


def _read(kind: str) -> str:
    return (_FOLDER / f"{kind}.yaml").read_text(encoding="utf-8")


def _chapters(text: str) -> Iterator[tuple[str, str]]:
    """Heading and body of each chapter; comments before the first are left out."""
    for chapter in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]:
        heading, _, body = chapter.partition("\n")
        yield heading, body
