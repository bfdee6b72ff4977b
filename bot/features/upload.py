"""Sending files in: what was read of them, correcting, publishing or discarding.

Choices: "show:<id>", "publish:<id>", "discard:<id>", "approve:<id>", "edit:<id>",
"field:<id>:<field>", "changes:<id>:<page>", "answers:<id>:<page>", "replace:<id>:<document>",
"keep:<id>:<document>", "lines:<id>:<page>", "list:<page>", "batch:<id>" and "all:<id>", where the
last two name any upload of the batch.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.excerpts import beginning
from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.messages import (
    Choice,
    Command,
    IncomingFile,
    Reply,
    TextBlock,
    bold,
    item,
    paragraph,
    quote,
)
from bot.roles import Role
from bot.texts import uploads as texts
from bot.texts.errors import knowledge_sentence
from bot.upload_records import DATES, FIELDS, IntakeError, Refused, Upload
from bot.upload_words import (
    WrongValueError,
    change_heading,
    change_texts,
    decided,
    line_text,
    publish_label,
    relations,
    replaceable,
    shown_value,
    standing,
    title_of,
    typed_value,
    what_changes,
)
from bot.uploads import UploadState, new_id
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.intake import Intake

PAGE = 8
"""Uploads, changes or lines on one page."""

_REPLACES = "replaces"
_ASKING = dict.fromkeys(DATES, texts.TYPE_DATE) | {"relations": texts.TYPE_RELATIONS}
_ID = re.compile(r"[0-9a-f]{12}")


class UploadFiles:
    """Files from editors, and /duyet."""

    name = "upload"
    commands = (Command("duyet", texts.COMMAND_REVIEW, ("duyệt",), least=Role.EDITOR),)

    def __init__(self, intake: Intake) -> None:
        self._intake = intake

    def on_files(
        self, moment: Moment, files: Sequence[IncomingFile], album: str, text: str
    ) -> Outcome | None:
        """Files were sent; None where it is what was written with them that is to be answered.

        Of an album only the first message is answered.
        """
        state = moment.state.model_copy(update={"album": album})
        later = bool(album) and moment.state.album == album
        if moment.account is None or not moment.role.at_least(Role.EDITOR):
            if text:
                return None
            return Outcome(() if later else _say(moment, texts.NOT_ALLOWED).replies, state)
        sender = moment.sender
        batch = f"{sender.channel}:{sender.chat}:{album or new_id()}"
        try:
            rows = self._intake.announced(sender, moment.account, batch, files)
        except IntakeError as error:
            return Outcome(
                () if later else _say(moment, texts.REFUSED[error.reason]).replies, state
            )
        said = texts.RECEIVED_ALBUM if album else texts.RECEIVED.format(name=files[0].name)
        progress = Choice("upload:list:1", texts.PROGRESS)
        reply = Reply((paragraph(said),), (progress,))
        return Outcome(() if later else (reply,), state, tuple(rows))

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """What waits."""
        if not moment.role.at_least(Role.EDITOR):
            return _say(moment, texts.NOT_ALLOWED)
        return self._list(moment, 1)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """A button under a card or a list."""
        if moment.account is None or not moment.role.at_least(Role.EDITOR):
            return _say(moment, texts.NOT_ALLOWED)
        action, _, rest = choice.partition(":")
        upload_id, _, more = rest.partition(":")
        if action == "list" and is_id(rest):
            return self._list(moment, int(rest))
        if not _ID.fullmatch(upload_id):
            return None
        try:
            match action, more:
                case "show", "":
                    return self._show(moment, upload_id)
                case "publish", "":
                    return self._publish(moment, upload_id, moment.account)
                case "approve", "":
                    return self._approve_items(moment, upload_id, moment.account)
                case "discard", "":
                    return self._discard(moment, upload_id, moment.account)
                case "edit", "":
                    return self._edit(moment, upload_id)
                case "field", field if field in (*FIELDS, _REPLACES):
                    return self._ask_for(moment, upload_id, field)
                case "replace", document if is_id(document):
                    return self._changed(moment, lambda: self._intake.replaces(upload_id, document))
                case "keep", document if is_id(document):
                    kept = int(document)
                    return self._changed(moment, lambda: self._intake.keeps(upload_id, kept))
                case "answers", page if is_id(page):
                    return self._answers(moment, upload_id, int(page))
                case "changes", page if is_id(page):
                    return self._changes(moment, upload_id, int(page))
                case "lines", page if is_id(page):
                    return self._lines(moment, upload_id, int(page))
                case "batch", "":
                    upload = self._intake.upload(upload_id)
                    return Outcome((batch_reply(self._intake, upload),), moment.state)
                case "all", "":
                    return self._publish_all(moment, upload_id, moment.account)
        except IntakeError as error:
            return _say(moment, texts.REFUSED[error.reason])
        return None

    def on_text(self, moment: Moment, awaited: str, text: str) -> Outcome | None:
        """What was typed for a field."""
        upload_id, _, field = awaited.partition(":")
        account = moment.account
        if account is None or not moment.role.at_least(Role.EDITOR):
            return _say(moment, texts.NOT_ALLOWED)
        try:
            value = None if field == _REPLACES else typed_value(field, text)
        except WrongValueError as error:
            return _say(moment, str(error)).waiting_for(f"upload:{awaited}")

        def act() -> Outcome:
            if field == _REPLACES:
                upload = self._intake.replaces(upload_id, text)
            else:
                upload = self._intake.correct(upload_id, field, value, account)
            reply = card(self._intake, upload)
            done = paragraph(texts.CORRECTED)
            return Outcome((Reply((done, *reply.blocks), reply.choices),), moment.state)

        return _acting(moment, act)

    def _list(self, moment: Moment, page: int) -> Outcome:
        uploads = self._intake.uploads()
        if not uploads:
            return _say(moment, texts.NOTHING_WAITS)
        shown = uploads[(page - 1) * PAGE :][:PAGE]
        lines = [
            item(texts.WAITING_LINE.format(title=title_of(each), state=standing(each)))
            for each in shown
        ]
        choices = [
            Choice(f"upload:show:{each.id}", title_of(each)[:60])
            for each in shown
            if each.state in (UploadState.REVIEW, UploadState.APPROVAL)
        ]
        if len(choices) < len(shown):
            choices.append(Choice(f"upload:list:{page}", texts.PROGRESS))
        if page * PAGE < len(uploads):
            choices.append(Choice(f"upload:list:{page + 1}", texts.MORE))
        title = paragraph(bold(texts.WAITING.format(count=len(uploads))))
        return Outcome((Reply((title, *lines), tuple(choices)),), moment.state)

    def _show(self, moment: Moment, upload_id: str) -> Outcome:
        return Outcome((card(self._intake, self._intake.upload(upload_id)),), moment.state)

    def _publish(self, moment: Moment, upload_id: str, account: int) -> Outcome:
        upload = self._intake.upload(upload_id)

        def act() -> Outcome:
            state = self._intake.publish(upload_id, account)
            said = paragraph(decided(self._intake, upload, state))
            if upload.kind != "quiz" or state is not UploadState.PUBLISHED:
                return Outcome((Reply((said,)),), moment.state)
            clear = len(self._intake.upload(upload_id).review["clear"])
            every = Choice(f"upload:approve:{upload_id}", texts.APPROVE_CLEAR.format(count=clear))
            each = Choice("review:next:0:", texts.APPROVE_EACH)
            return Outcome((Reply((said,), (every, each) if clear else (each,)),), moment.state)

        return _acting(moment, act)

    def _approve_items(self, moment: Moment, upload_id: str, account: int) -> Outcome:
        def act() -> Outcome:
            count = self._intake.approve_items(upload_id, account)
            return _say(moment, texts.APPROVED_CLEAR.format(count=count))

        return _acting(moment, act)

    def _publish_all(self, moment: Moment, upload_id: str, account: int) -> Outcome:
        batch = self._intake.upload(upload_id).batch
        waiting = (UploadState.REVIEW, UploadState.APPROVAL)
        ids = [each.id for each in self._intake.uploads(waiting, batch=batch)]

        def act() -> Outcome:
            done: Counter[UploadState | None] = Counter()
            for each in ids:
                try:
                    done[self._intake.publish(each, account)] += 1
                except (IntakeError, KnowledgeError):
                    done[None] += 1
            lines = (
                (UploadState.PUBLISHED, texts.PUBLISHED_MANY),
                (UploadState.APPROVAL, texts.SUBMITTED_MANY),
                (None, texts.NOT_PUBLISHED_MANY),
            )
            blocks = [paragraph(t.format(count=done[state])) for state, t in lines if done[state]]
            nothing = paragraph(texts.REFUSED[Refused.DECIDED])
            return Outcome((Reply(tuple(blocks) or (nothing,)),), moment.state)

        return _acting(moment, act)

    def _discard(self, moment: Moment, upload_id: str, account: int) -> Outcome:
        upload = self._intake.upload(upload_id)

        def act() -> Outcome:
            self._intake.discard(upload_id, account)
            return _say(moment, texts.DISCARDED.format(title=title_of(upload)))

        return _acting(moment, act)

    def _edit(self, moment: Moment, upload_id: str) -> Outcome:
        upload = self._intake.upload(upload_id)
        choices = [
            Choice(f"upload:field:{upload_id}:{field}", label)
            for field, label in (*texts.FIELDS.items(), (_REPLACES, texts.REPLACES))
        ]
        back = Choice(f"upload:show:{upload_id}", texts.BACK)
        blocks = (paragraph(bold(texts.WHICH_FIELD)), *_head(upload))
        return Outcome((Reply(blocks, (*choices, back)),), moment.state)

    def _ask_for(self, moment: Moment, upload_id: str, field: str) -> Outcome:
        document = self._intake.upload(upload_id).document
        if document is None:
            raise IntakeError(Refused.DECIDED)
        if field == _REPLACES:
            outcome = _say(moment, texts.TYPE_REPLACED)
        else:
            text = _ASKING.get(field, texts.TYPE_VALUE)
            value = shown_value(getattr(document, field))
            outcome = _say(moment, text.format(label=texts.FIELDS[field].lower(), value=value))
        return outcome.waiting_for(f"upload:{upload_id}:{field}")

    def _changed(self, moment: Moment, change: Callable[[], Upload]) -> Outcome:
        """The card of an upload after a change."""
        return _acting(moment, lambda: Outcome((card(self._intake, change()),), moment.state))

    def _answers(self, moment: Moment, upload_id: str, page: int) -> Outcome:
        upload = self._intake.upload(upload_id)
        answers = upload.review.get("answers", [])
        blocks: list[TextBlock] = []
        for each in answers[(page - 1) * PAGE :][:PAGE]:
            blocks.append(paragraph(bold(each["question"])))
            for name, text in (("before", texts.BEFORE), ("after", texts.AFTER)):
                blocks.append(quote(text.format(text=each[name] or texts.NO_ANSWER)))
        return self._paged(moment, upload, "answers", page, len(answers), blocks)

    def _changes(self, moment: Moment, upload_id: str, page: int) -> Outcome:
        upload = self._intake.upload(upload_id)
        changes = self._intake.changes(upload)
        blocks: list[TextBlock] = []
        for change in changes[(page - 1) * PAGE :][:PAGE]:
            blocks.append(paragraph(bold(beginning(change_heading(change), 150))))
            before, after = change_texts(change)
            if before:
                blocks.append(quote(texts.BEFORE.format(text=before)))
            if after:
                blocks.append(quote(texts.AFTER.format(text=after)))
        return self._paged(moment, upload, "changes", page, len(changes), blocks)

    def _lines(self, moment: Moment, upload_id: str, page: int) -> Outcome:
        upload = self._intake.upload(upload_id)
        lines = upload.review.get("lines", [])
        blocks = [item(line_text(line)) for line in lines[(page - 1) * PAGE * 2 :][: PAGE * 2]]
        return self._paged(moment, upload, "lines", page, -(-len(lines) // 2), blocks)

    def _paged(
        self,
        moment: Moment,
        upload: Upload,
        what: str,
        page: int,
        count: int,
        blocks: Sequence[TextBlock],
    ) -> Outcome:
        choices = [Choice(f"upload:show:{upload.id}", texts.BACK)]
        if page * PAGE < count:
            choices.insert(0, Choice(f"upload:{what}:{upload.id}:{page + 1}", texts.MORE))
        return Outcome((Reply(tuple(blocks), tuple(choices)),), moment.state)


def card(intake: Intake, upload: Upload) -> Reply:
    """What was read of an upload, and what can be done with it."""
    match upload.state:
        case UploadState.FAILED:
            return Reply((paragraph(upload.problem or texts.FAILED.format(name=upload.name)),))
        case UploadState.SAME:
            return Reply((paragraph(texts.ALREADY_KNOWN.format(name=upload.name)),))
        case UploadState.REVIEW | UploadState.APPROVAL:
            pass
        case _:
            line = texts.WAITING_LINE.format(title=title_of(upload), state=standing(upload))
            return Reply((paragraph(line),))
    notes = [item(texts.WARNING.format(warning=each)) for each in upload.review.get("warnings", [])]
    if upload.kind in ("faq", "quiz"):
        is_bank = upload.kind == "quiz"
        told = texts.REVIEW_BANK if is_bank else texts.REVIEW_SET
        title = paragraph(bold(told.format(name=upload.name)))
        told = texts.BANK_FIGURES if is_bank else texts.SET_FIGURES
        figures = paragraph(told.format(**upload.review))
        return Reply((title, figures, *notes), _choices(intake, upload))
    blocks = [paragraph(bold(texts.REVIEW_DOCUMENT.format(name=upload.name))), *_head(upload)]
    if upload.document is not None:
        blocks.append(item(texts.PASSAGES.format(count=upload.document.passages)))
    blocks += [item(said) for said in relations(intake, upload)]
    blocks += [*notes, paragraph(what_changes(intake, upload))]
    if answers := upload.review.get("answers", []):
        blocks.append(paragraph(texts.ANSWER_CHANGES.format(count=len(answers))))
    samples = upload.review.get("samples", [])
    if samples:
        blocks.append(paragraph(texts.SAMPLES))
        blocks += [quote(texts.SAMPLE.format(**each)) for each in samples]
    return Reply(tuple(blocks), _choices(intake, upload))


def batch_reply(intake: Intake, upload: Upload) -> Reply:
    """What became of the files that were sent together."""
    uploads = intake.uploads(tuple(UploadState), batch=upload.batch, limit=1000)
    single = [each for each in uploads if each.state is not UploadState.UNPACKED]
    states = Counter(each.state for each in single)
    blocks = [paragraph(bold(texts.BATCH_READ.format(count=len(single))))]
    blocks += [
        item(texts.BATCH_LINE.format(count=count, state=texts.STATES[state]))
        for state, count in states.items()
    ]
    blocks += [item(each.problem) for each in single if each.problem]
    ready = [each for each in single if each.state is UploadState.REVIEW]
    choices = [Choice(f"upload:show:{each.id}", title_of(each)[:60]) for each in ready[:PAGE]]
    if len(ready) > 1:
        label = texts.SUBMIT if intake.four_eyes else texts.ALL
        choices.append(Choice(f"upload:all:{upload.id}", label))
    return Reply(tuple(blocks), tuple(choices))


def _choices(intake: Intake, upload: Upload) -> tuple[Choice, ...]:
    label = publish_label(intake, upload)
    choices = [Choice(f"upload:publish:{upload.id}", label, texts.PUBLISH_ANSWERS)]
    if upload.kind in ("faq", "quiz"):
        choices.append(Choice(f"upload:lines:{upload.id}:1", texts.LINES))
    else:
        choices.append(Choice(f"upload:edit:{upload.id}", texts.EDIT))
    if upload.earlier is not None:
        choices.append(Choice(f"upload:changes:{upload.id}:1", texts.CHANGES))
    if answers := upload.review.get("answers", []):
        label = texts.ANSWERS_CHANGE.format(count=len(answers))
        choices.append(Choice(f"upload:answers:{upload.id}:1", label))
    for held in replaceable(intake, upload):
        label = texts.REPLACE.format(number=held.number)
        choices.append(Choice(f"upload:replace:{upload.id}:{held.id}", label))
    for held in upload.retires:
        label = texts.KEEP.format(number=held.number or held.title[:40])
        choices.append(Choice(f"upload:keep:{upload.id}:{held.id}", label))
    choices.append(Choice(f"upload:discard:{upload.id}", texts.DISCARD, texts.DISCARD_ANSWERS))
    return tuple(choices)


def _head(upload: Upload) -> list[TextBlock]:
    document = upload.document
    if document is None:
        return []
    rare = ("valid_from", "valid_until")
    return [
        item(texts.FIELD.format(label=label, value=shown_value(getattr(document, field))))
        for field, label in texts.FIELDS.items()
        if field != "relations" and (field not in rare or getattr(document, field))
    ]


def _acting(moment: Moment, act: Callable[[], Outcome]) -> Outcome:
    """An outcome that is reached in the transaction of the message; a refusal is said."""

    def kindly() -> Outcome:
        try:
            return act()
        except IntakeError as error:
            return _say(moment, texts.REFUSED[error.reason])
        except KnowledgeError as error:
            return _say(moment, knowledge_sentence(error))

    return Outcome((), moment.state, act=kindly)


def _say(moment: Moment, text: str) -> Outcome:
    return Outcome((Reply((paragraph(text),)),), moment.state)
