"""The three states of an alarm."""

from enum import StrEnum


class State(StrEnum):
    """What an alarm says (Amazon CloudWatch User Guide, "Alarm evaluation"); values are AWS's own words."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
