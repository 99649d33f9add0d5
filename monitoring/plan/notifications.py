"""The key, the topics of each level, and who subscribes to what people read.

``alarms`` is what CloudWatch publishes to. ``messages`` is what people read. ``urgent``, where a level has
contacts that ring, is what wakes them: the notifier publishes critical messages to it as well.
"""

from collections.abc import Iterable, Iterator

from monitoring.plan.common import Context
from monitoring.plan.health import health_level
from monitoring.plan.names import logical_id
from monitoring.plan.resources import AnyAlarm, Key, Need, Subscription, Topic
from monitoring.plan.routing import SUBSCRIBED, has_urgent, is_reached
from monitoring.spec.base import guide_ids, say
from monitoring.spec.escalation import Contact
from monitoring.spec.facts import Parameter

PURPOSES = ("alarms", "messages", "urgent")


def key(context: Context) -> Key:
    """The key of topics, state, reports and logs. AWS's own lets CloudWatch publish to no topic (SNS:
    "Configure KMS permissions")."""
    return Key(
        logical_id="TopicKey",
        origin=("escalation",),
        alias=f"alias/{context.names.prefix}-notifications",
        description=f"Notifications of {context.names.prefix}",
        log_groups=(
            f"/aws/lambda/{context.names.prefix}-*",
            f"/aws/vendedlogs/states/{context.names.machine}",
        ),
        events_publish=bool(health_level(context.spec)),
    )


def topics(context: Context, alarms: Iterable[AnyAlarm]) -> Iterator[Topic]:
    """``alarms`` for CloudWatch, ``messages`` for people, ``urgent`` for what rings."""
    acted_on = {action for alarm in alarms for action in alarm.actions}
    for level, entry in context.spec.escalation.levels.items():
        for purpose in purposes(context, level):
            name = context.names.topic(purpose, level)
            yield Topic(
                logical_id=logical_id("Topic", purpose, level),
                origin=("escalation", "levels", level),
                guide=guide_ids(entry),
                name=name,
                level=level,
                purpose=purpose,
                display_name=f"{context.names.service} {level}"[:100],
                alarms_publish=purpose == "alarms" or name in acted_on,
                events_publish=purpose == "alarms" and level == health_level(context.spec),
            )
    if context.spec.escalation.announce:
        yield Topic(
            logical_id="TopicAnnouncements",
            origin=("escalation", "announce"),
            name=context.names.announcements,
            level="",
            purpose="announcements",
            display_name=context.names.service[:100],
            alarms_publish=False,
        )


def purposes(context: Context, level: str) -> tuple[str, ...]:
    """The topics of a level."""
    return PURPOSES if has_urgent(context.spec, level) else PURPOSES[:2]


def subscriptions(context: Context) -> Iterator[Subscription]:
    """The contacts of each level that SNS itself can reach."""
    for level, entry in context.spec.escalation.levels.items():
        for name in entry.contacts:
            contact = context.spec.contacts[name]
            if contact.kind in SUBSCRIBED and is_reached(context.spec, contact):
                yield Subscription(
                    logical_id=logical_id("Subscription", level, name),
                    origin=("contacts", name),
                    guide=guide_ids(contact),
                    topic=context.names.topic("urgent" if contact.rings else "messages", level),
                    contact=name,
                    protocol=SUBSCRIBED[contact.kind],
                    endpoint=address(context, contact),
                )


def announced(context: Context) -> Iterator[Subscription]:
    """Those whom SNS itself can tell that the service is stopped, and that it is back."""
    for name in context.spec.escalation.announce:
        contact = context.spec.contacts[name]
        if contact.kind in SUBSCRIBED and is_reached(context.spec, contact):
            yield Subscription(
                logical_id=logical_id("Subscription", "announcements", name),
                origin=("contacts", name),
                guide=guide_ids(contact),
                topic=context.names.announcements,
                contact=name,
                protocol=SUBSCRIBED[contact.kind],
                endpoint=address(context, contact),
            )


def address(context: Context, contact: Contact) -> str:
    """A contact's address: literal, or resolved by CloudFormation at deployment."""
    if isinstance(contact.address, Parameter):
        return resolved(context, contact.address)
    return contact.address


def resolved(context: Context, parameter: Parameter) -> str:
    """A dynamic reference to an SSM parameter (CloudFormation: "Get a plaintext value")."""
    return f"{{{{resolve:ssm:{context.names.fill(parameter.parameter)}}}}}"


def needs(context: Context) -> tuple[Need, ...]:
    """The parameters that the account must hold, each once, in order of name, and the secrets."""
    found = {
        context.names.fill(contact.address.parameter): say(contact.title, context.spec.locale) or name
        for name, contact in context.spec.contacts.items()
        if isinstance(contact.address, Parameter) and is_reached(context.spec, contact)
    }
    links = context.spec.facts.links
    for name in links.__struct_fields__:
        value = getattr(links, name)
        if isinstance(value, Parameter):
            found[context.names.fill(value.parameter)] = name.replace("_", " ")
    parameters = [Need(kind="parameter", name=path, purpose=found[path]) for path in sorted(found)]
    return (*parameters, *_secrets(context))


def _secrets(context: Context) -> Iterator[Need]:
    """Slack's, where somebody is reached by it; without it all goes by e-mail."""
    if any(contact.kind == "slack" for contact in context.spec.contacts.values()):
        purpose = 'Slack: {"bot_token": .., "signing_secret": .., "pseudonym_key": ..}'
        yield Need(kind="secret", name=context.names.slack_secret, purpose=purpose)
