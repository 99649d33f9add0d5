"""Which stack a resource goes to: the first, or an overflow stack when an environment has very many."""

from collections.abc import Sequence

import msgspec

from monitoring.plan.resources import CompositeAlarm, JudgedAlarm, MuteRule, Planned, SavedQuery

ROOM = 400
"""Resources a stack takes before another is opened; CloudFormation's limit is 500, policies need some."""


def partition(resources: Sequence[Planned]) -> tuple[list[Planned], int]:
    """Resources with their stack set, and the number of stacks.

    Alarms and saved queries are spread by a hash of their logical id, so that removing one moves no other
    unless the number of stacks changes. What AWS refuses before the alarms exist goes into the last stack.
    """
    if len(resources) <= ROOM:
        return list(resources), 1
    movable = sum(isinstance(resource, JudgedAlarm | SavedQuery) for resource in resources)
    # Hashing fills unevenly: a quarter more stacks than an even spread needs.
    overflow = -(-movable * 5 // (4 * ROOM))
    return [_placed(resource, overflow) for resource in resources], overflow + 1


def _placed(resource: Planned, overflow: int) -> Planned:
    if isinstance(resource, CompositeAlarm | MuteRule):
        return msgspec.structs.replace(resource, stack=overflow)
    if not isinstance(resource, JudgedAlarm | SavedQuery):
        return resource
    from hashlib import sha256  # loads OpenSSL, and only needed where one stack is not enough

    bucket = max(
        range(overflow), key=lambda number: sha256(f"{resource.logical_id}/{number}".encode()).digest()
    )
    return msgspec.structs.replace(resource, stack=bucket + 1)
