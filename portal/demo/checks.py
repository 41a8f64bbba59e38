"""./test: every check of the house, on a PostgreSQL and a Valkey of its own.

    ./test           all but the tests marked long
    ./test --quick   the inner loop: no test marked long or journey, nothing about deployment
    ./test --all     everything

Any other argument goes to pytest. All steps run even if one fails. The last line is
pytest's own; the exit code is 0 only if every step passed.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from portal.demo.environment import HOUSE, demo_environment, held
from portal.demo.serve import python, start_servers
from portal.demo.servers import Servers
from portal.demo.supervisor import supervised

TYPED = ("portal", "bookings", "education", "screening", "conftest.py", "manage.py")
MARKERS = {"--quick": "not long and not journey", "": "not long", "--all": ""}


@dataclass(frozen=True)
class Outcome:
    """How one step went."""

    name: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED'}  {self.name:<22} {self.seconds:6.1f} s"


def main(arguments: Sequence[str]) -> int:
    """Run the steps; 0 if all of them passed."""
    extent = next((word for word in ("--quick", "--all") if word in arguments), "")
    to_pytest = [word for word in arguments if word not in ("--quick", "--all")]
    with tempfile.TemporaryDirectory(prefix="portal-test-") as folder:
        data = Path(folder)
        with (data / "servers.log").open("w") as log, held(data) as lock, supervised() as servers:
            start_servers(servers, Servers(data, lock, lasting=False, log=log))
            environment = demo_environment(data, 8000)
            outcomes = [
                check(name, command, environment | extra)
                for name, (command, extra) in steps(quick=extent == "--quick").items()
            ]
            tests, closing_line = pytest([*marked(extent), *to_pytest], environment)
    outcomes.append(tests)
    print("", *outcomes, closing_line, sep="\n")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def steps(*, quick: bool) -> dict[str, tuple[list[str], dict[str, str]]]:
    """What runs before the tests: a name, a command, and what its environment has besides."""
    module = {name: python("-m", name) for name in ("ruff", "mypy")}
    manage = python("manage.py")
    all_steps = {
        "format": ([*module["ruff"], "format", "--check", "--quiet"], {}),
        "lint": ([*module["ruff"], "check", "--quiet"], {}),
        "types": ([*module["mypy"], *TYPED], {}),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], {}),
        "static files": ([*manage, "collectstatic", "--no-input", "--verbosity=0"], {}),
        "deployment": ([*manage, "check", "--deploy", "--fail-level=WARNING"], production()),
    }
    left_out = {"static files", "deployment"} if quick else set()
    return {name: step for name, step in all_steps.items() if name not in left_out}


def production() -> dict[str, str]:
    """What a real server's environment says differently."""
    return {
        "PORTAL_MODE": "production",
        "PUBLIC_URL": "https://clinic.example",
        "ALLOWED_HOSTS": "",
        "EMAIL_URL": "submission://user:password@mail.clinic.example:587",
        "DEFAULT_FROM_EMAIL": "desk@clinic.example",
    }


def marked(extent: str) -> list[str]:
    """Pytest's options for this extent; a file stays whole, and so do its browser and portal."""
    return ["-n", "2", "--dist=loadfile", "-m", MARKERS[extent]]


def check(name: str, command: Sequence[str], environment: Mapping[str, str]) -> Outcome:
    """Run a step; its words are shown only if it fails."""
    began = time.monotonic()
    done = subprocess.run(
        command,
        cwd=HOUSE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    outcome = Outcome(name, done.returncode == 0, time.monotonic() - began)
    print(outcome, "" if outcome.passed else done.stdout, sep="\n" * (not outcome.passed))
    sys.stdout.flush()
    return outcome


def pytest(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Outcome, str]:
    """Run the tests, showing all that they say; how they went, and the closing line."""
    began, last = time.monotonic(), ""
    command = python("-m", "pytest", *arguments)
    with subprocess.Popen(
        command, cwd=HOUSE, env=environment, stdout=subprocess.PIPE, text=True
    ) as tests:
        for line in tests.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
    return Outcome("tests", tests.returncode == 0, time.monotonic() - began), last
