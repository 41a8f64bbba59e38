"""The demo as one command: the servers, the mail catcher, web, worker and beat."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.demo.children import Child, say
from portal.demo.environment import Taken, data_folder, demo_environment, held, smtp_socket
from portal.demo.servers import Servers
from portal.demo.supervisor import Supervisor, supervised


def python(*arguments: str) -> list[str]:
    """A command line for this very Python."""
    return [sys.executable, *arguments]


def start_servers(supervisor: Supervisor, servers: Servers) -> None:
    """PostgreSQL and Valkey, unless DATABASE_URL and REDIS_URL name others."""
    if "DATABASE_URL" not in os.environ:
        supervisor.start(servers.postgresql(), servers.postgresql_is_ready)
    if "REDIS_URL" not in os.environ:
        supervisor.start(servers.valkey(), servers.valkey_is_ready)


def serve() -> None:
    """Start everything, say where it is, keep it running until Ctrl-C."""
    began, data, port = time.monotonic(), data_folder(), int(os.environ.get("PORT", "8000"))
    with held(data) as lock, supervised() as supervisor:
        start_servers(supervisor, Servers(data, lock))
        if "EMAIL_URL" not in os.environ:
            start_catcher(supervisor, data)
        environment = demo_environment(data, port)
        supervisor.run(Child("prepare", python("manage.py", "prepare_demo"), environment))
        for child in portal(port, environment):
            supervisor.start(child, (lambda: answers(port)) if child.name == "web" else None)
        welcome(environment, time.monotonic() - began)
        supervisor.watch()


def start_catcher(supervisor: Supervisor, data: Path) -> None:
    """The mail catcher; its socket is ours, so that a restart of it refuses no mail."""
    listening = smtp_socket(data)
    descriptor = listening.detach()
    environment = {**os.environ, "PORTAL_DATA": str(data), "SMTP_FD": str(descriptor)}
    supervisor.start(
        Child("mail", python("-m", "portal.demo.catcher"), environment, keep_open=[descriptor])
    )


def portal(port: int, environment: Mapping[str, str]) -> list[Child]:
    """Web, worker and beat, as docs/running.md runs them on a real server."""
    celery = python("-m", "celery", "--app=portal", "--quiet")
    commands: dict[str, Sequence[str]] = {
        "web": python(
            *("-m", "gunicorn", "portal.wsgi", f"--bind=127.0.0.1:{port}"),
            *("--workers=2", "--threads=8", "--no-control-socket", "--log-level=warning"),
        ),
        "worker": [*celery, "worker", "--concurrency=2", "--without-mingle", "--without-gossip"],
        "beat": [*celery, "beat", "--scheduler=celery.beat:Scheduler"],
    }
    return [Child(name, command, environment) for name, command in commands.items()]


def answers(port: int) -> bool:
    """True once /healthz says that the web server is up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def welcome(environment: Mapping[str, str], seconds: float) -> None:
    """Where to look."""
    say("run", f"Ready in {seconds:.1f} s. The clinic's site: {environment['PUBLIC_URL']}/")
    say("run", f"Sign-ins, mail and the clock:  {environment['PUBLIC_URL']}/dev/")
    say("run", f"Ctrl-C stops everything; the data stays in {environment['PORTAL_DATA']}")


def manage(arguments: Sequence[str]) -> int:
    """manage.py in the demo's environment, with the servers of ./run or with its own."""
    data = data_folder()
    environment = demo_environment(data, int(os.environ.get("PORT", "8000")))
    command = python("manage.py", *arguments)
    try:
        with held(data, seconds=0) as lock, supervised() as supervisor:
            start_servers(supervisor, Servers(data, lock))
            return subprocess.run(command, env=environment, check=False).returncode
    except Taken:
        return subprocess.run(command, env=environment, check=False).returncode
