"""Who may import whom. The arrows point one way; tests alone may reach everywhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]

APPS = {
    "portal.kit": set[str](),
    "screening": {"portal.kit"},
    "education": {"portal.kit"},
    "bookings": {"screening", "education", "portal.kit"},
    "portal": {"bookings", "screening", "education", "portal.kit"},
}
_BELOW_THE_PAGES = {"access", "forms", "scheduling", "availability", "messages", "models"}
_BELOW_THE_DESK = _BELOW_THE_PAGES | {"consent_text", "holidays", "signatures"}
ROOMS_OF_BOOKINGS = {
    "apps": set[str](),
    "models": set[str](),
    "migrations": {"models"},
    "availability": {"models"},
    "scheduling": {"availability", "models"},
    "holidays": {"models"},
    "messages": {"models"},
    "access": {"models"},
    "consent_text": {"models"},
    "signatures": {"models"},
    "forms": {"access", "availability", "models"},
    "views": _BELOW_THE_PAGES,
    # Asked before saving, by model admins and by reception's pages.
    "whatif": {"scheduling", "availability", "messages", "models"},
    "reception": _BELOW_THE_DESK | {"whatif"},
    "admin": _BELOW_THE_DESK | {"whatif"},
    "templatetags": {"access", "availability", "models"},
    "tasks": {"scheduling", "availability", "messages", "models"},
    # Commands ring the same doorbells, for a host's own timer.
    "management": {"tasks", "holidays", "models"},
    "urls": {"views", "reception"},
}


def sources() -> Iterator[Path]:
    """Every module of ours but the tests, as a path from the top."""
    for app in ("portal", "bookings", "education", "screening"):
        for path in sorted((HOUSE / app).rglob("*.py")):
            if "tests" not in path.parts:
                yield path.relative_to(HOUSE)


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a module imports, the names taken from a module among them."""
    package = path.parent.parts
    for node in ast.walk(ast.parse((HOUSE / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def app_of(name: str) -> str | None:
    """The app to which a dotted name belongs, or None if it is none of ours."""
    return next((app for app in APPS if f"{name}.".startswith(f"{app}.")), None)


def dotted(path: Path) -> str:
    """The dotted name of the module at a path."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def room_of(name: str) -> str | None:
    """The room of bookings in which a dotted name lives."""
    parts = name.split(".")
    return parts[1] if parts[0] == "bookings" and len(parts) > 1 else None


def test_apps_import_only_what_lies_below_them() -> None:
    wrong = []
    for path in sources():
        here = app_of(dotted(path))
        assert here is not None
        reached = {app for name in imported(path) if (app := app_of(name))}
        wrong += [f"{path} imports {app}" for app in reached - APPS[here] - {here}]
    assert wrong == []


def test_rooms_of_bookings_import_only_what_lies_below_them() -> None:
    wrong = []
    for path in sources():
        if here := room_of(dotted(path)):
            assert here in ROOMS_OF_BOOKINGS, f"{here} needs its place in the plan"
            reached = {room for name in imported(path) if (room := room_of(name))}
            wrong += [
                f"{path} imports {room}" for room in reached - ROOMS_OF_BOOKINGS[here] - {here}
            ]
    assert wrong == []


def test_nothing_is_imported_inside_a_function() -> None:
    late = [
        f"{path}:{inner.lineno}"
        for path in sources()
        for outer in ast.walk(ast.parse((HOUSE / path).read_text()))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert late == []


def test_the_plan_has_no_circle() -> None:
    for plan in (APPS, ROOMS_OF_BOOKINGS):
        left = dict(plan)
        while left:
            free = [name for name, below in left.items() if not below & left.keys()]
            assert free, f"a circle among {sorted(left)}"
            for name in free:
                del left[name]
