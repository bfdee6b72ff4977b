"""Banks as JSON: a list of items, or one item a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from knowledge.quiz_files.found import FoundItem, letters_of, made
from knowledge.quiz_files.text import plain
from knowledge.quizbank import LETTERS, QuizContent, QuizRefusal

# The names under which a field is known, without marks and signs.
_NAMES = {
    "stem": ("question", "stem", "cau hoi", "text", "prompt"),
    "options": ("options", "choices", "answers", "phuong an", "lua chon"),
    "key": ("answer", "key", "correct", "correct answer", "correct option", "dap an"),
    "explanation": ("explanation", "giai thich", "feedback"),
    "source": ("source", "nguon"),
    "document_number": ("document number", "so hieu"),
    "quote": ("quote", "trich"),
    "topic": ("topic", "subject", "category", "chu de"),
    "level": ("level", "difficulty", "muc do"),
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}


def parsed(text: str) -> list[Any] | None:
    """The values of a JSON file that may be items; None where it is no such file."""
    if not text.lstrip("\ufeff \t\r\n").startswith(("[", "{")):
        return None
    text = text.lstrip("\ufeff")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        try:
            value = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return None
    if isinstance(value, dict):
        lists = [each for each in value.values() if isinstance(each, list)]
        value = [value] if _fields(value).keys() >= {"stem", "options"} else lists[:1] or [[]]
        value = value[0] if isinstance(value[0], list) else value
    good = any(isinstance(each, dict) and "stem" in _fields(each) for each in value)
    return value if good else None


def read_json(values: Iterable[Any]) -> Iterator[FoundItem]:
    """The items among these values."""
    for place, value in enumerate(values, start=1):
        if isinstance(value, dict):
            yield _item(place, _fields(value))
        else:
            yield FoundItem(place, "", None, QuizRefusal.UNREADABLE)


def _fields(value: Mapping[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for name, each in value.items():
        if field := _FIELDS.get(plain(name)):
            named.setdefault(field, each)
    return named


def _item(place: int, fields: Mapping[str, Any]) -> FoundItem:
    stem = _text(fields.get("stem"))
    given = fields.get("options")
    if isinstance(given, Mapping):
        pairs = [(str(letter).strip().upper(), text) for letter, text in given.items()]
    elif isinstance(given, list):
        pairs = list(zip(LETTERS + "GHIJKLMNOP", given, strict=False))
    else:
        return FoundItem(place, stem, None, QuizRefusal.TOO_FEW_OPTIONS)
    options = [
        (letter, _text(each.get("text") if isinstance(each, Mapping) else each))
        for letter, each in pairs
    ]
    about = {
        field: _text(each)
        for field, each in fields.items()
        if field not in ("stem", "options", "key")
    }
    return made(place, stem, options, _keys(fields.get("key"), options), about)


def _keys(key: Any, options: list[tuple[str, str]]) -> list[str]:
    """A letter, the words of an option, or its place, from 0."""
    if isinstance(key, list):
        return [letter for each in key for letter in _keys(each, options)]
    if isinstance(key, int) and not isinstance(key, bool):
        return [options[key][0]] if 0 <= key < len(options) else ["?"]
    text = _text(key)
    if len(text) != 1:
        same = [letter for letter, option in options if option == text]
        if same and text:
            return same
    letters = [letter for letter in letters_of(text) if not text.isdigit()]
    return letters or ["?"] * bool(text)


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value)


def write_json(contents: Iterable[QuizContent]) -> str:
    """A list of items; fields that say nothing are left out."""
    return json.dumps([as_json(content) for content in contents], ensure_ascii=False, indent=1)


def as_json(content: QuizContent) -> dict[str, Any]:
    """An item with the names `read_json` knows."""
    about = {
        "explanation": content.explanation,
        "source": content.source,
        "document_number": content.document_number,
        "quote": content.quote,
        "topic": content.topic,
        "level": content.level and content.level.value,
    }
    return {
        "question": content.stem,
        "options": list(content.options),
        "answer": content.letter,
        **{name: value for name, value in about.items() if value},
    }
