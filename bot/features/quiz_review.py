"""Looking through the bank: approving, correcting and rejecting items one by one.

    /duyetcauhoi ──> draft ──approve, reject──> next draft ──> … ──> none left
                       └──edit──> which part? ──typed, or the key chosen──> the same draft

Choices name the item, the revision that was seen, and the topic that is gone through ("" for all):
"next:<after>:<topic>", "show:<id>:<topic>", "approve:<id>:<revision>:<topic>", "reject:…",
"edit:…", "field:<id>:<revision>:<topic>:<field>", "key:<id>:<revision>:<topic>:<place>".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.messages import Choice, Command, Reply, TextBlock, bold, item, paragraph, quote, where
from bot.quiz_words import source_of, topic_key
from bot.roles import Role
from bot.texts import quiz as quiz_texts
from bot.texts import quiz_review as texts
from bot.texts.errors import knowledge_sentence
from knowledge.errors import KnowledgeError
from knowledge.quiz_files.found import level_of
from knowledge.quizbank import LETTERS, QuizContent, QuizItem, QuizState

if TYPE_CHECKING:
    from knowledge.library import Library

_NONE = ("-", "–", "trống", "bỏ trống")
_OPTION = "option"


class ReviewItems:
    """/duyetcauhoi."""

    name = "review"
    commands = (Command("duyetcauhoi", texts.COMMAND, ("duyệt câu hỏi",), least=Role.EDITOR),)

    def __init__(self, library: Library) -> None:
        self._library = library
        self._bank = library.quiz

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """The first draft, of a topic where one is named; or the item with a number."""
        if is_id(argument):
            return self._acting(moment, lambda: self._card(int(argument), ""))
        if not argument:
            return Outcome((self._next(0, "", nothing=texts.NOTHING_WAITS),), moment.state)
        nothing = texts.NO_TOPIC.format(topic=argument[:60])
        return Outcome((self._next(0, topic_key(argument), nothing=nothing),), moment.state)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """A button under an item."""
        if moment.account is None or not moment.role.at_least(Role.EDITOR):
            return _say(moment, texts.NOT_ALLOWED)
        actor = str(moment.account)
        match choice.split(":"):
            case ["next", after, topic] if is_id(after):
                return Outcome((self._next(int(after), topic),), moment.state)
            case ["show", item_id, topic] if is_id(item_id):
                return self._acting(moment, lambda: self._card(int(item_id), topic))
            case ["approve" | "reject" as verdict, item_id, seen, topic] if is_id(item_id):
                approved = verdict == "approve"
                return self._acting(
                    moment, lambda: self._decide(int(item_id), seen, topic, actor, approved)
                )
            case ["edit", item_id, seen, topic] if is_id(item_id):
                return self._acting(moment, lambda: self._menu(int(item_id), topic))
            case ["field", item_id, seen, topic, "key"] if is_id(item_id):
                return self._acting(moment, lambda: self._ask_key(int(item_id), topic))
            case ["field", item_id, seen, topic, field] if is_id(item_id) and is_id(seen):
                return self._ask_for(moment, int(item_id), int(seen), topic, field)
            case ["key", item_id, seen, topic, place] if is_id(item_id) and is_id(place):
                return self._acting(
                    moment,
                    lambda: self._edit(int(item_id), seen, topic, actor, "key", place),
                )
        return None

    def on_text(self, moment: Moment, awaited: str, text: str) -> Outcome | None:
        """What was typed for a part of an item."""
        if moment.account is None or not moment.role.at_least(Role.EDITOR):
            return _say(moment, texts.NOT_ALLOWED)
        item_id, seen, topic, field = awaited.split(":")
        value = "" if text.strip().lower() in _NONE else text
        if field == "level" and value and level_of(value) is None:
            return _say(moment, texts.WRONG_LEVEL).waiting_for(f"{self.name}:{awaited}")
        actor = str(moment.account)
        return self._acting(
            moment, lambda: self._edit(int(item_id), seen, topic, actor, field, value)
        )

    def _next(self, after: int, topic: str, *, nothing: str = texts.NO_MORE) -> Reply:
        """The next draft after an item, from the beginning again at the end."""
        name = None
        if topic:
            topics = self._bank.topics(state=QuizState.DRAFT)
            name = next((t.topic for t in topics if topic_key(t.topic) == topic), None)
            if name is None:
                return Reply((paragraph(nothing),))
        drafts = self._bank.ids(state=QuizState.DRAFT, topic=name)
        if not drafts:
            return Reply((paragraph(nothing),))
        following = [item_id for item_id in drafts if item_id > after]
        return self._card(min(following or drafts), topic, waiting=len(drafts))

    def _card(self, item_id: int, topic: str, *, waiting: int = 0) -> Reply:
        shown = self._bank.item(item_id)
        blocks = [*_blocks(shown), *self._about(shown)]
        if waiting:
            blocks.append(paragraph(texts.WAITING.format(count=waiting)))
        which = f"{shown.id}:{shown.revision}:{topic}"
        choices = [
            Choice(f"review:approve:{which}", texts.APPROVE, texts.APPROVE_ANSWERS),
            Choice(f"review:edit:{which}", texts.EDIT),
            Choice(f"review:reject:{which}", texts.REJECT),
            Choice(f"review:next:{shown.id}:{topic}", texts.NEXT),
        ]
        decided = {QuizState.APPROVED: 0, QuizState.REJECTED: 2}.get(shown.state)
        if decided is not None:
            del choices[decided]
        return Reply(tuple(blocks), tuple(choices))

    def _about(self, shown: QuizItem) -> list[TextBlock]:
        blocks: list[TextBlock] = []
        if shown.explanation:
            blocks.append(paragraph(texts.EXPLANATION.format(text=shown.explanation)))
        if shown.quote and shown.quote not in shown.explanation:
            blocks.append(quote(" ".join(shown.quote.split())))
        if shown.topic:
            blocks.append(paragraph(texts.TOPIC.format(text=shown.topic)))
        if shown.level:
            blocks.append(paragraph(texts.LEVEL.format(text=quiz_texts.LEVELS[shown.level])))
        for near in self._bank.similar_to([shown.id]).get(shown.id, ()):
            stem = near.stem[: texts.LONGEST_SIMILAR]
            blocks.append(paragraph(texts.SIMILAR.format(id=near.id, stem=stem)))
        if source := source_of(self._library, shown):
            blocks.append(where(source))
        return blocks

    def _decide(self, item_id: int, seen: str, topic: str, actor: str, approved: bool) -> Reply:
        shown = self._bank.item(item_id)
        if str(shown.revision) != seen:
            return _after(texts.CHANGED_MEANWHILE.format(id=item_id), self._card(item_id, topic))
        if approved:
            self._bank.approve([item_id], actor=actor)
        else:
            self._bank.reject([item_id], actor=actor)
        said = (texts.APPROVED if approved else texts.REJECTED).format(id=item_id)
        return _after(said, self._next(item_id, topic))

    def _menu(self, item_id: int, topic: str) -> Reply:
        shown = self._bank.item(item_id)
        which = f"{shown.id}:{shown.revision}:{topic}"
        fields = {"stem": texts.FIELDS["stem"], "key": texts.KEY}
        for place in range(len(shown.options)):
            label = texts.OPTION_FIELD.format(letter=LETTERS[place])
            fields[f"{_OPTION}{place}"] = label
        if len(shown.options) < len(LETTERS):
            fields[f"{_OPTION}{len(shown.options)}"] = texts.ADD_OPTION
        fields |= texts.FIELDS
        choices = [Choice(f"review:field:{which}:{f}", label) for f, label in fields.items()]
        choices.append(Choice(f"review:show:{item_id}:{topic}", texts.BACK))
        said = paragraph(bold(texts.WHICH_FIELD.format(id=item_id)))
        return Reply((said, *_blocks(shown)[1:]), tuple(choices))

    def _ask_key(self, item_id: int, topic: str) -> Reply:
        shown = self._bank.item(item_id)
        which = f"{shown.id}:{shown.revision}:{topic}"
        choices = [
            Choice(f"review:key:{which}:{place}", f"{LETTERS[place]}. {option}")
            for place, option in enumerate(shown.options)
        ]
        return Reply((paragraph(texts.WHICH_KEY), paragraph(shown.stem)), tuple(choices))

    def _ask_for(
        self, moment: Moment, item_id: int, seen: int, topic: str, field: str
    ) -> Outcome | None:
        try:
            shown = self._bank.item(item_id)
        except KnowledgeError as error:
            return _say(moment, knowledge_sentence(error))
        place = _place(field)
        if place is not None and place <= len(shown.options) and place < len(LETTERS):
            value = shown.options[place] if place < len(shown.options) else texts.EMPTY
            said = texts.TYPE_OPTION.format(letter=LETTERS[place], value=value)
        elif field == "level":
            said = texts.TYPE_LEVEL
        elif field in texts.FIELDS:
            value = getattr(shown, field) or texts.EMPTY
            said = texts.TYPE_VALUE.format(label=texts.FIELDS[field].lower(), value=value)
        else:
            return None
        return _say(moment, said).waiting_for(f"{self.name}:{item_id}:{seen}:{topic}:{field}")

    def _edit(
        self, item_id: int, seen: str, topic: str, actor: str, field: str, value: str
    ) -> Reply:
        changed = edited(self._bank.item(item_id).content(), field, value)
        self._bank.edit(item_id, changed, seen=int(seen), actor=actor)
        return _after(texts.EDITED.format(id=item_id), self._card(item_id, topic))

    def _acting(self, moment: Moment, act: Callable[[], Reply]) -> Outcome:
        """An outcome that is reached in the transaction of the message; a refusal is said."""

        def kindly() -> Outcome:
            try:
                return Outcome((act(),), moment.state)
            except KnowledgeError as error:
                return _say(moment, knowledge_sentence(error))

        return Outcome((), moment.state, act=kindly)


def edited(content: QuizContent, field: str, value: str) -> QuizContent:
    """An item with another value for "key" (a place), "option<place>", or a field by its name.

    An option that becomes empty goes, and the key stays with its option.
    """
    if field == "key":
        return replace(content, key=int(value))
    if field == "level":
        return replace(content, level=level_of(value))
    place = _place(field)
    if place is None:
        changes: dict[str, str] = {field: value}
        return replace(content, **changes)  # type: ignore[arg-type]
    options = list(content.options)
    key = content.key
    if value:
        options[place : place + 1] = [value]
    elif place < len(options):
        del options[place]
        # without the right option there is no key, and the item is refused until one is chosen
        key = -1 if place == key else key - (place < key)
    return replace(content, options=tuple(options), key=key)


def _place(field: str) -> int | None:
    number = field.removeprefix(_OPTION)
    return int(number) if field.startswith(_OPTION) and number.isdecimal() else None


def _blocks(shown: QuizItem) -> list[TextBlock]:
    title = texts.TITLE.format(id=shown.id, state=quiz_texts.STATES[shown.state])
    blocks = [paragraph(bold(title)), paragraph(shown.stem)]
    for place, option in enumerate(shown.options):
        if place == shown.key:
            blocks.append(item(bold(texts.RIGHT.format(letter=LETTERS[place], option=option))))
        else:
            blocks.append(item(texts.OPTION.format(letter=LETTERS[place], option=option)))
    return blocks


def _after(said: str, reply: Reply) -> Reply:
    return Reply((paragraph(said), *reply.blocks), reply.choices)


def _say(moment: Moment, text: str) -> Outcome:
    return Outcome((Reply((paragraph(text),)),), moment.state)
