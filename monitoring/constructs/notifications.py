"""The key, the topics and who subscribes to them."""

from aws_cdk.aws_kms import CfnAlias, CfnKey
from aws_cdk.aws_sns import CfnSubscription, CfnTopic, CfnTopicPolicy
from constructs import Construct

from monitoring.constructs.place import Place
from monitoring.constructs.policies import key_policy, topic_policy
from monitoring.plan.resources import Key, Subscription, Topic


def topic_key(scope: Construct, planned: Key, place: Place) -> str:
    """The key with its alias; gives back the key's id."""
    key = CfnKey(
        scope,
        planned.logical_id,
        description=planned.description,
        enable_key_rotation=True,
        key_policy=key_policy(place, planned.log_groups, events_publish=planned.events_publish),
        # Reports and the history of incidents are encrypted with it: time enough to notice a mistake.
        pending_window_in_days=30,
    )
    CfnAlias(scope, f"{planned.logical_id}Alias", alias_name=planned.alias, target_key_id=key.ref)
    return key.ref


def topic(scope: Construct, planned: Topic, place: Place, key_id: str) -> str:
    """A topic; gives back its ARN."""
    made = CfnTopic(
        scope,
        planned.logical_id,
        topic_name=planned.name,
        display_name=planned.display_name,
        kms_master_key_id=key_id,
        signature_version="2",
    )
    arn = made.ref
    CfnTopicPolicy(
        scope,
        f"{planned.logical_id}Policy",
        policy_document=topic_policy(place, planned),
        topics=[arn],
    )
    return arn


def subscription(scope: Construct, planned: Subscription, topic_arn: str, endpoint: str) -> None:
    """A contact of a topic."""
    CfnSubscription(
        scope,
        planned.logical_id,
        topic_arn=topic_arn,
        protocol=planned.protocol,
        endpoint=endpoint,
    )
