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
    posted = slack.post(incident.channel, text, made)
    store.keep_parent(incident.key, Parent(*posted[:2], json.dumps(list(posted.blocks)), text))
    _post_apart(slack, posted, made)
    return posted


def _post_apart(slack: Slack, posted: Posted, made: list[Block]) -> None:
    """Slack refuses pictures that it has not looked through yet: the message went first, now they do."""
    pictures = [block for block in made if block["type"] == "image" and block not in posted.blocks]
    if pictures:
        with suppress(SlackFailed):
            slack.post_whole(posted, pictures[0]["alt_text"], pictures)


def rewrite_thread(slack: Slack, store: Store, incident: Incident, parts: Sequence[Part]) -> None:
    """Replace an incident's first message as a whole."""
    made, text = blocks(parts), summary(parts)
    shown = slack.edit(Posted(incident.channel, incident.thread), text, made)
    kept = Parent(incident.channel, incident.thread, json.dumps(list(shown)), text)
    store.keep_parent(incident.key, kept)


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
    shown = slack.edit(Posted(parent.channel, parent.thread), text, made)
    store.keep_parent(incident.key, parent._replace(blocks=json.dumps(list(shown)), text=text))


def reply(slack: Slack, incident: Incident, parts: Sequence[Part]) -> None:
    """Say something in an incident's thread; nothing happens where it has none."""
    if incident.thread:
        slack.post(incident.channel, summary(parts), blocks(parts), incident.thread)
