"""The thread of an incident: its first message is edited as things change, what happens is said below it.

Used by whoever changes an incident: notifier, escalation, buttons, commands.
"""

import json
from collections.abc import Mapping, Sequence

from monitoring.oncall.blocks import blocks, read_blocks, replace_block, summary
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import Part
from monitoring.oncall.slack_api import Posted, Slack
from monitoring.oncall.store import Parent, Store


def open_thread(slack: Slack, store: Store, incident: Incident, parts: Sequence[Part]) -> Posted:
    """Post an incident's first message to ``incident.channel`` and remember it; SlackFailed comes through."""
    made, text = blocks(parts), summary(parts)
    posted = slack.post(incident.channel, text, made)
    store.keep_parent(incident.key, Parent(posted.channel, posted.thread, json.dumps(made), text))
    return posted


def rewrite_thread(slack: Slack, store: Store, incident: Incident, parts: Sequence[Part]) -> None:
    """Replace an incident's first message as a whole."""
    made, text = blocks(parts), summary(parts)
    slack.edit(Posted(incident.channel, incident.thread), text, made)
    store.keep_parent(incident.key, Parent(incident.channel, incident.thread, json.dumps(made), text))


def edit_thread(slack: Slack, store: Store, incident: Incident, new: Mapping[str, Sequence[Part]]) -> None:
    """Replace blocks of an incident's first message by name: ``heading``, ``status``, ``owner``, ``actions``.

    Nothing happens where the incident has no thread.
    """
    parent = store.parent(incident.key) if incident.thread else None
    if parent is None:
        return
    made = read_blocks(parent.blocks)
    for name, parts in new.items():
        made = replace_block(made, name, blocks(parts))
    text = summary(new["heading"]) if "heading" in new else parent.text
    slack.edit(Posted(parent.channel, parent.thread), text, made)
    store.keep_parent(incident.key, parent._replace(blocks=json.dumps(made), text=text))


def reply(slack: Slack, incident: Incident, parts: Sequence[Part]) -> None:
    """Say something in an incident's thread; nothing happens where it has none."""
    if incident.thread:
        slack.post(incident.channel, summary(parts), blocks(parts), incident.thread)
