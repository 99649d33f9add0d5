"""The commands of Logs Insights QL as of 2026: what each does, and whether this engine does it.

Source: AWS's page "Logs Insights QL query syntax" and the page of each command below it.
"""

from typing import Final, Literal, TypeAlias

from msgspec import Struct

Mark: TypeAlias = Literal["documented", "observed", "unspecified"]


class CommandFacts(Struct, frozen=True):
    """A command: its name as AWS writes it, other words for it, its syntax, and why it is refused."""

    name: str
    syntax: str
    does: str
    words: tuple[str, ...] = ()
    refused: str = ""
    mark: Mark = "documented"


_NO_DATA: Final = "its result depends on AWS's model of the log group"

COMMANDS: Final = (
    CommandFacts("accum", "accum FIELD [as NAME]", "running sum of a numeric field"),
    CommandFacts(
        "addtotals", "addtotals [fieldname=NAME] [row=BOOL] [col=BOOL] [FIELDS]", "sums of rows, of columns"
    ),
    CommandFacts("anomaly", "anomaly", "finds unusual patterns", refused=_NO_DATA),
    CommandFacts(
        "appendcols", "appendcols [override=BOOL] [max=N] (QUERY)", "columns of a subquery, row by row"
    ),
    CommandFacts("autoregress", "autoregress FIELD [as NAME] [p=FIRST[-LAST]]", "values of earlier rows"),
    CommandFacts(
        "cidrlookup",
        "cidrlookup TABLE FIELD [as COLUMN] OUTPUT|OUTPUTNEW COLUMNS",
        "columns of the lookup table's row whose network holds an address",
    ),
    CommandFacts(
        "countFrequent",
        "countFrequent FIELDS",
        "approximate counts of combinations, most frequent first",
        words=("count_frequent",),
    ),
    CommandFacts("dedup", "dedup FIELDS", "keeps the first row of each combination"),
    CommandFacts("diff", "diff [previousDay|..]", "compares with an earlier time range", refused=_NO_DATA),
    CommandFacts("display", "display COLUMNS", "the columns of the result"),
    CommandFacts(
        "estimate",
        "estimate",
        "bytes the query would scan",
        refused="what a query scans depends on how AWS stores the log group",
    ),
    CommandFacts("expand", "expand FIELD", "a row for each item of a JSON list"),
    CommandFacts("fields", "fields COLUMNS", "chooses and computes fields"),
    CommandFacts("filldown", "filldown [FIELDS]", "carries the last value forward"),
    CommandFacts("fillmissing", "fillmissing [with VALUE for FIELD, ..]", "rows for empty bins"),
    CommandFacts("filter", "filter CONDITION", "keeps the rows that fulfil a condition", words=("where",)),
    CommandFacts("filterIndex", "filterIndex CONDITION", "reads only what a field index has"),
    CommandFacts(
        "join", "join [type=inner|left] left=A right=B where A.X=B.Y (QUERY)", "rows of two queries"
    ),
    CommandFacts("json", 'json field=FIELD "PATH" as NAME', "a member of a JSON text"),
    CommandFacts("limit", "limit [any] N", "at most N rows", words=("head",)),
    CommandFacts("logcompare", "logcompare timeshift PERIOD", "compares with a baseline", refused=_NO_DATA),
    CommandFacts(
        "lookup",
        "lookup TABLE COLUMN [as FIELD], .. OUTPUT COLUMNS",
        "columns of the lookup table's row with the same value",
    ),
    CommandFacts(
        "outlier",
        "outlier [OPTIONS] FIELDS",
        "removes or clamps outliers",
        refused="AWS does not say which quartiles it computes",
    ),
    CommandFacts(
        "parse",
        'parse [FIELD] "GLOB" as NAMES | /REGEX/ [multi] | logfmt as NAME | csv as NAMES',
        "fields out of a text",
    ),
    CommandFacts("pattern", "pattern FIELD", "clusters texts into patterns", refused=_NO_DATA),
    CommandFacts(
        "relevantfields", "relevantfields [FIELDS] where CONDITION", "ranks fields", refused=_NO_DATA
    ),
    CommandFacts(
        "search",
        "search",
        "a word of early versions",
        refused="AWS no longer documents it; write `filter @message like ..`",
        mark="unspecified",
    ),
    CommandFacts("sessionize", "sessionize FIELDS [maxspan PERIOD] [as NAME]", "numbers sessions of events"),
    CommandFacts("sort", "sort KEYS", "orders rows", words=("order",)),
    CommandFacts("SOURCE", "SOURCE GROUPS", "the log groups a query reads"),
    CommandFacts("stats", "stats AGGREGATES [by GROUPS [offset PERIOD]]", "aggregates rows"),
    CommandFacts("tail", "tail N", "the last N rows; AWS calls it deprecated", mark="unspecified"),
    CommandFacts("unmask", "unmask FIELDS", "shows what a data-protection policy masks"),
    CommandFacts("unnest", "unnest LIST into NAME", "a row for each item of a list"),
)

REFUSED: Final = {facts.name.lower(): facts for facts in COMMANDS if facts.refused}
WORDS: Final = tuple(word for facts in COMMANDS for word in (facts.name, *facts.words))
