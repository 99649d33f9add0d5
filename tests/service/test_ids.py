"""Ids of goals and sub-goals."""

from uuid import RFC_4122, UUID

from service.subgoals.goals import new_id

MANY = 4000


def test_ids_are_random_uuids_in_their_usual_writing() -> None:
    ids = [new_id() for _ in range(MANY)]
    read = [UUID(each) for each in ids]
    assert [str(each) for each in read] == ids
    assert {(each.version, each.variant) for each in read} == {(4, RFC_4122)}
    assert len(set(ids)) == MANY


def test_every_digit_that_may_vary_does() -> None:
    """All of their 122 bits are drawn."""
    ids = [new_id() for _ in range(MANY)]
    counts = [len({each[place] for each in ids}) for place in range(36)]
    assert [count for place, count in enumerate(counts) if place not in {8, 13, 14, 18, 19, 23}] == [16] * 30
    assert (counts[14], counts[19]) == (1, 4)
