"""Word's automatic numbers: what numbering.xml prints before a paragraph."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_PRINTED_BULLETS = "-–—+*"


@dataclass(slots=True)
class Level:
    """One level of a list: its first number, its format, its text with %1 for level 1's number."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    abstract: str
    counts: dict[int, int] = field(default_factory=dict)


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute in Word's namespace, or None."""
    return None if element is None else element.get(W + name)


def _number(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


class Numbering:
    """Counts the automatic numbers of one document, in reading order.

    Args:
        root: The root of numbering.xml, or None where there is none.
    """

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstract = {
            value(item, "abstractNumId") or "": {
                _number(value(level, "ilvl"), 0): _read_level(level)
                for level in item.findall(W + "lvl")
            }
            for item in root.findall(W + "abstractNum")
        }
        for item in root.findall(W + "num"):
            key = value(item.find(W + "abstractNumId")) or ""
            levels = dict(abstract.get(key, {}))
            restarted = False
            for override in item.findall(W + "lvlOverride"):
                depth = _number(value(override, "ilvl"), 0)
                own = override.find(W + "lvl")
                level = _read_level(own) if own is not None else levels.get(depth, Level())
                start = override.find(W + "startOverride")
                if start is not None:
                    level = Level(
                        _number(value(start), 1), level.form, level.text, level.legal, level.restart
                    )
                    restarted = True
                levels[depth] = level
            # Lists of one abstract definition count on together unless they say otherwise.
            counts = {} if restarted else self._counts.setdefault(key, {})
            self._lists[value(item, "numId") or ""] = _List(levels, key, counts)

    @classmethod
    def of_levels(cls, lists: Mapping[str, tuple[str, dict[int, Level], bool]]) -> "Numbering":
        """Numbering from what each list is.

        `lists`: By list: the name that lists which count on together share, the levels, and whether
        this list starts again nonetheless.
        """
        numbering = cls(None)
        for key, (shared, levels, again) in lists.items():
            counts = {} if again else numbering._counts.setdefault(shared, {})
            numbering._lists[key] = _List(levels, shared, counts)
        return numbering

    def restart(self, list_id: str, depth: int, number: int) -> None:
        """Makes this the next number of a level."""
        self._lists[list_id].counts[depth] = number - 1

    def next(self, list_id: str, depth: int) -> str:
        """The printed number of the next paragraph of a list; "" where it prints none."""
        found = self._lists.get(list_id)
        level = found.levels.get(depth) if found else None
        if found is None or level is None:
            return ""
        counts = found.counts
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            below = found.levels.get(deeper)
            if below is None or below.restart != 0:
                del counts[deeper]
        if level.form == "bullet":
            return level.text if level.text in _PRINTED_BULLETS and level.text else "-"
        if level.form == "none":
            return ""
        text = level.text
        for other in range(9):
            if f"%{other + 1}" in text:
                shown = found.levels.get(other, Level())
                count = counts.get(other, shown.start)
                form = "decimal" if level.legal and other != depth else shown.form
                text = text.replace(f"%{other + 1}", formatted(count, form))
        return text.strip()


def _read_level(level: etree._Element) -> Level:
    restart = value(level.find(W + "lvlRestart"))
    return Level(
        start=_number(value(level.find(W + "start")), 0 if level.find(W + "start") is None else 1),
        form=value(level.find(W + "numFmt")) or "decimal",
        text=value(level.find(W + "lvlText")) or "",
        legal=level.find(W + "isLgl") is not None,
        restart=None if restart is None else _number(restart, 1),
    )


def formatted(count: int, form: str) -> str:
    """A count in one of Word's number formats, e.g. (4, "upperRoman") -> "IV"."""
    match form:
        case "upperRoman" | "lowerRoman":
            text, left = "", count % 5000
            for size, sign in _ROMAN:
                text += sign * (left // size)
                left %= size
            return text if form == "upperRoman" else text.lower()
        case "upperLetter" | "lowerLetter":
            if count < 1:
                return ""
            letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 20)
            return letter.upper() if form == "upperLetter" else letter
        case "decimalZero":
            return f"{count:02d}"
        case "none" | "bullet":
            return ""
        case _:
            return str(count)
