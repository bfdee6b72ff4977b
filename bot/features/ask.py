"""Asking: a question to an answer with its sources, its full text, and what the person says of it.

Choices: "full:<passage>:<page>" shows the article around a passage, "right:<n>" and "wrong:<n>"
judge answer n, "near:<n>:<i>" asks the i-th of the nearest questions offered with it, "faq:<id>"
asks a Q&A entry's question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot import metrics, render
from bot.courtesies import Courtesy, courtesy
from bot.features import Moment, Outcome
from bot.messages import Choice, Command, Reply, TextBlock, bold, italic, paragraph, quote, where
from bot.state import FeedbackRow, GivenAnswer
from bot.texts import dialogue as texts
from bot.texts import validity
from knowledge.changes import counterpart
from knowledge.records import Status

if TYPE_CHECKING:
    from bot.config import DialogueSettings
    from index.answer import Answer, Citation, Turn
    from index.engine import Engine
    from knowledge.library import Library
    from knowledge.records import DocumentInfo, StoredPassage

ID_DIGITS = 9  # what every database's integer holds
LABEL_LENGTH = 120  # UTF-16 units of a question shown as a choice


class Ask:
    """Answers questions; /ngay asks as of a day."""

    name = "ask"
    link = "cau"  # "cau_12" asks Q&A entry 12
    commands = (Command("ngay", validity.COMMAND_DAY),)

    def __init__(self, engine: Engine, library: Library, settings: DialogueSettings) -> None:
        self._engine = engine
        self._library = library
        self._settings = settings

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """Answers by the texts that were in force on the day that is typed before a question."""
        from index.as_of import leading_day

        today = self._library.today()
        found = leading_day(argument, today)
        if found is None or not any(map(str.isalnum, found[1])):
            return Outcome((Reply((paragraph(validity.DAY_USAGE),)),), moment.state)
        day, question = found
        if day > today:
            text = validity.DAY_TO_COME.format(day=day.strftime(validity.DATE))
            return Outcome((Reply((paragraph(text),)),), moment.state)
        return self.on_question(moment, question, day)

    def on_question(
        self, moment: Moment, question: str, day: date | None = None, *, meant: str = ""
    ) -> Outcome:
        """Answers, in the light of the conversation so far; by the texts of today or of a day.

        `meant` are the person's own words, where the question was picked in their place.
        """
        limit = self._settings.question_chars
        if len(question) > limit:
            text = texts.TOO_LONG.format(length=len(question), limit=limit)
            return Outcome((Reply((paragraph(text),)),), moment.state)
        with metrics.timed("answer"):
            answer = self._engine.answer(question, context=self._context(moment), day=day)
        said = courtesy(question)
        asked = answer.citations[0].asked if answer.citations else ""
        if said is not None and courtesy(asked) is None:  # unless the office has its own words
            return Outcome((_courteous(said),), moment.state)
        metrics.answered(moment.sender.channel, answer.kind)
        number = moment.state.answered + 1
        given = GivenAnswer.of(answer, number=number, at=moment.now, question=question, meant=meant)
        reply = Reply(tuple(answer_blocks(answer)), tuple(_choices(given)))
        return Outcome((reply,), moment.state.after(given))

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """A choice under an answer."""
        match choice.split(":"):
            case ["full", passage, page] if is_id(passage) and is_id(page):
                return self._full_text(moment, int(passage), int(page))
            case ["faq", entry] if is_id(entry):
                return self.on_entry(moment, int(entry))
            case ["near", number, place] if is_id(number) and is_id(place):
                answer = moment.state.answer(int(number))
                if answer is not None and int(place) < len(answer.suggestions):
                    picked = answer.suggestions[int(place)]
                    return self.on_question(moment, picked, meant=answer.meant)
            case ["right" | "wrong" as verdict, number] if is_id(number):
                answer = moment.state.answer(int(number))
                if answer is not None:
                    return _judged(moment, answer, right=verdict == "right")
        return None

    def on_link(self, moment: Moment, rest: str) -> Outcome | None:
        """Asks the Q&A entry that a link names."""
        return self.on_entry(moment, int(rest)) if is_id(rest) else None

    def on_entry(self, moment: Moment, entry: int) -> Outcome | None:
        """Asks a Q&A entry's question; None where there is no such entry."""
        found = self._library.faq_entry(entry)
        if found is None or found.retired:
            return None
        return self.on_question(moment, found.question)

    def _context(self, moment: Moment) -> tuple[Turn, ...]:
        from index.answer import Turn

        since = moment.now - timedelta(minutes=self._settings.context_minutes)
        return tuple(
            Turn(answer.question, answer.text, answer.passage_ids)
            for answer in moment.state.recent(since, self._settings.context_turns)
        )

    def _full_text(self, moment: Moment, passage: int, page: int) -> Outcome:
        section = self._library.neighbours(passage)
        # the id may come from anyone; what is not published yet is nobody's to read
        if not section or not _is_readable(section[0].document):
            return Outcome((Reply((paragraph(texts.TEXT_GONE),)),), moment.state)
        document = section[0].document
        shared = _shared_path([part.heading for part in section])
        body = Reply(tuple(_section_blocks(section, len(shared))))
        pages = render.split(body, self._settings.full_text_chars)
        page = min(max(page, 1), len(pages))
        place = [" › ".join(shared)] if shared else []
        if len(pages) > 1:
            place.append(texts.PART_OF.format(page=page, pages=len(pages)))
        blocks = [paragraph(bold(_title(document.title, document.number)))]
        if place:
            blocks.append(paragraph(italic(", ".join(place))))
        notice, newer = self._since(next(part for part in section if part.id == passage))
        if notice:
            blocks.append(paragraph(italic(notice)))
        choices = list(self._judging(moment, passage))
        if newer is not None:
            choices.insert(0, Choice(f"ask:full:{newer}:1", validity.SHOW_NEW))
        if page < len(pages):
            more = Choice(f"ask:full:{passage}:{page + 1}", texts.MORE, texts.MORE_ANSWERS)
            choices.insert(0, more)
        reply = Reply((*blocks, *pages[page - 1].blocks), tuple(choices))
        return Outcome((reply,), moment.state)

    def _since(self, passage: StoredPassage) -> tuple[str, int | None]:
        """What became of a text since it was cited, and the passage that stands for it now."""
        document = passage.document
        if document.status in (Status.RETIRED, Status.EXPIRED):
            successor = document.replaced_by
            now = self._library.passages(successor.id) if successor else []
            first = now[0] if now and _is_readable(now[0].document) else None
            return validity.out_of_force(document), first.id if first else None
        if document.current:
            return "", None
        now = self._library.passages(document.id)
        if not _is_readable(now[0].document):
            return "", None
        before = self._library.passages(document.id, version=document.version)
        return validity.EARLIER_VERSION, (counterpart(before, now, passage.id) or now[0]).id

    def _judging(self, moment: Moment, passage: int) -> Iterator[Choice]:
        """The verdicts on the answer that cites a passage, while they are still to be given."""
        for answer in reversed(moment.state.answers):
            if passage in answer.passage_ids:
                return iter(()) if answer.judged else _verdicts(answer)
        return iter(())


def _courteous(said: Courtesy) -> Reply:
    if said is Courtesy.GREETING:
        return Reply((paragraph(texts.GREETING), paragraph(texts.GREETING_ASK)))
    return Reply((paragraph(texts.COURTESIES[said]),))


def _is_readable(document: DocumentInfo) -> bool:
    return document.status not in (Status.DRAFT, Status.UPCOMING)


def is_id(text: str) -> bool:
    """Whether it can be an id or a count; a tapped choice may say anything."""
    return text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS


def answer_blocks(answer: Answer) -> Iterator[TextBlock]:
    """An answer as a member reads it: the words, then where they stand.

    Before them, what is to be known of the texts: of which day they are, which do not count.
    """
    yield from (paragraph(validity.out_of_force(document)) for document in answer.out_of_force)
    if answer.kind == "none":
        yield paragraph(validity.NONE_AS_OF if answer.as_of else texts.NONE)
        if answer.suggestions:
            yield paragraph(texts.NEAREST)
        return
    if answer.as_of is not None:
        yield paragraph(italic(validity.AS_OF.format(day=answer.as_of.strftime(validity.DATE))))
    style = paragraph if answer.kind == "faq" else quote
    for citation, following in zip_longest(answer.citations, answer.citations[1:]):
        yield from (style(line.strip()) for line in citation.quote.splitlines() if line.strip())
        # two quotes of one place have their source below both
        if following is None or source(following) != source(citation):
            yield where(source(citation))
        same = following is not None and following.number == citation.number
        if citation.amended_by and not same:
            yield paragraph(italic(validity.amended(citation.amended_by)))


def source(citation: Citation) -> str:
    """Where a citation stands: title, number, heading path, page; of a FAQ entry its question too,
    so that a member sees what was answered."""
    places = [_title(citation.document, citation.number), *citation.heading]
    if citation.asked:
        places.append(texts.ENTRY.format(question=citation.asked))
    if citation.page is not None:
        places.append(texts.PAGE.format(page=citation.page))
    return ", ".join(place for place in places if place)


def _shared_path(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that all have in common."""
    depth = 0
    while all(len(path) > depth and path[depth] == paths[0][depth] for path in paths):
        depth += 1
    return paths[0][:depth]


def _section_blocks(section: Sequence[StoredPassage], depth: int) -> Iterator[TextBlock]:
    """The texts of a section, under each heading beyond the first `depth` where it begins."""
    shown: tuple[str, ...] = ()
    for part in section:
        heading = part.heading[depth:]
        if heading != shown and heading:
            yield paragraph(bold(heading[-1]))
        shown = heading
        yield from (paragraph(line) for line in part.text.splitlines() if line.strip())


def _title(title: str, number: str | None) -> str:
    if not title or not number or number in title:
        return title or number or ""
    return texts.NUMBERED_TITLE.format(title=title, number=number)


def _choices(given: GivenAnswer) -> Iterator[Choice]:
    if given.kind != "none":
        labels = (texts.FULL_TEXT, texts.FULL_TEXT_OF_SECOND)
        for passage, label in zip(given.passage_ids, labels, strict=False):
            yield Choice(f"ask:full:{passage}:1", label)
        yield from _verdicts(given)
    else:
        yield from _nearest(given)


def _verdicts(given: GivenAnswer) -> Iterator[Choice]:
    yield Choice(f"ask:right:{given.number}", texts.RIGHT, texts.RIGHT_ANSWERS)
    yield Choice(f"ask:wrong:{given.number}", texts.WRONG, texts.WRONG_ANSWERS)


def _nearest(given: GivenAnswer) -> Iterator[Choice]:
    for place, question in enumerate(given.suggestions):
        yield Choice(f"ask:near:{given.number}:{place}", shortened(question))


def shortened(label: str) -> str:
    """A question short enough for a button."""
    pieces = render.split_text(label, LABEL_LENGTH)
    return pieces[0] if len(pieces) == 1 else f"{pieces[0]} …"


def _judged(moment: Moment, answer: GivenAnswer, *, right: bool) -> Outcome:
    if answer.judged:
        return Outcome((Reply((paragraph(texts.ALREADY_JUDGED),)),), moment.state)
    row = FeedbackRow(
        created_at=moment.now,
        person=moment.person,
        right=right,
        question=answer.meant or answer.question,
        answer_kind=answer.kind,
        confidence=answer.confidence,
        passage_id=answer.passage_ids[0] if answer.passage_ids else None,
        faq_id=answer.faq_id,
    )
    answers = tuple(
        known.model_copy(update={"judged": True}) if known.number == answer.number else known
        for known in moment.state.answers
    )
    state = moment.state.model_copy(update={"answers": answers})
    if right:
        reply = Reply((paragraph(texts.THANKS_RIGHT),))
    else:
        blocks = [paragraph(texts.THANKS_WRONG)]
        if answer.suggestions:
            blocks.append(paragraph(texts.NEAREST))
        reply = Reply(tuple(blocks), tuple(_nearest(answer)))
    return Outcome((reply,), state, (row,))
