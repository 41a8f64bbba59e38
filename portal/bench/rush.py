"""Many browsers press the same button at the same instant, over HTTP, at a real server."""

import http
import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import SimpleCookie
from threading import Barrier
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.management.base import CommandError

TIMEOUT_SECONDS = 60
# Pages are opened before the rush by so many at once.
AT_ONCE = 8


@dataclass(frozen=True)
class Answer:
    """What one press came to; `leads_to` is where a redirect goes."""

    status: int
    leads_to: str
    ms: float


class Browser:
    """One session at `url` and its form token."""

    def __init__(self, url: str, session: str) -> None:
        self.url, self.host = url, urlsplit(url).netloc
        self.cookies = {settings.SESSION_COOKIE_NAME: session}

    def open(self, path: str) -> None:
        """Look at a page with a form, as people do before they press."""
        response = self._ask("GET", path, None, {})
        if response.status != http.HTTPStatus.OK:
            raise CommandError(f"{path} answers {response.status} before the rush.")
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}

    def press(self, path: str, fields: dict[str, str]) -> Answer:
        """Send the form of that page."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.url,
            "X-CSRFToken": self.cookies[settings.CSRF_COOKIE_NAME],
        }
        began = time.perf_counter()
        response = self._ask("POST", path, urlencode(fields), headers)
        taken = (time.perf_counter() - began) * 1000
        return Answer(response.status, response.headers.get("Location", ""), taken)

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT_SECONDS)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {"Cookie": cookies, **headers})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response


def rush(browsers: list[Browser], path: str, sends: list[dict[str, str]]) -> list[Answer]:
    """Each opens the page, then all of them press at once; the answers in their order."""
    ready = Barrier(len(browsers))

    def press(browser: Browser, fields: dict[str, str]) -> Answer:
        ready.wait()
        return browser.press(path, fields)

    with ThreadPoolExecutor(AT_ONCE) as few:
        list(few.map(lambda browser: browser.open(path), browsers))
    with ThreadPoolExecutor(len(browsers)) as everyone:
        return list(everyone.map(press, browsers, sends))
