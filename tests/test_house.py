"""The house keeps its arrows: bot -> index -> knowledge, no channel in a feature, and so on."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def imported_modules(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def offenders(room: str, *forbidden: str) -> list[str]:
    return [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in sorted((ROOT / room).rglob("*.py"))
        for name in sorted(imported_modules(file))
        if any(name == word or name.startswith(word + ".") for word in forbidden)
    ]


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("knowledge", ("index", "bot")),
        ("index", ("bot",)),
        ("bot/features", ("bot.channels",)),
        ("bot/channels", ("bot.features",)),
    ],
)
def test_arrows_point_one_way(room: str, forbidden: tuple[str, ...]) -> None:
    assert offenders(room, *forbidden) == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    reasons = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = [re.split(r"[^\w-]", line)[0] for line in project["dependencies"]]
    assert [name for name in named if name not in reasons] == []
