"""A patient without a browser: walks the road over HTTP, form by form, keeping its cookies."""

import http.client
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

HEALTHY: dict[str, list[str]] = {
    "emergency_now": ["none"],
    "red_flags": ["none"],
    "consent_support": ["no"],
    "had_before": ["never"],
    "needle_feelings": ["fine"],
    "fainting": ["no"],
    "areas": ["lower_back"],
    "onset": ["over_3_months"],
    "skin": ["none"],
    "pregnant": ["no"],
    "medicines": ["none"],
    "conditions": ["none"],
    "unwell_now": ["no"],
    "declaration": ["true_answers", "will_tell"],
}


@dataclass
class Answer:
    """One page as it came, after redirects."""

    status: int
    path: str
    body: str


@dataclass
class Form:
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    """The POST forms of a page: what they would send, and what they let one choose."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found, self.form = path, list[Form](), None

    found: list[Form]
    form: Form | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = Form(urljoin(self.path, given.get("action", "") or self.path))
            self.found.append(self.form)
        elif self.form is None or not given.get("name"):
            return
        elif tag == "button":
            self.form.buttons.append((given["name"], given.get("value", "")))
        elif tag == "input":
            self._input(self.form, given)

    def _input(self, form: Form, given: dict[str, str]) -> None:
        name, value = given["name"], given.get("value", "on")
        if given.get("type") in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(value)
            if "checked" not in given:
                return
        form.fields.append((name, given.get("value", "") if "checked" not in given else value))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


class Visitor:
    """One browser's worth of cookies at `url`; follows redirects, sends what a form holds."""

    def __init__(self, url: str, name: str = "Sam") -> None:
        self.url, self.name = urlsplit(url), name
        self.cookies: dict[str, str] = {}
        self.page = Answer(0, "/", "")

    def get(self, path: str) -> Answer:
        return self._follow("GET", path, None)

    def send(self, action: str = "", /, **fields: str | list[str]) -> Answer:
        """Send the page's form whose action ends so, with these fields in place of its own."""
        form = self.form(action)
        kept = [(name, value) for name, value in form.fields if name not in fields]
        given = [
            (name, one)
            for name, value in fields.items()
            for one in (value if isinstance(value, list) else [value])
        ]
        return self._follow("POST", form.action, urlencode(kept + given))

    def form(self, action: str = "") -> Form:
        """The page's form whose action ends so; without one, the first that goes to this page."""
        parser = _Forms(self.page.path)
        parser.feed(self.page.body)
        wanted = action or urlsplit(self.page.path).path
        return next(form for form in parser.found if urlsplit(form.action).path.endswith(wanted))

    def answer_questions(self, **answers: list[str]) -> Answer:
        """The health questions, page by page: healthy, save for `answers`."""
        given = HEALTHY | answers
        while re.match(r"/book/screening/", self.page.path):
            before = self.page.path
            asked: dict[str, str | list[str]] = {
                name: given[name] for name in self.form().choices if name in given
            }
            self.send(**asked)
            assert self.page.path != before, self.page.body
        return self.page

    def walk_to_times(self, service: str = "dry-needling", **answers: list[str]) -> Answer:
        """From the first page to the free times."""
        self.get(f"/book/?service={service}")
        self.send(who="me", born_day="17", born_month="5", born_year="1980")
        self.send(service=service)
        self.send(place=self.form().choices["place"][-1])
        return self.answer_questions(**answers)

    def fill_in(self) -> Answer:
        """The details, from their page to the last one."""
        email = f"{self.name.lower()}@visitor.example"
        self.send(
            first_name=self.name,
            last_name="Visitor",
            email=email,
            phone="0491 570 006",
            read_it="on",
        )
        return self.page

    def _follow(self, method: str, path: str, body: str | None) -> Answer:
        for _ in range(8):
            status, location, text = self._once(method, path, body)
            if not location:
                self.page = Answer(status, path, text)
                return self.page
            method, path, body = "GET", urljoin(path, location), None
        raise AssertionError(f"{path} redirects without end")

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection(self.url.netloc, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = self.url.geturl().rstrip("/")
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        text = response.read().decode(errors="replace")
        location = response.headers.get("Location", "") if 300 <= response.status < 400 else ""
        connection.close()
        return response.status, location, text
