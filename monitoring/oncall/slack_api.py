"""Slack's Web API by slack_sdk's client: limits kept, waits as long as Slack says, errors with a name.

A message is sent again only when Slack said that it did not take it: after 429 and 5xx, not after silence.
Calls and waits come out of one budget of time; when it is spent, nothing is asked any more.
"""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from slack_sdk.errors import SlackApiError
from slack_sdk.web.client import WebClient

from monitoring.oncall.blocks import Block
from monitoring.oncall.budget import Budget
from monitoring.oncall.clean import clean
from monitoring.oncall.clock import Clock

_TIMEOUT = 4
"""Seconds for one call."""
_PAUSE = 0.5
_TRIES = 3
"""How often one thing is asked for while Slack answers 5xx."""
_LEAST = 0.1
_FOR_TEXT = 8.0
"""Seconds that pictures leave to what is said."""
_UPLOAD_CALLS = 3
_MOST_USER = 40
_ALREADY = ("message_not_found", "cant_update_message", "edit_window_closed")


class SlackFailed(Exception):
    """Slack did not take it; ``reason`` is Slack's word, ``timeout``, ``http_500``, ``too_slow``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Posted(NamedTuple):
    """Where a message is."""

    channel: str
    thread: str


class Slack:
    """The calls that are needed, for one token; without ``budget`` it has one of its own."""

    _names: ClassVar[dict[str, str]] = {}
    """Kept for the life of a container."""

    def __init__(self, token: str, address: str, clock: Clock, budget: Budget | None = None) -> None:
        self._client = WebClient(token=token, base_url=address, timeout=_TIMEOUT, retry_handlers=[])
        self._clock = clock
        self._budget = budget or Budget(clock)

    def post(self, channel: str, text: str, blocks: list[Block], thread: str = "") -> Posted:
        """Post a message, into a thread where there is one."""
        # Links are not unfolded: the console's pages need a login, and the message is long enough.
        options: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
        if thread:
            options["thread_ts"] = thread
        found = self._ask(
            lambda: self._client.chat_postMessage(
                channel=channel, text=text, blocks=blocks or None, **options
            )
        )
        return Posted(str(found["channel"]), str(found["ts"]))

    def edit(self, posted: Posted, text: str, blocks: list[Block]) -> bool:
        """Change a message; False when it cannot be changed any more."""
        try:
            self._ask(
                lambda: self._client.chat_update(
                    channel=posted.channel, ts=posted.thread, text=text, blocks=blocks
                )
            )
        except SlackFailed as failed:
            if failed.reason in _ALREADY:
                return False
            raise
        return True

    def upload(self, name: str, title: str, content: bytes) -> str:
        """Upload a picture that only messages show; gives back its id."""
        found = self._ask(
            lambda: self._client.files_upload_v2(
                filename=name, title=title, content=content, request_file_info=False
            ),
            _FOR_TEXT,
            _UPLOAD_CALLS,
        )
        return str(found["files"][0]["id"])

    def permalink(self, posted: Posted) -> str:
        """The address of a message."""
        found = self._ask(
            lambda: self._client.chat_getPermalink(channel=posted.channel, message_ts=posted.thread)
        )
        return str(found["permalink"])

    def name(self, user: str) -> str:
        """What people call a user; asked once, and the id itself where Slack does not say (users.info)."""
        if user not in self._names:
            try:
                found = self._ask(lambda: self._client.users_info(user=user))
            except SlackFailed:
                return user
            self._names[user] = clean(_display(found), _MOST_USER) or user
        return self._names[user]

    def _ask(self, call: Callable[[], Any], kept: float = 0, parts: int = 1) -> Any:
        """Ask in so many calls, with all time but what is ``kept`` for others."""
        if self._budget.left <= kept:
            raise SlackFailed("too_slow")
        tries = 0
        with self._budget:
            while True:
                tries += 1
                longest = max((self._budget.left - kept) / parts, _LEAST)
                self._client.timeout = min(_TIMEOUT, longest)  # type: ignore[assignment]
                try:
                    return call()
                except SlackApiError as error:
                    self._wait(error, tries, kept)
                except OSError as error:  # URLError, TimeoutError and reset connections
                    raise SlackFailed(_silence(error)) from error

    def _wait(self, error: SlackApiError, tries: int, kept: float) -> None:
        """Wait as long as Slack says; SlackFailed when that is too long, or when waiting does not help."""
        status = getattr(error.response, "status_code", 0)
        if status != 429 and status < 500:
            raise SlackFailed(_word(error)) from error
        headers = {name.lower(): value for name, value in (error.response.headers or {}).items()}
        pause = _seconds(headers.get("retry-after")) if status == 429 else _PAUSE
        if pause >= self._budget.left - kept or (status != 429 and tries >= _TRIES):
            raise SlackFailed("ratelimited" if status == 429 else f"http_{status}") from error
        self._clock.sleep(pause)


def _display(found: Any) -> str:
    """The name that a user shows; the fields may be missing, null or empty."""
    user = found.get("user") or {}
    profile = user.get("profile") or {}
    return str(profile.get("display_name") or profile.get("real_name") or user.get("name") or "")


def _word(error: SlackApiError) -> str:
    found = error.response.get("error") if hasattr(error.response, "get") else None
    return str(found or "no_answer")


def _seconds(written: object) -> float:
    """Retry-After is whole seconds; anything else, and none at all, is taken as one."""
    text = str(written or "")
    return max(float(text), 1.0) if text.isascii() and text.isdigit() else 1.0


def _silence(error: OSError) -> str:
    reason = getattr(error, "reason", error)
    return "timeout" if isinstance(reason, TimeoutError) else "unreachable"
