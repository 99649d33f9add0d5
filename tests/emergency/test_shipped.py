"""What the shipped file makes of an emergency: which alarms a stop holds, whom it tells."""

import pytest

from monitoring.emergency.held import entries_set_off
from monitoring.oncall.catalogue import Catalogue
from tests.emergency.conftest import Site
from tests.emergency.rig.account import CHANNEL, Account
from tests.emergency.rig.account import content as account_content
from tests.escalation.rig.catalogues import PREFIX
from tests.oncall.rig.shipped import content


def test_a_stop_holds_throttles_and_what_follows_from_them_and_watches_everything_else() -> None:
    catalogue = Catalogue(content())
    held = entries_set_off(catalogue)
    assert held == ("error-rate", "throttles", "api-server-errors", "nothing-succeeds")
    assert not {"probe", "database-errors", "forbidden"} & set(held)


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_users_have_a_topic_and_a_channel_of_their_own(environment: str) -> None:
    found = content(environment=environment)["announce"]
    parameter = f"/subgoal-generation-api/{environment}/contacts/users/slack"
    assert found == {
        "topic": f"subgoal-generation-api-{environment}-announcements",
        "slackChannels": [{"parameter": parameter}],
    }
    assert found["topic"] not in str(content(environment=environment)["topics"])


def test_the_channel_of_users_is_resolved_as_the_others_are(site: Site) -> None:
    announce = {"topic": f"{PREFIX}-announcements", "slackChannels": [{"parameter": CHANNEL}]}
    site.use(Account(site.clock.now, account_content(announce=announce)))
    site.slack.channels.add("C0USERS")
    assert site.stop() == 0
    assert site.slack.posted[-1].channel == "C0USERS"
