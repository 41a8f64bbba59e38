"""./run: what it refuses, with one sentence, and what it leaves behind, which is nothing."""

import ast
import http.client
import importlib.util
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from portal.demo.environment import HOUSE, Taken, held
from portal.demo.servers import socket_folder
from portal.tests.running import RunningPortal, running

RUN = runpy.run_path(str(HOUSE / "run"))


def refusal(*arguments: str, **settings: str) -> str:
    done = subprocess.run(
        [sys.executable, HOUSE / "run", *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    return done.stderr


def test_an_old_python_can_read_the_script() -> None:
    ast.parse((HOUSE / "run").read_text(), feature_version=(3, 6))


def test_an_old_python_is_told_which_one_is_needed(monkeypatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit, match=r"This is Python 3\.9; Python 3\.11 or newer is needed"):
        RUN["check_python"]()


def test_a_python_without_venv_is_told_what_to_install(monkeypatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="python3-venv"):
        RUN["check_python"]()


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refusal(PORT=port)
    assert said == (
        f"run: Port {port} cannot be used (address already in use); try PORT=8001 ./run.\n"
    )


def test_a_port_that_is_no_number_is_named() -> None:
    assert refusal(PORT="http") == "run: PORT is a number from 1 to 65535, not http.\n"


def test_an_unknown_word_is_named() -> None:
    assert "but not serv." in refusal("serv")


def test_two_starts_never_share_a_data_folder(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(Taken), held(tmp_path, seconds=0):
        pass


@pytest.mark.long
@pytest.mark.journey
def test_nothing_outlives_ctrl_c_or_a_killed_supervisor(tmp_path: Path) -> None:
    for number in (signal.SIGINT, signal.SIGKILL, signal.SIGTERM):
        with running(tmp_path) as portal:
            family = psutil.Process(portal.process.pid).children(recursive=True)
            assert len(family) > 8
            portal.process.send_signal(number)
            portal.process.wait(timeout=60)
            _, alive = psutil.wait_procs(family, timeout=20)
            assert alive == [], number
    assert not socket_folder(tmp_path).exists()


@pytest.mark.long
@pytest.mark.journey
def test_a_server_that_crashes_comes_back(tmp_path: Path) -> None:
    with running(tmp_path) as portal:
        for child in servers(portal):
            child.kill()
            child.wait(timeout=10)
        until = time.monotonic() + 60
        while len(servers(portal)) < 2 or not is_ready(portal):
            assert time.monotonic() < until, (portal.data / "portal.log").read_text()
            time.sleep(0.5)


def servers(portal: RunningPortal) -> list[psutil.Process]:
    children = psutil.Process(portal.process.pid).children()
    return [child for child in children if child.name() in ("postgres", "valkey-server")]


def is_ready(portal: RunningPortal) -> bool:
    with closing(http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=10)) as connection:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
