"""Slack's Web API on loopback: checks tokens, blocks and lengths as documented, keeps what it got."""

import json
from collections import deque
from collections.abc import Callable
from threading import Event, Lock
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.service.rig.wire import Exchange, Server

TOKEN = "xoxb-example-token"
Block = dict[str, Any]


class Trouble(NamedTuple):
    """What the next call gets instead of an answer: a status, seconds for Retry-After, or silence.

    ``raw`` is an answer that is no JSON of Slack's; of one that is ``broken`` off the end never comes.
    """

    status: int = 200
    retry_after: str = ""
    error: str = ""
    silent: bool = False
    raw: str = ""
    broken: bool = False


class Said(NamedTuple):
    """A message that was posted or edited."""

    method: str
    channel: str
    ts: str
    text: str
    blocks: list[Block]
    thread: str


class FakeSlack(Server):
    """``trouble`` is met by calls in turn, ``always`` by all; ``said`` is everything in order.

    ``forget_files`` is a Slack that has not processed pictures yet when they are shown. ``meanwhile`` is
    what happens while a call lasts: a clock goes on. ``refused_uploads`` is the status that uploads get.
    """

    def __init__(self) -> None:
        super().__init__(Method)
        self.guard = Lock()
        self.released = Event()
        self.reset()

    def reset(self) -> None:
        """As new."""
        self.released.set()
        self.released = Event()
        self.trouble: deque[Trouble] = deque()
        self.always: dict[str, Trouble] = {}
        self.said: list[Said] = []
        self.calls: list[str] = []
        self.files: dict[str, bytes] = {}
        self.complete: set[str] = set()
        self.forget_files = False
        self.refused_uploads = 0
        self.meanwhile: Callable[[], None] = lambda: None
        self.channels = {"C0DEV", "C0INFRA"}
        self.people: dict[str, dict[str, str]] = {}

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def api(self) -> str:
        """The base address of the methods."""
        return f"http://{self.address}/api/"

    @property
    def posted(self) -> list[Said]:
        """First messages of threads, in order."""
        return [one for one in self.said if one.method == "chat.postMessage" and not one.thread]

    @property
    def replies(self) -> list[Said]:
        """What was said in threads."""
        return [one for one in self.said if one.thread]

    def now(self, ts: str) -> Said:
        """A message as it is after its edits."""
        return [one for one in self.said if one.ts == ts][-1]


class Method(Exchange):
    """One connection's calls."""

    server: FakeSlack

    def do_POST(self) -> None:
        """A method of the Web API, or the content of a file."""
        raw = self.body()
        path = urlsplit(self.path).path
        self.server.meanwhile()
        if path.startswith("/upload/"):
            self.server.files[path.removeprefix("/upload/")] = raw
            self.answer(self.server.refused_uploads or 200, b"OK", {"Content-Type": "text/plain"})
            return
        method = path.removeprefix("/api/")
        self.server.calls.append(method)
        trouble = self._trouble(method)
        if trouble is not None:
            self._meet(trouble)
            return
        with self.server.guard:
            self._say(self._act(method, self._fields(raw)))

    def do_GET(self) -> None:
        """Some methods are asked for with GET."""
        self.do_POST()

    def _trouble(self, method: str) -> Trouble | None:
        with self.server.guard:
            if self.server.trouble:
                return self.server.trouble.popleft()
            return self.server.always.get(method) or self.server.always.get("*")

    def _meet(self, trouble: Trouble) -> None:
        if trouble.silent:
            self.server.released.wait(30)
            self.break_off()
            return
        headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
        body = trouble.raw or json.dumps({"ok": False, "error": trouble.error or "ratelimited"})
        if trouble.broken:
            self._break_in(body.encode())
        else:
            self.answer(trouble.status, body.encode(), headers)

    def _break_in(self, body: bytes) -> None:
        """Promise all of an answer and send half of it."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def _fields(self, raw: bytes) -> dict[str, Any]:
        if "json" in self.headers.get("Content-Type", ""):
            found: dict[str, Any] = json.loads(raw or b"{}")
            return found
        query = raw.decode() or urlsplit(self.path).query
        return {name: values[0] for name, values in parse_qs(query).items()}

    def _act(self, method: str, fields: dict[str, Any]) -> dict[str, Any]:
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return {"ok": False, "error": "invalid_auth"}
        actions = {
            "chat.postMessage": self._message,
            "chat.update": self._message,
            "chat.getPermalink": self._permalink,
            "files.getUploadURLExternal": self._upload,
            "files.completeUploadExternal": self._complete,
            "users.info": self._person,
        }
        if method not in actions:
            return {"ok": False, "error": "unknown_method"}
        if method.startswith("chat.") and fields.get("channel") not in self.server.channels:
            return {"ok": False, "error": "channel_not_found"}
        return actions[method](fields)

    def _message(self, fields: dict[str, Any]) -> dict[str, Any]:
        method = urlsplit(self.path).path.removeprefix("/api/")
        given = fields.get("blocks") or []
        blocks = json.loads(given) if isinstance(given, str) else given
        error = wrong_blocks(blocks, self.server.complete) or wrong_text(str(fields.get("text", "")))
        ts = fields.get("ts") or f"{1_700_000_000 + len(self.server.said)}.000100"
        if method == "chat.update" and ts not in {one.ts for one in self.server.said}:
            error = "message_not_found"
        if error:
            word, _, why = error.partition(": ")
            return {"ok": False, "error": word, "response_metadata": {"messages": [why]}}
        channel, thread = fields["channel"], str(fields.get("thread_ts", ""))
        self.server.said.append(Said(method, channel, ts, str(fields.get("text", "")), blocks, thread))
        return {"ok": True, "channel": channel, "ts": ts, "message": {"text": fields.get("text")}}

    def _permalink(self, fields: dict[str, Any]) -> dict[str, Any]:
        where = f"{fields['channel']}/p{fields['message_ts'].replace('.', '')}"
        return {"ok": True, "permalink": f"https://example.slack.com/archives/{where}"}

    def _person(self, fields: dict[str, Any]) -> dict[str, Any]:
        if fields["user"] not in self.server.people:
            return {"ok": False, "error": "user_not_found"}
        user = {"id": fields["user"], "name": "handle", "profile": self.server.people[fields["user"]]}
        return {"ok": True, "user": user}

    def _upload(self, fields: dict[str, Any]) -> dict[str, Any]:
        if not fields.get("filename") or int(fields.get("length", 0)) < 1:
            return {"ok": False, "error": "invalid_arguments"}
        file = f"F{len(self.server.calls):04d}"
        return {"ok": True, "upload_url": f"{self.server.url}/upload/{file}", "file_id": file}

    def _complete(self, fields: dict[str, Any]) -> dict[str, Any]:
        given = fields["files"]
        files = json.loads(given) if isinstance(given, str) else given
        if any(file["id"] not in self.server.files for file in files):
            return {"ok": False, "error": "file_not_found"}
        if not self.server.forget_files:
            self.server.complete |= {file["id"] for file in files}
        return {"ok": True, "files": [{"id": file["id"], "title": file.get("title", "")} for file in files]}

    def _say(self, body: dict[str, Any]) -> None:
        self.answer(200, json.dumps(body).encode(), {})


def wrong_text(text: str) -> str:
    """Slack cuts texts at 40,000 characters; nobody should depend on it."""
    return "msg_too_long" if len(text) > 40_000 else "" if text else "no_text"


LONGEST = 9_597
"""Characters in all blocks that Slack is known to take; 11,341 it refused (slackapi/bolt-js, issue 2867)."""


def wrong_blocks(blocks: list[Block], files: set[str]) -> str:
    """``invalid_blocks`` with the rule that is broken; empty when all are kept (Block Kit reference)."""
    if sum(map(_length, blocks)) > LONGEST:
        return "msg_blocks_too_long"
    if len(blocks) > 50:
        return "invalid_blocks: more than 50"
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(names)) < len(names):
        return "invalid_blocks: block_id twice"
    return next((f"invalid_blocks: {rule}" for block in blocks if (rule := _wrong(block, files))), "")


def _length(found: Any) -> int:
    """As those count who reported it: every ``text`` in the tree of a block."""
    if isinstance(found, list):
        return sum(map(_length, found))
    if not isinstance(found, dict):
        return 0
    own = len(found["text"]) if isinstance(found.get("text"), str) else 0
    return own + sum(map(_length, found.values()))


def _wrong(block: Block, files: set[str]) -> str:
    if len(block.get("block_id", "")) > 255:
        return "block_id"
    match block["type"]:
        case "header":
            text = block["text"]
            return "" if text["type"] == "plain_text" and 1 <= len(text["text"]) <= 150 else "header"
        case "section":
            return "" if 1 <= len(block["text"]["text"]) <= 3000 else "section"
        case "image":
            is_told = 1 <= len(block["alt_text"]) <= 2000
            return "" if is_told and block["slack_file"]["id"] in files else "image"
        case "actions":
            return _wrong_actions(block["elements"])
        case _:
            return "type"


def _wrong_actions(elements: list[Block]) -> str:
    if not 1 <= len(elements) <= 25 or len({one["action_id"] for one in elements}) < len(elements):
        return "actions"
    for one in elements:
        if not 1 <= len(one["text"]["text"]) <= 75 or len(one.get("value", "")) > 2000:
            return "button"
        if not 0 < len(one.get("url", "https://")) <= 3000:
            return "button"
        if one.get("style", "primary") not in ("primary", "danger"):
            return "style"
    return ""
