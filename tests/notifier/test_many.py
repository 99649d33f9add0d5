"""Many alarms at once: one message, the worst first, nobody left out."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from monitoring.oncall import groups
from monitoring.oncall.groups import MOST_ALONE
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import PREFIX, log_alarm, metric_alarm
from tests.oncall.rig.shipped import content
from tests.oncall.rig.slack import FakeSlack, Trouble

LOOKS: dict[str, Any] = {"firstLook": [], "explainedBy": []}


def with_alarms(aws: Aws, night: Night, count: int) -> list[str]:
    """Let the catalogue have so many more alarms, every tenth critical; gives back their names."""
    found: dict[str, Any] = json.loads(json.dumps(content()))
    names = []
    for number in range(count):
        severity = "critical" if number % 10 == 7 else "warning"
        entry = f"many-{number:03d}"
        found["alarms"][entry] = {**found["alarms"]["memory"], **LOOKS, "title": f"アラート{number:03d}"}
        found["alarmNames"][f"{PREFIX}-{entry}"] = {"entry": entry, "severity": severity, "label": ""}
        names.append(entry)
    aws.objects["/assets/catalogue.json"] = json.dumps(found).encode()
    return names


def send_all(night: Night, names: list[str], threads: int, state: str = "ALARM") -> None:
    """Deliver one notification each, as many at once as Lambda has environments."""
    messages = [metric_alarm(name, night.now, state, values=[90.0], threshold=80.0) for name in names]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(night.send, messages))


def listed(slack: FakeSlack) -> str:
    """The list in the grouped message as it is in the end."""
    grouped = [one for one in slack.posted if "件のアラート" in one.text]
    assert len(grouped) == 1
    return json.dumps(slack.now(grouped[0].ts).blocks, ensure_ascii=False)


def test_a_hundred_alarms_in_one_minute_become_one_message_with_the_worst_first(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    send_all(night, with_alarms(aws, night, 100), 20)
    text = listed(slack)
    assert "100件のアラート" in text
    lines = [line for line in text.split("\\n") if "アラート0" in line]
    assert ["エラー" in line for line in lines[:12]] == [True] * 10 + [False] * 2
    assert "ほか80件" in text
    assert len(slack.posted) <= 1 + MOST_ALONE
    assert len(slack.said) < 40
    alone = len(slack.posted) - 1
    assert len(aws.executions) == alone + 1
    assert len(aws.texts("urgent")) <= alone + 1


def test_alarms_one_after_the_other_in_one_minute_are_grouped_from_the_sixth(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    send_all(night, with_alarms(aws, night, 12), 1)
    assert len(slack.posted) == MOST_ALONE + 1
    assert "12件のアラート" in listed(slack)


def test_five_alarms_in_one_minute_are_five_incidents(night: Night, aws: Aws, slack: FakeSlack) -> None:
    send_all(night, with_alarms(aws, night, MOST_ALONE), 5)
    assert len(slack.posted) == MOST_ALONE
    assert not [one for one in slack.posted if "件のアラート" in one.text]


def test_a_storm_goes_on_over_the_end_of_its_minute(night: Night, aws: Aws, slack: FakeSlack) -> None:
    names = with_alarms(aws, night, 20)
    night.hand.set("2026-11-20T14:00:50+09:00")
    send_all(night, names[:10], 1)
    night.hand.set("2026-11-20T14:01:10+09:00")
    send_all(night, names[10:], 1)
    assert len(slack.posted) == MOST_ALONE + 1
    assert "20件のアラート" in listed(slack)


def test_a_group_ends_when_all_of_it_has_ended(night: Night, aws: Aws, slack: FakeSlack) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    names = with_alarms(aws, night, 30)
    send_all(night, names, 10)
    night.hand.go(minutes=9)
    send_all(night, names[:-1], 10, "OK")
    (grouped,) = [one for one in slack.posted if "件のアラート" in one.text]
    assert "復旧" not in slack.now(grouped.ts).blocks[0]["text"]["text"]
    send_all(night, names[-1:], 1, "OK")
    assert "復旧" in slack.now(grouped.ts).blocks[0]["text"]["text"]
    assert "30件" in aws.texts()[-1].text


def test_a_storm_mails_a_few_times_not_once_an_alarm(night: Night, aws: Aws) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    send_all(night, with_alarms(aws, night, 60), 1)
    grouped = [one for one in aws.texts() if "件のアラート" in one.text]
    assert 1 <= len(grouped) <= 6


def test_a_hundred_alarms_one_a_second_ring_a_few_times_and_say_what_came_alone(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    for name in with_alarms(aws, night, 100):
        send_all(night, [name], 1)
        night.hand.go(seconds=1)
    # The first critical one is the eighth: the group becomes critical with it, and only grows after it.
    assert len(aws.texts("urgent")) == 1
    text = listed(slack)
    assert "はじめの5件は個別にも知らせました" in text
    lines = [line for line in text.split("\\n") if "アラート0" in line]
    assert ["エラー" in line for line in lines[:12]] == [True] * 10 + [False] * 2


def test_a_storm_without_slack_is_mailed(aws: Aws, slack: FakeSlack) -> None:
    night = Night(aws, slack, SLACK_SECRET="")
    night.hand.set("2026-11-20T14:00:00+09:00")
    send_all(night, with_alarms(aws, night, 20), 5)
    assert not slack.calls
    assert any("件のアラート" in one.text for one in aws.texts())


def test_a_storm_in_which_slack_limits_the_rate_is_still_told_whole(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    slack.trouble.extend([Trouble(429, "1")] * 3)
    send_all(night, with_alarms(aws, night, 20), 1)
    assert "20件のアラート" in listed(slack)


def test_more_than_five_contributors_become_one_message(night: Night, aws: Aws, slack: FakeSlack) -> None:
    night.hand.set("2026-11-20T14:00:00+09:00")
    users = [f"user-number-{number}" for number in range(30)]
    messages = [log_alarm("forbidden-investigate-1h", night.now, {"userId": user}) for user in users]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(night.send, messages))
    crowds = [one for one in slack.posted if "対象" in one.text and "件｜" in one.text]
    assert len(crowds) == 1
    assert "対象30件" in slack.now(crowds[0].ts).text
    assert len(slack.posted) <= 1 + MOST_ALONE
    assert "user-number" not in json.dumps([one.blocks for one in crowds]) + str(aws.published)


def test_a_holder_that_broke_off_leaves_the_group_to_the_next(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    names = with_alarms(aws, night, 8)
    send_all(night, names[:MOST_ALONE], 1)
    window = next(pk for pk, _ in aws.dynamo.items if pk.startswith("group#")).removeprefix("group#")
    assert groups.take_lease(night.store, window, night.now) is not None
    send_all(night, names[MOST_ALONE:7], 1)
    assert len(slack.posted) == MOST_ALONE
    night.hand.go(seconds=25)
    send_all(night, names[7:], 1)
    assert "8件のアラート" in listed(slack)
