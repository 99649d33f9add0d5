"""Slack's Web API by slack_sdk's client: limits kept, waits as long as Slack says, errors with a name.

A message is sent again only when Slack said that it did not take it: after 429 and 5xx, not after silence.
Calls and waits come out of one budget of time; when it is spent, nothing is asked any more.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from http.client import HTTPException
from itertools import chain
from re import compile as regex
from typing import Any, ClassVar, Final, NamedTuple, TypeVar
from urllib.error import HTTPError

from slack_sdk.errors import SlackApiError
from slack_sdk.web.client import WebClient

from monitoring.oncall.blocks import Block
from monitoring.oncall.budget import Budget
from monitoring.oncall.clean import clean
from monitoring.oncall.clock import Clock
from monitoring.oncall.limits import REFUSED, slimmer

_TIMEOUT = 4
"""Seconds for one call."""
_PAUSE = 0.5
_TRIES = 3
"""How often one thing is asked for while Slack answers 5xx."""
_LEAST = 0.1
_FOR_TEXT = 8.0
"""Seconds that pictures leave to what is said."""
_UPLOAD_CALLS = 3
_WORD: Final = regex(r"[a-z0-9_.]{1,80}")
_NO_JSON: Final = "answered with something else than JSON"
_T = TypeVar("_T")
_MOST_USER = 40
_ALREADY = ("message_not_found", "cant_update_message", "edit_window_closed")


class SlackFailed(Exception):
    """Slack did not take it; ``reason`` is Slack's word, ``timeout``, ``http_500``, ``too_slow`` .."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Posted(NamedTuple):
    """Where a message is, and the blocks that Slack took of those that it was given."""

    channel: str
    thread: str
    blocks: Sequence[Block] = ()


class Slack:
    """The calls that are needed, for one token; without ``budget`` it has one of its own."""

    _names: ClassVar[dict[str, str]] = {}
    """Kept for the life of a container."""

    def __init__(self, token: str, address: str, clock: Clock, budget: Budget | None = None) -> None:
        self._client = WebClient(token=token, base_url=address, timeout=_TIMEOUT, retry_handlers=[])
        self._clock = clock
        self._budget = budget or Budget(clock)

    def post(self, channel: str, text: str, blocks: list[Block], thread: str = "") -> Posted:
        """Post a message, into a thread where there is one; with less in it, where Slack refuses blocks."""
        return self._say(lambda shown: self._post((channel, thread), text, shown), _forms(blocks, text))

    def post_whole(self, posted: Posted, text: str, blocks: list[Block]) -> Posted:
        """Post into the thread of a message, as it is or not at all."""
        return self._say(lambda shown: self._post(posted[:2], text, shown), [blocks])

    def edit(self, posted: Posted, text: str, blocks: list[Block]) -> Sequence[Block]:
        """Change a message, unless it cannot be changed any more; gives back the blocks that Slack took."""

        def change(shown: list[Block]) -> Sequence[Block]:
            self._client.chat_update(channel=posted.channel, ts=posted.thread, text=text, blocks=shown)
            return shown

        try:
            return self._say(change, _forms(blocks, text))
        except SlackFailed as failed:
            if failed.reason in _ALREADY:
                return blocks
            raise

    def _post(self, where: tuple[str, str], text: str, blocks: list[Block]) -> Posted:
        channel, thread = where
        # Links are not unfolded: the console's pages need a login, and the message is long enough.
        options: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
        if thread:
            options["thread_ts"] = thread
        found: Any = self._client.chat_postMessage(
            channel=channel, text=text, blocks=blocks or None, **options
        )
        return Posted(_text(found, "channel"), _text(found, "ts"), blocks)

    def _say(self, say: Callable[[list[Block]], _T], forms: Iterable[list[Block]]) -> _T:
        """Say something in the first form whose blocks Slack takes."""
        refused = SlackFailed("no_form")
        for form in forms:
            try:
                return self._ask(partial(say, form))
            except SlackFailed as failed:
                if failed.reason not in REFUSED:
                    raise
                refused = failed
        raise refused

    def upload(self, name: str, title: str, content: bytes) -> str:
        """Upload a picture that only messages show; gives back its id."""

        def give() -> str:
            found: Any = self._client.files_upload_v2(
                filename=name, title=title, content=content, request_file_info=False
            )
            return _text(next(iter(found["files"] or ()), {}), "id")

        return self._ask(give, _FOR_TEXT, _UPLOAD_CALLS)

    def permalink(self, posted: Posted) -> str:
        """The address of a message."""

        def find() -> str:
            found: Any = self._client.chat_getPermalink(channel=posted.channel, message_ts=posted.thread)
            return _text(found, "permalink")

        return self._ask(find)

    def name(self, user: str) -> str:
        """What people call a user; asked once, and the id itself where Slack does not say (users.info)."""
        if user not in self._names:
            try:
                shown = self._ask(lambda: _display(self._client.users_info(user=user)))
            except SlackFailed:
                return user
            self._names[user] = clean(shown, _MOST_USER) or user
        return self._names[user]

    def _ask(self, call: Callable[[], _T], kept: float = 0, parts: int = 1) -> _T:
        """Ask in so many calls, with all time but what is ``kept`` for others; ``call`` reads the answer."""
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
                except Exception as error:  # of sockets, of HTTP, of an answer that is none of Slack's
                    raise SlackFailed(_silence(error)) from error

    def _wait(self, error: SlackApiError, tries: int, kept: float) -> None:
        """Wait as long as Slack says; SlackFailed when that is too long, or when waiting does not help."""
        status = getattr(error.response, "status_code", 0)
        if status != 429 and status < 500:
            raise SlackFailed(_word(error, status)) from error
        headers = {name.lower(): value for name, value in (error.response.headers or {}).items()}
        pause = _seconds(headers.get("retry-after")) if status == 429 else _PAUSE
        if pause >= self._budget.left - kept or (status != 429 and tries >= _TRIES):
            raise SlackFailed("ratelimited" if status == 429 else f"http_{status}") from error
        self._clock.sleep(pause)


def _forms(blocks: list[Block], text: str) -> Iterable[list[Block]]:
    return chain([blocks], slimmer(blocks, text))


def _text(found: Any, field: str) -> str:
    """A text of an answer; LookupError when it lacks."""
    value = found.get(field)
    if not isinstance(value, str) or not value:
        raise LookupError(field)
    return value


def _display(found: Any) -> str:
    """The name that a user shows; the fields may be missing, null or empty."""
    user = found.get("user") or {}
    profile = user.get("profile") or {}
    return str(profile.get("display_name") or profile.get("real_name") or user.get("name") or "")


def _word(error: SlackApiError, status: int) -> str:
    """Slack's word for an error; of anything else that answers nothing is quoted."""
    found = error.response.get("error") if hasattr(error.response, "get") else None
    if isinstance(found, str) and _WORD.fullmatch(found):
        return found
    return _NO_JSON if status == 200 else f"http_{status}"


def _seconds(written: object) -> float:
    """Retry-After is whole seconds; anything else, and none at all, is taken as one."""
    text = str(written or "")
    return max(float(text), 1.0) if text.isascii() and text.isdigit() else 1.0


def _silence(error: Exception) -> str:
    """What came instead of an answer; with LookupError something lacks in it."""
    if isinstance(error, HTTPError):
        return f"http_{error.code}"
    if isinstance(getattr(error, "reason", error), TimeoutError):
        return "timeout"
    if isinstance(error, HTTPException):
        return "broken_off"
    if isinstance(error, LookupError):
        return "no_answer"
    return "unreachable" if isinstance(error, OSError) else _NO_JSON
