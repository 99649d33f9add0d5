"""The troubleshooting guide says what the code does: messages, actions, SQLSTATEs, queries."""

import ast
import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import yaml

from service.answers import ANSWERS
from service.subgoals import asking, bedrock, database, store
from service.subgoals.errors import KINDS
from service.subgoals.lines import AnyLine
from tests.service.rig import answers
from tests.service.rig.bedrock import Bedrock
from tests.service.rig.service import Service

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
JA, EN = PAGE.split("# Troubleshooting guide")
SPEC = yaml.safe_load((ROOT / "monitoring.yaml").read_text(encoding="utf-8"))
BY_LANGUAGE = {"ja": JA, "en": EN}
ACTIONS = sorted({get_args(get_type_hints(line)["action"])[0] for line in get_args(AnyLine)})
MODEL_MESSAGES = sorted(
    {each.text for each in vars(bedrock).values() if isinstance(each, bedrock.Reason)} | {asking.NO_TIME}
)


def rows(head: str) -> list[list[str]]:
    """The cells of the table of the Japanese page under a head."""
    table = JA[JA.index(head) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_every_reason_of_a_failed_model_call_has_its_row_and_no_other_has() -> None:
    listed = [row[0] for row in rows("| ログのメッセージ |")]
    assert sorted(listed) == MODEL_MESSAGES


def constants(module: object) -> set[str]:
    """The texts in the source of a module that look like an SQLSTATE."""
    tree = ast.parse(Path(str(getattr(module, "__file__", ""))).read_text(encoding="utf-8"))
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {each for each in found if isinstance(each, str) and re.fullmatch(r"[0-9A-Z]{5}", each)}


def test_every_class_of_sqlstate_that_the_code_makes_is_explained() -> None:
    """Those of the code itself, and those that the tests of faults bring about."""
    made = constants(database) | {"25P04", "25P03", "23505", "40001", "40P01"}
    assert {"08001", "57014", "25006"} <= made
    listed = {kind for row in rows("| 先頭 |") for kind in row[0].split("、")}
    assert {state[:2] for state in made} <= listed
    assert all(kind in EN for kind in listed)


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_every_line_of_a_request_is_in_the_table_of_its_steps(language: str) -> None:
    text = BY_LANGUAGE[language]
    assert [action for action in ACTIONS if f"`{action}`" not in text] == []


def test_the_steps_come_in_the_order_of_the_lines(service: Service, bedrock: Bedrock) -> None:
    """Of a request with everything in it: an update under a key whose first answer is poor."""
    mine = service.generate().goal_id
    bedrock.then(answers.good(answers.items(7)))
    written = service.generate(key="k", goalId=mine).written
    steps = [name for row in rows("| 順 |") for name in re.findall("`([a-z_]+)`", row[1])]
    seen = list(dict.fromkeys(line["action"] for line in written.lines))
    assert seen == [step for step in steps if step != "subgoal_generation_error"]


def test_as_many_calls_as_the_guide_says_are_made_at_most(service: Service, bedrock: Bedrock) -> None:
    busy = answers.throttled()
    bedrock.then(busy, busy, answers.good(answers.items(7)), busy, busy, busy)
    assert service.generate().code == "AI_SERVICE_ERROR"
    assert f"最大{len(bedrock.asked)}回" in JA
    assert f"up to {len(bedrock.asked)}," in EN


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_the_words_of_a_failed_save_are_explained(language: str) -> None:
    for words in (store.SAVE.failed, store.OUTCOME_UNKNOWN):
        said = words.rpartition(": ")[2]
        assert re.fullmatch("[a-z ]+", said), "the part that people search for"
        assert f"`{said}`" in BY_LANGUAGE[language]


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_what_stands_in_code_letters_exists(language: str) -> None:
    """Queries, graphs, facts, codes, fields, response types: a name that is gone sends people astray."""
    quoted = set(re.findall(r"`([^`]+)`", BY_LANGUAGE[language]))
    known = {
        *SPEC["queries"],
        *SPEC["metrics"],
        *SPEC["dashboards"],
        *ACTIONS,
        *KINDS,
        *ANSWERS,
        *("monitoring.yaml", "runbooks", "facts", "facts.logs", "facts.function.deadline", "Idempotency-Key"),
        *("requestId", "userId", "goalId", "action", "responseType", "tokensUsed", "_jst"),
        *("transaction failed", "outcome unknown", "rds-db:connect", "rds_iam", "subgoals_app"),
    }
    assert quoted - known == set()


def test_facts_that_are_named_are_facts() -> None:
    for name in set(re.findall(r"`facts\.([\w.-]+)`", PAGE)):
        found = SPEC["facts"]
        for part in name.split("."):
            found = found[part]


def test_runbooks_that_are_named_have_that_title() -> None:
    titles = {each["title"][language] for each in SPEC["runbooks"].values() for language in ("ja", "en")}
    named = re.findall(r"手順書「([^」]+)」", JA) + re.findall(r"runbook \"([^\"]+)\"", EN)
    assert named
    assert set(named) - titles == set()


def test_both_languages_name_the_same_queries() -> None:
    names = {*SPEC["queries"], *SPEC["metrics"]}
    ja, en = (set(re.findall(r"`([^`]+)`", text)) & names for text in (JA, EN))
    assert ja == en
