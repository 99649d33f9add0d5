"""Stops and restores that break off at any call, that are made twice, and by two people at once."""

from collections.abc import Callable

import pytest

from tests.emergency.conftest import Site
from tests.emergency.rig.account import FORMER, Account

Capture = pytest.CaptureFixture[str]


def test_stopping_twice_tells_once_and_keeps_who_was_first(site: Site, capsys: Capture) -> None:
    site.stop()
    told = len(site.account.published)
    assert site.run("stop", "--reason", "another one") == 0
    assert len(site.account.published) == told
    assert len(site.slack.posted) == 3
    assert "hanako has stopped it already (漏えい); going on with that" in capsys.readouterr().out
    assert site.account.marker is not None
    assert site.account.marker["concurrency"] == {"N": "10"}


def test_of_a_stop_and_a_restore_at_once_the_stop_wins(site: Site, capsys: Capture) -> None:
    site.stop()
    site.account.before["DeleteItem"] = site.stop
    assert site.restore() == 1
    assert site.account.concurrency == 0
    assert site.account.marker is not None
    assert "hanako has stopped it again meanwhile, so it is stopped again" in capsys.readouterr().out
    last = [one.subject for one in site.account.published if "announce" in one.topic]
    assert last == [f"[{word}] greeter production" for word in ("STOPPED", "RESTORED", "STOPPED")]


def test_two_who_stop_at_once_leave_one_marker_with_the_former_concurrency(site: Site) -> None:
    site.account.before["PutItem"] = site.stop
    assert site.stop() == 0
    assert site.account.marker is not None
    assert site.account.marker["concurrency"] == {"N": "10"}
    assert len(site.account.published) == 5


def test_two_who_restore_at_once_both_find_it_restored(site: Site, capsys: Capture) -> None:
    site.stop()
    site.account.before["DeleteItem"] = site.restore
    assert site.restore() == 0
    assert site.account.concurrency == FORMER
    assert "somebody else has removed the marker" in capsys.readouterr().out


@pytest.mark.parametrize("when", ["before", "after"])
def test_whatever_call_fails_the_same_command_again_completes_a_stop(
    make_site: Callable[..., Site], when: str
) -> None:
    _break_each(make_site, when, lambda site: site.stop(), prepared=lambda site: None)


@pytest.mark.parametrize("when", ["before", "after"])
def test_whatever_call_fails_the_same_command_again_completes_a_restore(
    make_site: Callable[..., Site], when: str
) -> None:
    _break_each(make_site, when, lambda site: site.restore(), prepared=lambda site: site.stop())


def _break_each(
    make_site: Callable[..., Site], when: str, act: Callable[[Site], int], prepared: Callable[[Site], object]
) -> None:
    """Let each call of a command fail once, and look at what running it again leaves."""
    whole = make_site()
    prepared(whole)
    first = len(whole.account.made)
    assert act(whole) == 0
    told, calls = whole.account.topics_told, len(whole.account.made) - first
    assert calls > 10
    for number in range(1, calls + 1):
        site = make_site()
        prepared(site)
        site.account.breaks = (len(site.account.made) + number, when)
        act(site)
        assert act(site) == 0, f"call {number}: {whole.account.made[first + number - 1]}"
        _ends_well(site.account, whole.account, number)
        assert set(told) <= set(site.account.topics_told), f"call {number}"


def _ends_well(account: Account, whole: Account, number: int) -> None:
    assert account.concurrency == whole.concurrency, f"call {number}"
    assert (account.marker is None) == (whole.marker is None), f"call {number}"
    if account.marker is not None:
        assert account.marker["concurrency"] == {"N": str(FORMER)}, f"call {number}"
