"""Expand before contract, as a rule over SQL: what older code does must go on working after a migration.

Old code runs against new tables while a deployment is on its way, and again after it was reverted. Statements
are allowed by form; a form that nobody has thought about is refused, so that somebody does. A migration that
contracts, a release after the code stopped using what it removes, says so and names the migration since when:
`-- contract: goals.constraints is not read since 0007_notes`.
"""

import re
from collections.abc import Iterator
from typing import Final

CONTRACT: Final = re.compile(r"^-- contract: \S.*\b\d{4}_\w+", re.MULTILINE)
_NOISE: Final = re.compile(r"--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'", re.DOTALL)
_NEW: Final = r"CREATE (TABLE|VIEW|SEQUENCE|TYPE|FUNCTION|SCHEMA)(?! OR REPLACE)\b.*"
_ADD: Final = r"ADD (COLUMN )?(IF NOT EXISTS )?(?!CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\w+ .*"
_ALLOWED: Final = tuple(
    re.compile(pattern, re.DOTALL | re.IGNORECASE)
    for pattern in (
        _NEW,
        r"CREATE INDEX .*",
        r"GRANT (?!.*\bWITH GRANT OPTION\b).*",
        r"COMMENT ON .*",
        r"INSERT INTO .*",
        r"DO TEXT",
        rf"ALTER TABLE (IF EXISTS )?\w+ {_ADD}",
        r"ALTER TABLE \w+ ALTER COLUMN \w+ (DROP NOT NULL|SET DEFAULT .*|SET STATISTICS \d+)",
        r"ALTER TABLE \w+ ADD CONSTRAINT \w+ (CHECK|FOREIGN KEY) .* NOT VALID",
        # Not a unique one: ON CONFLICT needs it.
        r"ALTER TABLE \w+ DROP CONSTRAINT (IF EXISTS )?\w+_check",
        r"ALTER TYPE \w+ ADD VALUE .*",
        # A default that is worked out row by row in a new column would lock the table: fill it like this.
        r"UPDATE \w+ SET \w+ = .* WHERE .*",
    )
)
_DO: Final = re.compile(r"\bDO\s+\$(\w*)\$(.*?)\$\1\$", re.DOTALL | re.IGNORECASE)
_TAKES_AWAY: Final = re.compile(r"\b(ALTER|DELETE|DROP|RENAME|REVOKE|TRUNCATE|UPDATE)\b", re.IGNORECASE)
_TABLE: Final = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", re.IGNORECASE)
_ALTERED: Final = re.compile(r"(?:ALTER TABLE|CREATE UNIQUE INDEX .* ON) (?:IF EXISTS )?(\w+)", re.IGNORECASE)


def contractions(sql: str) -> list[str]:
    """The statements of a migration that old code may not survive; none when it says that it contracts."""
    if CONTRACT.search(sql):
        return []
    found = list(statements(sql))
    new = {name.lower() for each in found for name in _TABLE.findall(each)}
    bodies = [body for _, body in _DO.findall(sql) if _TAKES_AWAY.search(body)]
    return bodies + [each for each in found if not _expands(each, new)]


def statements(sql: str) -> Iterator[str]:
    """The statements in one line each; comments are gone, texts and bodies are the word TEXT."""
    bare = _NOISE.sub(lambda found: " " if found[0].startswith(("--", "/*")) else "TEXT", sql)
    for each in bare.split(";"):
        if words := " ".join(each.split()):
            yield words


def _expands(statement: str, new: set[str]) -> bool:
    """Whether old code goes on working; what happens to a table that is new concerns no old code."""
    altered = _ALTERED.match(statement)
    if altered and altered[1].lower() in new:
        return True
    parts = _parts(statement)
    return all(any(rule.fullmatch(part) for rule in _ALLOWED) and _is_fillable(part) for part in parts)


def _parts(statement: str) -> list[str]:
    """The actions of an ALTER TABLE, each with its table; commas in parentheses part nothing."""
    head = re.match(r"ALTER TABLE (IF EXISTS )?\w+ ", statement, re.IGNORECASE)
    if head is None:
        return [statement]
    actions = re.split(r",(?![^(]*\))", statement[head.end() :])
    return [head[0] + each.strip() for each in actions]


def _is_fillable(part: str) -> bool:
    """Whether old code, which does not know a new column, can still insert rows."""
    adds = re.match(rf"ALTER TABLE (IF EXISTS )?\w+ {_ADD}", part, re.IGNORECASE | re.DOTALL)
    required = re.search(r"\bNOT NULL\b|\bPRIMARY KEY\b|\bUNIQUE\b", part, re.IGNORECASE)
    return not (adds and required) or bool(re.search(r"\bDEFAULT\b|\bGENERATED\b", part, re.IGNORECASE))
