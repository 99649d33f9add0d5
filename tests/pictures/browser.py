"""Debian's Chromium without a window: a page in, a picture as tall as the page out.

It is driven over a pipe (Chrome DevTools Protocol, "Remote debugging pipe"): one browser draws all pages, and
no port is opened.
"""

import json
import os
import subprocess
from base64 import b64decode
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Self

NAMES = ("chromium", "chromium-browser")
MISSING = (
    "make pictures needs Debian's Chromium, which is not installed: "
    "apt install chromium fonts-noto-cjk fonts-noto-color-emoji, then run it again"
)
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_FROM_US, _TO_US = 3, 4
"""The file descriptors on which Chromium listens and answers."""
_SECONDS = 30


class Picture(NamedTuple):
    """A page to be drawn: its HTML, how wide, and the PNG to write."""

    html: str
    width: int
    file: Path


def find_browser() -> str:
    """The browser's path; SystemExit names what to install."""
    found = next((path for name in NAMES if (path := which(name))), None)
    if found is None:
        raise SystemExit(MISSING)
    return found


def draw_all(path: str, pictures: Iterable[Picture]) -> None:
    """Draw pictures one after another, in a profile that is thrown away."""
    with TemporaryDirectory() as profile, Browser(path, profile) as browser:
        for picture in pictures:
            picture.file.parent.mkdir(parents=True, exist_ok=True)
            picture.file.write_bytes(browser.draw(picture.html, picture.width))


class Browser:
    """One tab."""

    def __init__(self, path: str, profile: str) -> None:
        theirs, self._send = os.pipe()
        self._receive, answers = os.pipe()
        # Chromium wants these very numbers, which may be taken here: a shell puts the pipes there.
        line = f'exec "$0" "$@" {_FROM_US}<&{theirs} {_TO_US}>&{answers}'
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", line, path, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(theirs, answers),
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        os.close(answers)
        self._numbers, self._left = count(1), b""
        self._session = ""

    def __enter__(self) -> Self:
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return self

    def __exit__(self, *_: object) -> None:
        self._session = ""
        self._ask("Browser.close")
        self._process.wait(_SECONDS)
        os.close(self._send)
        os.close(self._receive)

    def draw(self, html: str, width: int) -> bytes:
        """The PNG of a page, as tall as it needs to be."""
        self._resize(width, 100)
        frame = self._ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._ask("Page.setDocumentContent", frameId=frame, html=html)
        asked = {"expression": "document.fonts.ready.then(() => document.documentElement.scrollHeight)"}
        height = self._ask("Runtime.evaluate", awaitPromise=True, **asked)["result"]["value"]
        self._resize(width, height)
        return b64decode(self._ask("Page.captureScreenshot", format="png")["data"])

    def _resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", **size)

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        asked = json.dumps({"id": number, "method": method, "params": parameters, **session})
        os.write(self._send, asked.encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                break
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']['message']}")
        found: dict[str, Any] = answer["result"]
        return found

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            got = os.read(self._receive, 1 << 16)
            if not got:
                raise SystemExit("Chromium ended before it had drawn everything")
            self._left += got
        message, _, self._left = self._left.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found
