"""An upload in words, the same in chat and on the page."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.texts import uploads as texts
from bot.texts.quiz import REFUSALS
from bot.uploads import UploadState
from knowledge.relations import RelationKind

if TYPE_CHECKING:
    from bot.intake import Intake, Upload
    from knowledge.records import DocumentInfo, StoredPassage

QUOTED = 300
"""Letters of a passage that are shown of a change."""

_REASONS = texts.REASONS | {str(reason): text for reason, text in REFUSALS.items()}

_DAY = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")


def decided(upload: Upload, state: UploadState) -> str:
    """What is said of an upload that was published or submitted."""
    if state is UploadState.APPROVAL:
        return texts.SUBMITTED.format(title=title_of(upload))
    if upload.kind == "quiz":
        return texts.PUBLISHED_BANK.format(name=upload.name)
    if upload.kind == "faq":
        return texts.PUBLISHED_SET.format(name=upload.name)
    return texts.PUBLISHED.format(title=title_of(upload))


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


def relations(intake: Intake, upload: Upload) -> list[tuple[str, DocumentInfo | None]]:
    """What a draft says that it does to others, each with the published document it may retire."""
    said: list[tuple[str, DocumentInfo | None]] = []
    document = upload.document
    if document is None:
        return said
    if document.replaces is not None:
        said.append((texts.WILL_REPLACE.format(title=document.replaces.title), None))
    for relation in document.relations:
        text = texts.RELATIONS[relation.kind].format(number=relation.number)
        held = intake.published(relation.number)
        if held is None or held.id == document.id:
            said.append((text, None))
            continue
        chosen = document.replaces is not None and document.replaces.id == held.id
        offered = relation.kind is not RelationKind.AMENDS and not chosen
        text = texts.HELD.format(said=text, title=held.title)
        said.append((text, held if offered else None))
    return said


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


def shown_value(value: str | date | None) -> str:
    """A field as a person reads it."""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return value or texts.MISSING


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


def cut(passage: StoredPassage) -> str:
    """A passage on one line, not too long."""
    text = " ".join(passage.text.split())
    return text if len(text) <= QUOTED else text[:QUOTED].rsplit(" ", 1)[0] + " …"
