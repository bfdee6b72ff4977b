"""The model of the quiz bank: multiple-choice items, what is known of each, what an import did.

An item is known by its stem and its options, whatever their order, capitals and spacing
(`text_hash`); everything else about it may change. Every change of an item is a new revision, and
the earlier ones are kept, so that what was once asked can always be shown as it was.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from knowledge.letters import normalise, unmarked
from knowledge.text import search_form

FEWEST_OPTIONS = 2
MOST_OPTIONS = 6
LETTERS = "ABCDEF"


class QuizState(StrEnum):
    """Where an item stands; only an APPROVED one is ever asked."""

    DRAFT = "draft"  # proposed; nobody has looked at it yet
    APPROVED = "approved"
    REJECTED = "rejected"  # kept, so that the same proposal does not come again


class Level(StrEnum):
    """How hard an item is: nhận biết (dễ), thông hiểu (trung bình), vận dụng (khó)."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class QuizRefusal(StrEnum):
    """Why an item is not taken."""

    NO_STEM = "no_stem"
    TOO_FEW_OPTIONS = "too_few_options"
    TOO_MANY_OPTIONS = "too_many_options"
    EMPTY_OPTION = "empty_option"
    SAME_OPTIONS = "same_options"  # two options say the same
    NO_KEY = "no_key"
    KEY_OUTSIDE = "key_outside"  # the key names an option that is not there
    SEVERAL_KEYS = "several_keys"
    REPEATED = "repeated"  # the same item stands before it in the file
    CONTRADICTS = "contradicts"  # so it does, with another key
    UNREADABLE = "unreadable"  # what stands there is no multiple-choice item


@dataclass(frozen=True, slots=True)
class QuizContent:
    """What an item says, without its place in the bank.

    Attributes:
        stem: What is asked.
        options: 2 to 6, in the order in which they are printed; the letters A to F are not in them.
        key: Which option is right, from 0.
        explanation: Why; shown after the answer. May be empty, as all that follows.
        source: Where it stands, as it is printed for the reader.
        document_id: The document it was drawn from.
        document_number: The number of that document, or of the one that is the source.
        passage_id: The passage it was drawn from; see `Library.passage`.
        quote: The sentence of that passage which makes the key right.
        topic: The subject it belongs to.
        level: How hard it is, where somebody said so.
    """

    stem: str
    options: tuple[str, ...]
    key: int
    explanation: str = ""
    source: str = ""
    document_id: int | None = None
    document_number: str = ""
    passage_id: int | None = None
    quote: str = ""
    topic: str = ""
    level: Level | None = None

    @property
    def letter(self) -> str:
        """The letter of the right option."""
        return LETTERS[self.key]

    @property
    def text_hash(self) -> str:
        """See `text_hash`."""
        return text_hash(self.stem, self.options)

    def content(self) -> "QuizContent":
        """Only what it says, of an item in the bank too; `replace` it to edit."""
        return QuizContent(**{field.name: getattr(self, field.name) for field in _CONTENT})


_CONTENT = fields(QuizContent)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizItem(QuizContent):
    """An item of the bank, as one of its revisions shows it.

    Attributes:
        id: Kept for good.
        revision: Which revision this is, from 1.
        state: Of the item now, whichever revision is shown.
        used: Whether a contest has asked it, so that it can never be deleted.
        changed_at, changed_by, note: When, by whom and why this revision was made.
    """

    id: int
    revision: int
    state: QuizState
    used: bool
    changed_at: datetime
    changed_by: str
    note: str = ""


class QuizOutcome(StrEnum):
    """What became of one item that was added."""

    ADDED = "added"
    CHANGED = "changed"  # the bank had it, with another key, explanation, source, topic or level
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class QuizResult:
    """One item of an import.

    Attributes:
        place: The line, row or number of the item, as its reader counts; else from 1.
        stem: As read, or what was found there.
        outcome: What became of it.
        item_id: The item of the bank.
        reason: Why it was refused.
        similar_to: Items of the bank that ask nearly the same, which a person should look at.
    """

    place: int
    stem: str
    outcome: QuizOutcome
    item_id: int | None = None
    reason: QuizRefusal | None = None
    similar_to: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class QuizReport:
    """What became of each item, in the order of the file."""

    rows: tuple[QuizResult, ...]

    def count(self, outcome: QuizOutcome) -> int:
        """How many had this outcome."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def similar(self) -> int:
        """How many ask nearly the same as another item of the bank."""
        return sum(bool(row.similar_to) for row in self.rows)


@dataclass(frozen=True, slots=True)
class TopicCount:
    """A topic of the bank and how many items it has."""

    topic: str
    items: int


def refusal(content: QuizContent) -> QuizRefusal | None:
    """Why this cannot be an item of the bank; None where it can."""
    if not _form(content.stem):
        return QuizRefusal.NO_STEM
    if len(content.options) < FEWEST_OPTIONS:
        return QuizRefusal.TOO_FEW_OPTIONS
    if len(content.options) > MOST_OPTIONS:
        return QuizRefusal.TOO_MANY_OPTIONS
    if not all(option.strip() for option in content.options):
        return QuizRefusal.EMPTY_OPTION
    if len({_exact(option) for option in content.options}) < len(content.options):
        return QuizRefusal.SAME_OPTIONS
    if not 0 <= content.key < len(content.options):
        return QuizRefusal.KEY_OUTSIDE
    return None


_POINTS_ELSEWHERE = re.compile(
    r"(?:tat ca|ca)\b.*\b(?:tren|deu (?:dung|sai)|dap an|phuong an|cau|y)\b"
    r"|(?:ca |dap an |phuong an |cau |y )?[a-f](?: va |, ?| hoac |,? ?& ?)[a-f]\b"
    r"|(?:dap an|phuong an|cau|y) [a-f]\b"
    r"|khong\b.*\b(?:tren|(?:dap an|phuong an|y|cau) nao)\b"
    r"|(?:dap an|phuong an|y kien|y) khac|tat ca$"
)


def keeps_order(content: QuizContent) -> bool:
    """Whether the options must stand as they are printed.

    Some name other options by their letter or place ("Cả A và B", "Tất cả các ý trên"), and some
    stand in an order of their own, as the two of true and false do.
    """
    forms = [unmarked(search_form(option)).rstrip(" .") for option in content.options]
    if set(forms) <= {"dung", "sai", "co", "khong"}:
        return True
    return any(_POINTS_ELSEWHERE.match(form) for form in forms)


def text_hash(stem: str, options: Sequence[str]) -> str:
    """What an item is known by: 32 hexadecimal digits over its stem and its options.

    The order of the options does not count, nor do capitals, spacing, or the spelling of a
    syllable (see `knowledge.text.search_form`).
    """
    parts = "\x1f".join((_form(stem), *sorted(map(_exact, options))))
    return hashlib.blake2b(parts.encode(), digest_size=16).hexdigest()


def _form(text: str) -> str:
    return " ".join(search_form(text).split()).rstrip(" ?.!…:")


def _exact(option: str) -> str:
    """Options may differ by their signs alone ("x²" and "x³", "<" and ">")."""
    return " ".join(search_form(option).split()).rstrip(" .;,")


def tidy(content: QuizContent) -> QuizContent:
    """As it is stored: one spelling of letters and spaces; only an explanation has lines."""
    return replace(
        content,
        stem=_line(content.stem),
        options=tuple(_line(option) for option in content.options),
        explanation=_lines(content.explanation),
        source=_line(content.source),
        document_number=_line(content.document_number),
        quote=_lines(content.quote),
        topic=_line(content.topic),
    )


def _line(text: str) -> str:
    return " ".join(normalise(text).split())


def _lines(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", normalise(text)).strip()
