"""Readable text to the topics that people subscribe to."""

import json
from typing import Any

from monitoring.oncall.aws import Place
from monitoring.oncall.clean import cut

MOST_SUBJECT = 99
MOST_BYTES = 256 * 1024
MOST_SMS = 140
"""Characters; SNS sends what does not fit one SMS in parts (SNS: "Publishing to a mobile phone")."""


def publish(client: Any, topic: str, subject: str, texts: tuple[str, str]) -> None:
    """Publish the text and its short form for phones.

    A subject has less than 100 characters, no line breaks and no control characters (Publish, Amazon SNS API
    Reference). The reference asked for ASCII that begins with a letter, digit or punctuation and now asks for
    UTF-8: ASCII is both, and what takes a subject from SNS may know the former. Japanese stands in the text.
    """
    text, short = texts
    client.publish(
        TopicArn=topic,
        Subject=subject_line(subject),
        Message=_message(text, cut(short, MOST_SMS)),
        MessageStructure="json",
    )


def _message(text: str, short: str) -> str:
    """Both forms within what SNS takes; the end of the text gives way."""
    while True:
        message = json.dumps({"default": text, "sms": short}, ensure_ascii=False)
        if len(message.encode()) <= MOST_BYTES:
            return message
        text = text[: len(text) * 9 // 10]


def subject_line(text: str) -> str:
    """What SNS takes as a subject."""
    plain = "".join(character if " " <= character <= "~" else "?" for character in text).strip()
    return plain[:MOST_SUBJECT] or "On-call"


def topic_arn(place: Place, name: str) -> str:
    """The ARN of a topic of the same account and region."""
    return place.arn("sns", name)
