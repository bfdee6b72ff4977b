"""An upload in words, the same in chat and on the page."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.excerpts import beginning, differing
from bot.relation_words import named, relations_text, said, still_in_use, typed_relations
from bot.texts import uploads as texts
from bot.texts.quiz import REFUSALS
from bot.upload_records import DATES, Value
from bot.uploads import UploadState
from knowledge.changes import ChangeKind

if TYPE_CHECKING:
    from bot.intake import Intake
    from bot.upload_records import Upload
    from knowledge.changes import PassageChange
    from knowledge.records import DocumentInfo, DocumentName

_REASONS = texts.REASONS | {str(reason): text for reason, text in REFUSALS.items()}
_NONE = ("", "-", "–", "trống", "bỏ trống")
_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")


class WrongValueError(Exception):
    """What was typed for a field cannot be its value; the message is the sentence that says so."""


def decided(intake: Intake, upload: Upload, state: UploadState) -> str:
    """What is said of an upload, as it was shown, that has been published or submitted."""
    if state is UploadState.APPROVAL:
        return texts.SUBMITTED.format(title=title_of(upload))
    if upload.kind == "quiz":
        return texts.PUBLISHED_BANK.format(name=upload.name)
    if upload.kind == "faq":
        return texts.PUBLISHED_SET.format(name=upload.name)
    lines = [texts.PUBLISHED.format(title=title_of(upload))]
    lines += [
        texts.STILL_IN_USE.format(title=each.title, number=each.number)
        for each in replaceable(intake, upload)
    ]
    return "\n".join(lines)


def publish_label(intake: Intake, upload: Upload) -> str:
    """What the button says that publishes an upload, or hands it to a second person."""
    if upload.state is UploadState.APPROVAL:
        return texts.APPROVE
    if intake.four_eyes:
        return texts.SUBMIT
    return texts.TAKE_IN if upload.kind == "quiz" else texts.PUBLISH


def what_changes(intake: Intake, upload: Upload) -> str:
    """Whether it is new, and else how it differs from what counts now."""
    if upload.earlier is None:
        return texts.NEW_DOCUMENT
    kinds = Counter(str(change.kind) for change in intake.changes(upload))
    figures = {kind: kinds[kind] for kind in texts.CHANGE_KINDS}
    earlier = upload.earlier
    return texts.NEW_VERSION.format(title=earlier.title, version=earlier.version, **figures)


def relations(intake: Intake, upload: Upload) -> list[str]:
    """What a draft will take the place of, and what it says that it does to others."""
    document = upload.document
    if document is None:
        return []
    replaced: list[DocumentInfo | DocumentName] = [*upload.retires]
    if document.replaces is not None:
        replaced.append(document.replaces)
    lines = [texts.WILL_REPLACE.format(title=each.title) for each in replaced]
    for relation, held in named(intake.library, document):
        text = said(relation)
        if held is not None and all(held.id != each.id for each in replaced):
            text = texts.HELD.format(said=text, title=held.title)
        lines.append(text)
    return lines


def replaceable(intake: Intake, upload: Upload) -> list[DocumentInfo]:
    """The documents in use that a draft says it replaces or repeals, and is not told to."""
    document = upload.document
    if document is None:
        return []
    chosen = {each.id for each in upload.retires}
    if document.replaces is not None:
        chosen.add(document.replaces.id)
    return [each for each in still_in_use(intake.library, document) if each.id not in chosen]


def standing(upload: Upload) -> str:
    """Where an upload stands, with how far its reading is."""
    if upload.state is not UploadState.READING:
        return texts.STATES[upload.state]
    progress = upload.progress
    if progress is None:
        return texts.STAGES["waiting"]
    stage = texts.STAGES[progress.stage]
    if not progress.total:
        return stage
    return texts.STAGE_DONE.format(stage=stage, done=progress.done, total=progress.total)


def line_text(line: dict[str, Any]) -> str:
    """What became of one line of a Q&A set, or of one item of a bank."""
    reason = _REASONS.get(line.get("reason", ""), line.get("reason", ""))
    outcome = texts.OUTCOMES[line["outcome"]]
    if "row" in line:
        return texts.LINE_UNREAD.format(row=line["row"], outcome=outcome, reason=reason)
    text = texts.LINE_REFUSED if reason else texts.LINE
    question = line["question"][:120]
    said = text.format(place=line["place"], outcome=outcome, reason=reason, question=question)
    if similar := line.get("similar_to"):
        said += texts.LINE_SIMILAR.format(similar=", ".join(map(str, similar)))
    if near := line.get("near"):
        said += texts.LINE_NEAR.format(near=", ".join(map(str, near)))
    return said + texts.LINE_DOUBTFUL if line.get("doubtful") else said


def shown_value(value: Value) -> str:
    """A field as a person reads it."""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return (relations_text(value) if isinstance(value, tuple) else value) or texts.MISSING


def typed_value(field: str, text: str) -> Value:
    """What a person typed for a field; "" and "-" leave it empty.

    Raises:
        WrongValueError: It is no day, or no relations.
    """
    if text.strip().lower() in _NONE:
        return None
    if field in DATES:
        day = day_of(text)
        if day is None:
            raise WrongValueError(texts.WRONG_DATE.format(value=text[:40]))
        return day
    if field == "relations":
        found = typed_relations(text)
        if found is None:
            raise WrongValueError(texts.WRONG_RELATIONS.format(value=text[:80]))
        return found
    return text


def day_of(text: str) -> date | None:
    """A typed day; None where it is none."""
    if match := _DAY.fullmatch(text.strip()):
        day, month, year = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            return None
    return None


def title_of(upload: Upload) -> str:
    """The number and title that were read, else the file's name."""
    if upload.document is None:
        return upload.name
    parts = (upload.document.number, upload.document.title)
    return " – ".join(part for part in parts if part)


def change_texts(change: PassageChange) -> tuple[str, str]:
    """What a passage said and says, not too long; "" where it was not, is not, or only moved."""
    if change.kind is ChangeKind.MOVED:
        return "", ""
    if change.before is not None and change.after is not None:
        return differing(change.before.text, change.after.text)
    before, after = (each.text if each else "" for each in (change.before, change.after))
    return beginning(before), beginning(after)


def change_heading(change: PassageChange) -> str:
    """What happened to a passage, and where it stands."""
    there = change.after or change.before
    where = " › ".join(there.heading) if there else ""
    return texts.CHANGE.format(kind=texts.CHANGE_KINDS[change.kind], where=where)
