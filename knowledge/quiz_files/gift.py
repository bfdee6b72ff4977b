"""Moodle's GIFT format: https://docs.moodle.org/en/GIFT_format.

Of its kinds of question only those with one right choice are items: multiple choice and true or
false. A topic is a category; feedback to the whole question is the explanation.
"""

import re
from collections.abc import Iterable, Iterator

from knowledge.quiz_files.found import FoundItem, made
from knowledge.quizbank import LETTERS, QuizContent, QuizRefusal

TRUE, FALSE = "Đúng", "Sai"
_BLANK = "_____"  # where an answer stood inside a sentence

_ESCAPED = "~=#{}:"
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TITLE = re.compile(r"\s*::(?:[^:\\]|\\.|:(?!:))*::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(?:html|moodle|plain|markdown)\]\s*", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_TAG = re.compile(r"<(?:/?(?:p|b|i|u|em|strong|span|div)|br)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CATEGORY = re.compile(r"\$CATEGORY:\s*(.*)", re.IGNORECASE)
# What an escaped sign is while the rest is taken apart: letters of a plane nobody writes in.
_HIDDEN = {sign: chr(0xF0000 + place) for place, sign in enumerate(_ESCAPED + "\\n")}
_SHOWN = {hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()}


def looks_like_gift(text: str) -> bool:
    """Whether a text holds a question with its answers in braces."""
    return any("{" in raw for _, raw in _questions(text)) and bool(
        re.search(r"\{[^{}]*[=~][^{}]*\}|\{\s*(?:T|F|TRUE|FALSE)\b[^{}]*\}", _hidden(text))
    )


def read_gift(text: str) -> Iterator[FoundItem]:
    """The items of a GIFT file."""
    topic = ""
    place = 0
    for line, raw in _questions(text):
        if match := _CATEGORY.fullmatch(raw.strip()):
            topic = match[1].replace("//", "\0").split("/")[-1].replace("\0", "/").strip()
            topic = "" if topic in ("$course$", "top") else _shown(topic)
            continue
        place += 1
        yield _item(line, raw, topic)


def _questions(text: str) -> Iterator[tuple[int, str]]:
    """Each question or category with the line it begins on; escaped signs are hidden."""
    held: list[str] = []
    start = 1
    for number, line in enumerate([*_hidden(text).splitlines(), ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            continue
        if _CATEGORY.match(stripped):
            if held:
                yield start, "\n".join(held)
            held = []
            yield number, stripped
        elif stripped or "\n".join(held).count("{") > "\n".join(held).count("}"):
            start = start if held else number
            held.append(line)
        elif held:
            yield start, "\n".join(held)
            held = []
    if held:
        yield start, "\n".join(held)


def _item(line: int, raw: str, topic: str) -> FoundItem:
    raw = _FORMAT.sub("", _TITLE.sub("", raw, count=1), count=1)
    before, opened, rest = raw.partition("{")
    inside, closed, after = rest.partition("}")
    stem = _shown(before) if not after.strip() else f"{_shown(before)} {_BLANK} {_shown(after)}"
    unreadable = FoundItem(line, stem, None, QuizRefusal.UNREADABLE)
    if not (opened and closed) or "{" in after:
        return unreadable
    inside, _, general = inside.partition("####")
    about = {"topic": topic, "explanation": _shown(general)}
    kind = inside.split("#", 1)[0].strip().upper()
    if kind in ("T", "TRUE", "F", "FALSE"):
        options = [("A", TRUE), ("B", FALSE)]
        return made(line, stem, options, ["A" if kind[0] == "T" else "B"], about)
    answers = re.findall(r"([=~])([^=~]*)", inside)
    # "->" makes pairs only where no answer is wrong, as Moodle reads it
    if "~" not in {sign for sign, _ in answers} or inside.startswith("#"):
        return unreadable
    options, keys, feedback = [], [], ""
    for letter, (sign, answer) in zip(LETTERS + "GHIJKLMNOP", answers, strict=False):
        weight = _WEIGHT.match(answer)
        said, _, told = answer[weight.end() if weight else 0 :].partition("#")
        options.append((letter, _shown(said)))
        if sign == "=" or (weight and float(weight[1]) > 0):
            keys.append(letter)
            feedback = _shown(told)
    about["explanation"] = about["explanation"] or feedback
    return made(line, stem, options, keys, about)


def write_gift(contents: Iterable[QuizContent]) -> str:
    """A GIFT file; source, number, quote and level have no place in it."""
    pieces = []
    topic = ""
    for content in contents:
        if content.topic != topic:
            topic = content.topic
            category = _escaped(topic).replace("/", "//") or "top"
            pieces.append(f"$CATEGORY: $course$/{category}")
        answers = [
            f"\t{'=' if place == content.key else '~'}{_escaped(option)}"
            for place, option in enumerate(content.options)
        ]
        if content.explanation:
            answers.append(f"\t####{_escaped(content.explanation)}")
        pieces.append("\n".join((f"{_begun(_escaped(content.stem))} {{", *answers, "}")))
    return "\n\n".join(pieces) + "\n"


def _begun(stem: str) -> str:
    """A stem that no reader takes for a format, a comment or a category."""
    return f"[plain]{stem}" if stem.startswith(("[", "//", "$")) else stem


def _hidden(text: str) -> str:
    return _ESCAPE.sub(lambda match: _HIDDEN.get(match[1], match[0]), text)


def _shown(text: str) -> str:
    text = _TAG.sub(" ", text.replace("\n", " ")) if "<" in text else text.replace("\n", " ")
    return "".join(_SHOWN.get(sign, sign) for sign in " ".join(text.split(" "))).strip()


def _escaped(text: str) -> str:
    for sign in "\\" + _ESCAPED:
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")
