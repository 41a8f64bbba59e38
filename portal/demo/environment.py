"""What every process of the demo is told through its environment, secrets included."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from portal.demo.children import Trouble
from portal.demo.servers import addresses, socket_folder

HOUSE = Path(__file__).resolve().parents[2]


class Taken(Trouble):
    """The data folder belongs to a ./run that is still running."""


def data_folder() -> Path:
    """PORTAL_DATA or .data, made if need be and closed to others."""
    data = Path(os.environ.get("PORTAL_DATA", HOUSE / ".data")).resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return data


def demo_environment(
    data: Path, port: int, given: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The environment of the demo's processes; whatever is `given` stands."""
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_MODE": "demo",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": f"smtp://127.0.0.1:{_smtp_port(data)}",
        "DEFAULT_FROM_EMAIL": "clinic@demo.example",
        "PYTHONUNBUFFERED": "1",
        **_secrets(data),
        **addresses(data),
        **given,
        "PORTAL_DATA": str(data),
    }


@contextmanager
def held(data: Path, *, seconds: float = 10.0) -> Iterator[int]:
    """Hold the data folder; yields the lock, which PostgreSQL inherits and so holds as well.

    Waits a while, since the servers of a start that was killed take a moment to end.
    """
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + seconds
    try:
        while not _locked(lock):
            if time.monotonic() > until:
                raise Taken(f"Another ./run uses {data}; stop it, or set PORTAL_DATA.")
            time.sleep(0.1)
        yield lock
    finally:
        # The servers have ended by now, and their sockets with them.
        with contextlib.suppress(OSError):
            socket_folder(data).rmdir()
        os.close(lock)


def _locked(lock: int) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def smtp_socket(data: Path) -> socket.socket:
    """A listening socket for the mail catcher, on the port of the last start if it is free."""
    for port in (_smtp_port(data), 0):
        with contextlib.suppress(OSError):
            listening = socket.create_server(("127.0.0.1", port))
            (data / "smtp-port").write_text(str(listening.getsockname()[1]))
            return listening
    raise Trouble("No port is free for the mail catcher.")


def _smtp_port(data: Path) -> int:
    with contextlib.suppress(FileNotFoundError, ValueError):
        return int((data / "smtp-port").read_text())
    return 0


def _secrets(data: Path) -> dict[str, str]:
    """Random once, then kept for this user alone: the key must go on opening what it sealed."""
    path = data / "secrets.json"
    if not path.exists():
        new = path.with_suffix(".new")
        new.touch(mode=0o600)
        field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        values = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": f"demo:{field_key}",
            "DEMO_PASSWORD": secrets.token_urlsafe(12),
        }
        new.write_text(json.dumps(values, indent=1))
        new.rename(path)
    kept: dict[str, str] = json.loads(path.read_text())
    return kept
