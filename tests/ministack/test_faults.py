"""What fails on the way from an alarm to people, and how it comes right again."""

import json

from tests.ministack.rig.chain import Chain
from tests.ministack.rig.deployment import SECRET
from tests.ministack.rig.waiting import until

ALARM = "database-errors-critical"


def test_what_nobody_could_be_told_lies_with_the_dead_letters_until_it_is_given_back(chain: Chain) -> None:
    with chain.deaf("infrastructure"):
        text = chain.publish(ALARM)
        until(lambda: chain.letters("notifier") == 1, "Lambda has given up")
    shown = chain.run("redrive", "notifier")
    assert (shown.code, chain.letters("notifier"), chain.mail()) == (0, 1, [])
    assert f"{ALARM} ALARM (RetriesExhausted after 3 calls)" in shown.out
    done = chain.run("redrive", "notifier", "--run", "--yes")
    assert (done.code, chain.letters("notifier")) == (0, 0), done
    (mail,) = until(lambda: chain.mail("messages-infrastructure"), "people are told after all")
    assert "データベース" in mail.text
    assert len(chain.slack.posted) == 1
    chain.send(ALARM, text)
    until(lambda: chain.told_already(ALARM), "what comes once more is known")
    assert len(chain.mail("messages-infrastructure")) == 1


def test_without_its_secret_the_text_goes_out_and_says_so(chain: Chain) -> None:
    client, name = chain.client("secretsmanager"), chain.names.slack_secret
    client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    try:
        text = mail_without_slack(chain)
    finally:
        client.create_secret(Name=name, SecretString=json.dumps(SECRET))
    assert "ResourceNotFoundException" in text
    assert chain.slack.calls == []
    chain.publish("probe-critical")
    assert chain.open_incident("probe").thread


def test_slack_refuses_a_token_that_is_not_in_the_secret_any_more(chain: Chain) -> None:
    client, name = chain.client("secretsmanager"), chain.names.slack_secret
    client.put_secret_value(SecretId=name, SecretString=json.dumps(SECRET | {"bot_token": "xoxb-former"}))
    try:
        text = mail_without_slack(chain)
    finally:
        client.put_secret_value(SecretId=name, SecretString=json.dumps(SECRET))
        chain.renew("notifier")
    assert "invalid_auth" in text
    assert chain.slack.said == []


def mail_without_slack(chain: Chain) -> str:
    """The text of an alarm that a new container tells by mail alone."""
    chain.renew("notifier")
    chain.publish(ALARM)
    (mail,) = until(chain.mail, "people are told")
    return mail.text
