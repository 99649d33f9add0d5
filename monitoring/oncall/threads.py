"""The thread of an incident: its first message is edited as things change, what happens is said below it.

Used by whoever changes an incident: notifier, escalation, buttons, commands.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

from monitoring.oncall.blocks import Block, blocks, read_blocks, replace_block, summary
from monitoring.oncall.incident import Incident
from monitoring.oncall.parts import Part
from monitoring.oncall.slack_api import Posted, Slack, SlackFailed
from monitoring.oncall.store import Parent, Store


def open_thread(slack: Slack, store: Store, incident: Incident, parts: Sequence[Part]) -> Posted:
    """Post an incident's first message to ``incident.channel`` and remember it; SlackFailed comes through."""
    made, text = blocks(parts), summary(parts)
    try:
        posted = slack.post(incident.channel, text, made)
    except SlackFailed as failed:
        posted, made = _post_apart(slack, incident, (text, made), failed)
    store.keep_parent(incident.key, Parent(posted.channel, posted.thread, json.dumps(made), text))
    return posted


def _post_apart(
    slack: Slack, incident: Incident, message: tuple[str, list[Block]], failed: SlackFailed
) -> tuple[Posted, list[Block]]:
    """Slack refuses pictures that it has not looked through yet: the message goes first, then they do."""
    text, made = message
    pictures = [block for block in made if block["type"] == "image"]
    if failed.reason != "invalid_blocks" or not pictures:
        raise failed
    rest = [block for block in made if block["type"] != "image"]
    posted = slack.post(incident.channel, text, rest)
    with suppress(SlackFailed):
        slack.post(posted.channel, pictures[0]["alt_text"], pictures, posted.thread)
    return posted, rest


def rewrite_thread(slack: Slack, store: Store, incident: Incident, parts: Sequence[Part]) -> None:
    """Replace an incident's first message as a whole."""
    made, text = blocks(parts), summary(parts)
    try:
        slack.edit(Posted(incident.channel, incident.thread), text, made)
    except SlackFailed as failed:
        if failed.reason != "invalid_blocks":
            raise
        made = [block for block in made if block["type"] != "image"]
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
