"""ministack as a process of its own on a free loopback port, with its files in a folder that goes with it."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

import botocore.session  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]

from tests.ministack.rig.environment import ready_python
from tests.oncall.rig.notifications import ACCOUNT, REGION
from tests.service.rig.postgres import free_port

LAUNCHER = Path(__file__).with_name("launcher.py")
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"}
_SECONDS = 60
_NOWHERE = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}


class Ministack:
    """Runs from ``with`` to its end; what ``variables`` say, its functions find in their environment."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._folder = TemporaryDirectory(prefix="ministack-", ignore_cleanup_errors=True)
        self.port = free_port()
        self._session = botocore.session.get_session()
        self._clients: dict[str, Any] = {}

    @property
    def url(self) -> str:
        """Where every service of it answers."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, service: str) -> Any:
        """botocore's client of a service, the same one each time."""
        if service not in self._clients:
            self._clients[service] = self._session.create_client(
                service,
                region_name=REGION,
                endpoint_url=self.url,
                aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
        return self._clients[service]

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [ready_python(), LAUNCHER],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder.name,
                env=self._environment(),
            )
        try:
            self._await_health()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        # Asked to end it would wait for executions that wait; nothing of it is to be kept.
        self._process.kill()
        self._process.communicate(timeout=_SECONDS)
        self._folder.cleanup()

    @property
    def _log(self) -> Path:
        return Path(self._folder.name, "log")

    def _environment(self) -> dict[str, str]:
        """Loopback only, nothing kept, retries of events at once."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        places = {name: str(Path(self._folder.name, name)) for name in ("STATE_DIR", "S3_DATA_DIR")}
        return {
            **inherited,
            **places,
            **_NOWHERE,
            **KEYS,
            "TMPDIR": self._folder.name,
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.05",
            **self._variables,
        }

    def _await_health(self) -> None:
        last = monotonic() + _SECONDS
        while True:
            try:
                with urlopen(f"{self.url}/_ministack/health", timeout=5) as answer:
                    json.load(answer)
                return
            except (URLError, OSError) as error:
                if monotonic() > last or self._process.poll() is not None:
                    raise RuntimeError(f"ministack did not start:\n{self.log()}") from error
                sleep(0.02)

    def log(self) -> str:
        """What it wrote so far, of functions as well."""
        return self._log.read_text(encoding="utf-8", errors="replace")
