"""The archive: the expression that Firehose runs over each delivery, run by jq itself."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import jq  # type: ignore[import-not-found]
import pytest

from tests.service.rig.database import Database
from tests.service.rig.service import Service
from tests.support.services import ENVIRONMENTS, properties

NIGHT = datetime(2026, 12, 1, 23, 59, 59, 999_000, tzinfo=UTC)
MORNING = datetime(2026, 12, 2, 0, 0, 0, tzinfo=UTC)


def processors(environment: str = "production") -> dict[str, dict[str, str]]:
    """What Firehose does with a record, by kind, in order."""
    destination = properties("ArchiveStream", environment)["ExtendedS3DestinationConfiguration"]
    return {
        each["Type"]: {given["ParameterName"]: given["ParameterValue"] for given in each["Parameters"]}
        for each in destination["ProcessingConfiguration"]["Processors"]
    }


def keys_of(delivery: object, environment: str = "production") -> dict[str, str]:
    """The partition keys of a delivery; ValueError where Firehose files it under its failures."""
    query = processors(environment)["MetadataExtraction"]["MetadataExtractionQuery"]
    found: Any = jq.compile(query).input_text(json.dumps(delivery)).all()
    (keys,) = found
    return dict(keys)


def delivery(*moments: datetime, message: str = "{}") -> dict[str, Any]:
    """What CloudWatch Logs sends: some events of one stream, unpacked."""
    events = [
        {"id": str(number), "timestamp": round(moment.timestamp() * 1000), "message": message}
        for number, moment in enumerate(moments)
    ]
    return {
        "messageType": "DATA_MESSAGE",
        "owner": "111122223333",
        "logGroup": "/aws/lambda/subgoal-generation-api-production",
        "logStream": "2026/12/01/[$LATEST]0",
        "subscriptionFilters": ["archive"],
        "logEvents": events,
    }


@pytest.mark.parametrize(
    ("moments", "day"),
    [
        ([NIGHT], "2026-12-01"),
        ([MORNING], "2026-12-02"),
        ([NIGHT, MORNING], "2026-12-01"),
        ([MORNING, NIGHT], "2026-12-02"),
        ([datetime(2028, 2, 29, 12, tzinfo=UTC)], "2028-02-29"),
        ([datetime(1970, 1, 1, tzinfo=UTC)], "1970-01-01"),
    ],
)
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_delivery_is_filed_under_the_day_of_its_first_event(
    moments: list[datetime], day: str, environment: str
) -> None:
    """In UTC, like the names of the objects that Firehose makes up itself."""
    assert keys_of(delivery(*moments), environment) == {"day": day}


def test_what_the_service_really_writes_is_filed(service: Service, database: Database) -> None:
    """Lines with quotes, Japanese and line breaks in them, as the subscription carries them."""
    database.trap("sub_goals", "RAISE EXCEPTION 'no'")
    text = service.generate().written.text
    assert "transaction failed" in text
    assert keys_of(delivery(NIGHT, MORNING, message=text)) == {"day": "2026-12-01"}


def test_every_key_of_the_prefix_is_extracted_and_none_beside() -> None:
    prefix = properties("ArchiveStream")["ExtendedS3DestinationConfiguration"]["Prefix"]
    wanted = set(re.findall(r"!\{partitionKeyFromQuery:(\w+)\}", prefix))
    assert keys_of(delivery(NIGHT)).keys() == wanted


BROKEN = {
    "no events": delivery(),
    "no list": {"messageType": "CONTROL_MESSAGE"},
    "no time": {"logEvents": [{"message": "{}"}]},
    "a text for a time": {"logEvents": [{"timestamp": "now"}]},
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_delivery_without_a_day_goes_to_the_failures_and_under_no_false_day(broken: object) -> None:
    try:
        keys = keys_of(broken)
    except ValueError:
        return
    assert keys.get("day") is None


def test_records_are_unpacked_before_the_query_and_ended_after_it() -> None:
    assert list(processors()) == ["Decompression", "MetadataExtraction", "AppendDelimiterToRecord"]
    assert processors()["MetadataExtraction"]["JsonParsingEngine"] == "JQ-1.6"
    assert processors()["Decompression"] == {"CompressionFormat": "GZIP"}
    assert processors()["AppendDelimiterToRecord"] == {"Delimiter": "\\n"}
