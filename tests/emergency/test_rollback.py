"""monitoring rollback with a real git: a clone, its remote, and a deployment that CloudFormation tells of."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.emergency.conftest import Site
from tests.emergency.rig.door import TOKEN
from tests.emergency.rig.work import Work
from tests.escalation.rig.catalogues import PREFIX

Capture = pytest.CaptureFixture[str]


def roll_back(site: Site, *words: str) -> int:
    return site.run("rollback", *words, "--address", site.service.url)


def test_without_a_commit_the_last_deployments_are_listed(site: Site, work: Work, capsys: Capture) -> None:
    assert roll_back(site, "--format", "json") == 0
    listed = json.loads(capsys.readouterr().out)["deployments"]
    assert [one["subject"] for one in listed] == ["Change three", "Change two", "Change one"]
    assert roll_back(site) == 0
    assert "Change two\n" in capsys.readouterr().out


def test_without_run_the_commands_are_shown_and_nothing_is_changed(
    site: Site, work: Work, capsys: Capture
) -> None:
    commit = work.git("rev-parse", "HEAD~1")
    assert roll_back(site, commit) == 0
    assert capsys.readouterr().out == (
        f"git revert --no-edit {commit[:9]}\ngit push origin main\ngh run watch\n"
        "nothing was changed; add --run to do it\n"
    )
    assert work.main() == "Change three"


def test_a_commit_is_reverted_pushed_and_watched_until_the_service_works(
    site: Site, work: Work, deploys: Callable[..., None], capsys: Capture
) -> None:
    (work.folder / "two").write_text("somebody is in the middle of this\n")
    assert roll_back(site, work.git("rev-parse", "HEAD~1"), "--run", "--token-file", site.token) == 0
    assert work.main() == 'Revert "Change two"'
    assert work.main("%(trailers)") == ""
    assert work.git("status", "--porcelain") == "M two"
    assert work.git("worktree", "list").count("\n") == 0
    assert [path for _, path, _, _ in site.service.asked] == ["/health", "/health/deep", "/api/greet"]
    printed = capsys.readouterr().out
    assert f"{PREFIX}-service {PREFIX}-service UPDATE_COMPLETE" in printed
    assert f"deployed: {PREFIX}-service" in printed
    assert TOKEN not in printed


def test_run_again_it_reverts_nothing_twice_and_watches_on(
    site: Site, work: Work, deploys: Callable[..., None], capsys: Capture
) -> None:
    commit = work.git("rev-parse", "HEAD")
    deploys((60, "UPDATE_IN_PROGRESS"))
    assert roll_back(site, commit, "--run", "--wait", "5m") == 1
    assert "not done within 5 minutes" in capsys.readouterr().out
    deploys((60, "UPDATE_IN_PROGRESS"), (400, "UPDATE_COMPLETE"))
    assert roll_back(site, commit, "--run") == 0
    assert "was taken back before, by" in capsys.readouterr().out
    assert work.main("%s", 2).splitlines() == ['Revert "Change three"', "Change three"]


def test_what_was_taken_back_and_put_in_again_is_taken_back_again(
    site: Site, work: Work, deploys: Callable[..., None]
) -> None:
    commit = work.git("rev-parse", "HEAD")
    for _ in range(2):
        work.git("revert", "--no-edit", "HEAD")
    work.git("push", "-q", "origin", "main")
    assert roll_back(site, commit, "--run") == 0
    assert len(work.main("%s", 9).splitlines()) == 6


def test_a_merge_is_taken_back_to_main_s_side(site: Site, work: Work, deploys: Callable[..., None]) -> None:
    work.git("checkout", "-q", "-b", "feature", "HEAD~1")
    (work.folder / "feature").write_text("x\n")
    work.git("add", "feature")
    work.git("commit", "-q", "-m", "Feature")
    work.git("checkout", "-q", "main")
    work.git("merge", "-q", "--no-ff", "--no-edit", "feature")
    work.git("push", "-q", "origin", "main")
    assert roll_back(site, "HEAD", "--run") == 0
    assert work.ask_git(work.remote, "ls-tree", "--name-only", "main").split() == ["one", "three", "two"]
    assert roll_back(site, "feature") == 2


def test_while_the_service_is_stopped_the_revert_says_so_and_no_request_is_made(
    site: Site, work: Work, deploys: Callable[..., None], capsys: Capture
) -> None:
    site.stop()
    assert roll_back(site, "HEAD", "--run", "--token-file", site.token) == 0
    assert work.main("%(trailers)") == "Deploy-While-Stopped: production"
    assert [path for _, path, _, _ in site.service.asked] == ["/health", "/health/deep"]
    assert "the service is stopped: `monitoring restore` makes the real request" in capsys.readouterr().out


def test_a_revert_that_does_not_fit_changes_nothing(site: Site, work: Work, capsys: Capture) -> None:
    commit = work.commit("one", "Change it", "y\n")
    work.commit("one", "Change it more", "z\n")
    assert roll_back(site, commit, "--run") == 1
    assert work.main() == "Change it more"
    printed = capsys.readouterr().out
    assert "git revert failed" in printed
    assert "nothing was pushed" in printed
    assert work.git("worktree", "list").count("\n") == 0


def test_a_push_that_is_refused_is_said(site: Site, work: Work, capsys: Capture) -> None:
    hook = work.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho main takes pull requests only >&2\nexit 1\n")
    hook.chmod(0o755)
    assert roll_back(site, "HEAD", "--run") == 1
    assert "main takes pull requests only" in capsys.readouterr().out
    assert work.main() == "Change three"


@pytest.mark.parametrize(
    "case",
    [
        (
            [(60, "UPDATE_IN_PROGRESS"), (90, "UPDATE_ROLLBACK_COMPLETE")],
            "failed: greeter-production-service UPDATE_ROLLBACK",
        ),
        ([], "no stack was touched within 5 minutes: see the run of the pipeline, `gh run watch`"),
    ],
)
def test_a_deployment_that_does_not_end_well_is_no_rollback(
    site: Site, work: Work, deploys: Callable[..., None], capsys: Capture, case: tuple[list[Any], str]
) -> None:
    deploys(*case[0])
    assert roll_back(site, "HEAD", "--run", "--wait", "5m") == 1
    assert case[1] in capsys.readouterr().out
    assert site.service.asked == []


def test_a_service_that_does_not_work_afterwards_is_said(
    site: Site, work: Work, deploys: Callable[..., None], capsys: Capture
) -> None:
    site.service.broken["/health/deep"] = [503] * 6
    assert roll_back(site, "HEAD", "--run") == 1
    assert "it was rolled back and does not work" in capsys.readouterr().out


def test_a_commit_with_migrations_is_warned_of(site: Site, work: Work, capsys: Capture) -> None:
    work.commit("service/migrations/0009_more.sql", "Add a column")
    assert roll_back(site, "HEAD") == 0
    assert "the database keeps service/migrations/0009_more.sql" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("nothing",), ("--run",), ("HEAD~9",), ("HEAD", "--remote", "nowhere")])
def test_what_cannot_be_meant_is_refused(site: Site, work: Work, words: tuple[str, ...]) -> None:
    assert roll_back(site, *words) == 2
    assert work.main() == "Change three"
