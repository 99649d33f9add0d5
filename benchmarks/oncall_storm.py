"""So many alarms at once, told by a warm notifier in a process of its own: AWS and Slack are outside of it.

    python -m benchmarks.oncall_storm COUNT

Prints the milliseconds from the first alarm's notification to the return of the last one's.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from pathlib import Path
from time import perf_counter

from benchmarks.oncall_first import SERVICES
from monitoring.notifier.chain import Chain
from monitoring.oncall.clock import SystemClock
from monitoring.oncall.settings import read_settings
from tests.oncall.rig.night import FUNCTION
from tests.oncall.rig.notifications import ACCOUNT, PREFIX, REGION, metric_alarm

TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:{PREFIX}-alarms-development"


def main(count: str) -> int:
    """Warm the notifier with a test message, then send the alarms."""
    with Path(os.devnull).open("w", encoding="utf-8") as journal, redirect_stdout(journal):
        taken = _storm(int(count))
    sys.stdout.write(json.dumps(taken))
    return 0


def _storm(count: int) -> float:
    clock = SystemClock()
    chain = Chain(read_settings(os.environ), clock)
    for service in SERVICES:
        chain.clients(service)
    chain.deliver({"Message": "test", "TopicArn": TOPIC, "MessageId": "test"}, FUNCTION, "test")
    alarms = [metric_alarm(entry_name(number), clock.now()) for number in range(count)]
    start = perf_counter()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda message: _deliver(chain, message), alarms))
    return (perf_counter() - start) * 1000


def _deliver(chain: Chain, message: str) -> None:
    name = json.loads(message)["AlarmName"]
    chain.deliver({"Message": message, "TopicArn": TOPIC, "MessageId": name}, FUNCTION, name)


def entry_name(number: int) -> str:
    """The entry of one of the alarms."""
    return f"many-{number:03d}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
