"""Migrations expand before they contract: a rule over their SQL, and today's code on tomorrow's tables."""

from pathlib import Path

import pytest

from service.subgoals.migrate import FOLDER
from tests.service.rig.database import Database
from tests.service.rig.expansion import contractions, statements
from tests.service.rig.service import Service

FILES = sorted(FOLDER.glob("*.sql"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_migration_of_ours_only_expands(file: Path) -> None:
    sql = file.read_text(encoding="utf-8")
    assert list(statements(sql)), "the rule has read something"
    assert contractions(sql) == []


EXPANDING = """
CREATE TABLE notes (id uuid PRIMARY KEY, text text NOT NULL DEFAULT ';')
CREATE INDEX notes_by_goal ON notes (goal_id)
ALTER TABLE goals ADD COLUMN archived_at timestamptz
ALTER TABLE goals ADD archived boolean NOT NULL DEFAULT false
ALTER TABLE goals ADD COLUMN a text, ADD COLUMN price numeric(10, 2) NOT NULL DEFAULT 0
ALTER TABLE goals ALTER COLUMN constraints DROP NOT NULL
ALTER TABLE goals ALTER COLUMN constraints SET DEFAULT ''
ALTER TABLE goals ADD CONSTRAINT short CHECK (char_length(title) < 500) NOT VALID
ALTER TABLE sub_goals DROP CONSTRAINT sub_goals_title_check
DO $$ BEGIN CREATE ROLE reporter LOGIN; END $$
COMMENT ON TABLE goals IS 'DROP TABLE goals; is only a text'
GRANT SELECT ON goals TO reporter
UPDATE goals SET archived = false WHERE archived IS NULL
CREATE TABLE notes (id uuid); ALTER TABLE notes ADD PRIMARY KEY (id)
-- DROP TABLE goals
/* DROP TABLE goals; */ CREATE VIEW later AS SELECT 1
"""
CONTRACTING = """
DROP TABLE sub_goals
drop table if exists sub_goals
ALTER TABLE goals DROP COLUMN constraints
ALTER TABLE goals DROP constraints
ALTER TABLE goals RENAME TO targets
ALTER TABLE goals RENAME COLUMN title TO name
ALTER TABLE goals ALTER COLUMN constraints SET NOT NULL
ALTER TABLE goals ALTER COLUMN constraints DROP DEFAULT
ALTER TABLE goals ALTER COLUMN title TYPE varchar(100)
ALTER TABLE goals ADD COLUMN color text NOT NULL
ALTER TABLE goals ADD COLUMN a text, DROP COLUMN constraints
ALTER TABLE goals ADD COLUMN code text UNIQUE
ALTER TABLE goals ADD CONSTRAINT short CHECK (char_length(title) < 5)
ALTER TABLE goals DROP CONSTRAINT goals_pkey
DO $$ BEGIN EXECUTE 'DROP TABLE goals'; END $$
ALTER TABLE goals ADD UNIQUE (user_id, title)
ALTER TABLE sub_goals ADD CONSTRAINT one UNIQUE (goal_id, title)
CREATE UNIQUE INDEX one ON goals (user_id, title)
CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$
CREATE TRIGGER t AFTER INSERT ON goals EXECUTE FUNCTION f()
TRUNCATE goals
DELETE FROM goals
UPDATE goals SET title = ''
REVOKE DELETE ON goals FROM subgoals_app
DROP INDEX goals_by_user
ALTER TABLE goals ENABLE ROW LEVEL SECURITY
CREATE TABLE notes (id uuid); DROP TABLE goals
VACUUM FULL goals
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("sql", lines(EXPANDING))
def test_what_old_code_does_not_notice_is_let_through(sql: str) -> None:
    assert contractions(sql) == []


@pytest.mark.parametrize("sql", lines(CONTRACTING))
def test_what_old_code_might_not_survive_is_found(sql: str) -> None:
    assert contractions(sql)


def test_a_migration_that_contracts_says_since_when_nobody_needs_it() -> None:
    said = "-- contract: goals.constraints is not read since 0007_notes\n"
    assert contractions(f"{said}ALTER TABLE goals DROP COLUMN constraints") == []
    for empty in ("-- contract:\n", "-- contract: nobody needs it\n"):
        assert contractions(f"{empty}DROP TABLE goals")


AFTER = """
ALTER TABLE goals ADD COLUMN archived boolean NOT NULL DEFAULT false;
ALTER TABLE sub_goals ADD COLUMN note text;
ALTER TABLE idempotency_keys ADD COLUMN seen timestamptz;
"""


def test_the_code_of_today_goes_on_after_a_migration_that_the_rule_lets_through(
    service: Service, database: Database
) -> None:
    """What a revert meets: older code with newer tables, on a connection that it had before."""
    assert contractions(AFTER) == []
    mine = service.generate().goal_id
    database.execute(AFTER)
    try:
        done = [service.generate(goalId=mine), service.generate(key="a"), service.generate(key="a")]
    finally:
        database.execute(
            "ALTER TABLE goals DROP COLUMN archived",
            "ALTER TABLE sub_goals DROP COLUMN note",
            "ALTER TABLE idempotency_keys DROP COLUMN seen",
        )
    assert [each.status for each in done] == [200, 200, 200]
