"""`hoidap documents …`: what the library holds."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import typer

from bot.commands.common import (
    ACTOR,
    UsageError,
    fail,
    library_of,
    print_json,
    print_table,
    settings_of,
    table,
    with_example,
)
from bot.relation_words import relations_text, still_in_use
from bot.texts import cli as texts
from bot.texts import uploads as words
from bot.upload_words import WrongValueError, change_heading, change_texts, typed_value

app = typer.Typer(help=texts.DOCUMENTS, no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="DOCUMENT", help=texts.DOCUMENT_REF)]
AsJson = Annotated[bool, typer.Option("--json", help=texts.JSON)]


@app.command("list", help=with_example(texts.DOCUMENTS_LIST, "hoidap documents list"))
def list_documents(context: typer.Context, as_json: AsJson = False) -> None:
    """Prints every document with its state."""
    with library_of(context) as library:
        documents = library.documents()
    if as_json:
        print_json([asdict(document) for document in documents])
        return
    if not documents:
        typer.echo(texts.NO_DOCUMENTS)
        return
    rows = table(
        texts.COLUMN_ID,
        texts.COLUMN_NUMBER,
        texts.COLUMN_TITLE,
        texts.COLUMN_DATE,
        texts.COLUMN_STATUS,
        texts.COLUMN_PASSAGES,
    )
    for document in documents:
        rows.add_row(
            str(document.id),
            document.number or "",
            document.title,
            _date(document.issued_on),
            texts.STATUSES[document.status],
            str(document.passages),
        )
    print_table(rows)


@app.command("show", help=with_example(texts.DOCUMENTS_SHOW, "hoidap documents show 02-KH/TU"))
def show(
    context: typer.Context,
    reference: Reference,
    text: Annotated[bool, typer.Option("--text", help=texts.DOCUMENT_TEXT)] = False,
    as_json: AsJson = False,
) -> None:
    """Prints one document."""
    with library_of(context) as library:
        document = library.document(reference)
        words = library.text(document.id) if text else ""
    if as_json:
        print_json(asdict(document) | ({"text": words} if text else {}))
        return
    for label, value in (
        (texts.COLUMN_ID, document.id),
        (texts.COLUMN_NUMBER, document.number),
        (texts.COLUMN_TITLE, document.title),
        (texts.COLUMN_KIND, document.kind),
        (texts.COLUMN_ISSUER, document.issuer),
        (texts.COLUMN_DATE, _date(document.issued_on)),
        (texts.COLUMN_SIGNER, document.signer),
        (texts.COLUMN_STATUS, texts.STATUSES[document.status]),
        (texts.COLUMN_VERSION, document.version),
        (texts.COLUMN_PASSAGES, document.passages),
        (texts.COLUMN_FILE, document.file_name),
        (texts.COLUMN_REPLACES, document.replaces and document.replaces.title),
        (texts.COLUMN_REPLACED_BY, document.replaced_by and document.replaced_by.title),
        (texts.COLUMN_RELATIONS, relations_text(document.relations)),
    ):
        if value:
            typer.echo(f"{label}: {value}")
    if text:
        typer.echo(f"\n{words}")


@app.command(
    "retire", help=with_example(texts.DOCUMENTS_RETIRE, "hoidap documents retire 02-KH/TU")
)
def retire(
    context: typer.Context,
    reference: Reference,
    by: Annotated[
        str | None, typer.Option("--by", metavar="DOCUMENT", help=texts.RETIRE_BY)
    ] = None,
) -> None:
    """Takes a document out of use."""
    with library_of(context) as library:
        if by is None:
            retired = library.retire(reference, actor=ACTOR)
        else:
            retired = library.replace(reference, by=by, actor=ACTOR)
    typer.echo(texts.RETIRED.format(title=retired.title))


@app.command(
    "restore", help=with_example(texts.DOCUMENTS_RESTORE, "hoidap documents restore 02-KH/TU")
)
def restore(
    context: typer.Context,
    reference: Reference,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help=texts.DOCUMENT_VERSION)
    ] = None,
) -> None:
    """Puts a document, or an earlier version of it, into use again."""
    with library_of(context) as library:
        restored = library.restore(reference, version=version, actor=ACTOR)
    typer.echo(texts.RESTORED.format(title=restored.title))


@app.command(
    "publish", help=with_example(texts.DOCUMENTS_PUBLISH, "hoidap documents publish 02-KH/TU")
)
def publish(context: typer.Context, reference: Reference) -> None:
    """Puts a draft into use."""
    with library_of(context) as library:
        published = library.publish(reference, actor=ACTOR)
        held = still_in_use(library, published)
    typer.echo(texts.PUBLISHED.format(title=published.title))
    for each in held:
        by = published.number or published.id
        typer.echo(texts.STILL_IN_USE.format(number=each.number, by=by))


@app.command(
    "discard", help=with_example(texts.DOCUMENTS_DISCARD, "hoidap documents discard 02-KH/TU")
)
def discard(context: typer.Context, reference: Reference) -> None:
    """Deletes a draft."""
    with library_of(context) as library:
        title = library.document(reference).title
        library.discard(reference, actor=ACTOR)
    typer.echo(texts.DISCARDED.format(title=title))


@app.command(
    "history", help=with_example(texts.DOCUMENTS_HISTORY, "hoidap documents history 02-KH/TU")
)
def history(context: typer.Context, reference: Reference, as_json: AsJson = False) -> None:
    """Prints the versions of a document."""
    with library_of(context) as library:
        versions = library.history(reference)
    if as_json:
        print_json([asdict(version) for version in versions])
        return
    rows = table(
        texts.COLUMN_VERSION,
        texts.COLUMN_STATUS,
        texts.COLUMN_DATE,
        texts.COLUMN_TITLE,
        texts.COLUMN_FILE,
        texts.COLUMN_PASSAGES,
    )
    for version in versions:
        rows.add_row(
            str(version.version),
            texts.VERSION_STATES[version.state],
            _date(version.created_at.date()),
            version.title,
            version.file_name,
            str(version.passages),
        )
    print_table(rows)


@app.command(
    "correct",
    help=with_example(
        texts.DOCUMENTS_CORRECT,
        'hoidap documents correct 02-KH/TU --signer "Nguyễn Văn An, Bí thư"',
    ),
)
def correct(
    context: typer.Context,
    reference: Reference,
    title: Annotated[str | None, typer.Option("--title", help=words.FIELDS["title"])] = None,
    number: Annotated[str | None, typer.Option("--number", help=words.FIELDS["number"])] = None,
    kind: Annotated[str | None, typer.Option("--kind", help=words.FIELDS["kind"])] = None,
    issuer: Annotated[str | None, typer.Option("--issuer", help=words.FIELDS["issuer"])] = None,
    issued_on: Annotated[
        str | None, typer.Option("--issued-on", metavar="DAY", help=words.FIELDS["issued_on"])
    ] = None,
    signer: Annotated[str | None, typer.Option("--signer", help=words.FIELDS["signer"])] = None,
    valid_from: Annotated[
        str | None, typer.Option("--valid-from", metavar="DAY", help=words.FIELDS["valid_from"])
    ] = None,
    valid_until: Annotated[
        str | None, typer.Option("--valid-until", metavar="DAY", help=words.FIELDS["valid_until"])
    ] = None,
    relations: Annotated[
        str | None, typer.Option("--relations", metavar="TEXT", help=texts.CORRECT_RELATIONS)
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help=texts.DOCUMENT_VERSION)
    ] = None,
) -> None:
    """Corrects what was read of a document's head."""
    given = {
        "title": title,
        "number": number,
        "kind": kind,
        "issuer": issuer,
        "issued_on": issued_on,
        "signer": signer,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "relations": relations,
    }
    try:
        head: Any = {
            name: typed_value(name, " ".join(value.split()))
            for name, value in given.items()
            if value is not None
        }
    except WrongValueError as error:
        raise UsageError(str(error)) from None
    if not head:
        raise UsageError(texts.CORRECT_NOTHING)
    if "title" in head and not head["title"]:
        raise UsageError(texts.CORRECT_NO_TITLE)
    if "relations" in head:
        head["relations"] = head["relations"] or ()
    with library_of(context) as library:
        corrected = library.correct(reference, version=version, actor=ACTOR, **head)
    typer.echo(texts.CORRECTED.format(title=corrected.title))


@app.command(
    "changes", help=with_example(texts.DOCUMENTS_CHANGES, "hoidap documents changes 02-KH/TU")
)
def changes(
    context: typer.Context,
    reference: Reference,
    before: Annotated[
        int | None, typer.Option("--from", metavar="N", help=texts.CHANGES_FROM)
    ] = None,
    after: Annotated[int | None, typer.Option("--to", metavar="N", help=texts.CHANGES_TO)] = None,
    with_answers: Annotated[bool, typer.Option("--answers", help=texts.CHANGES_ANSWERS)] = False,
    as_json: AsJson = False,
) -> None:
    """Prints the passages that differ between two versions."""
    with library_of(context) as library:
        document = library.document(reference)
        last = after or document.draft or document.version
        earlier = [v.version for v in library.history(document.id) if v.version < last]
        if before is None and not earlier:
            fail(texts.CHANGES_ONE_VERSION.format(title=document.title))
        first = before or earlier[-1]
        found = library.changes(document.id, first, last)
    answers = _answers(context, document.id, first, last) if with_answers else []
    if as_json:
        records = [change.as_record() for change in found]
        print_json({"changes": records, "answers": answers} if with_answers else records)
        return
    if not found:
        typer.echo(texts.CHANGES_NONE)
    for change in found:
        typer.echo(change_heading(change))
        for said, text in zip(change_texts(change), (words.BEFORE, words.AFTER), strict=True):
            if said:
                typer.echo("  " + text.format(text=said))
    if with_answers:
        typer.echo(texts.ANSWERS_CHANGE.format(count=len(answers)))
    for each in answers:
        typer.echo(each["question"])
        for name, text in (("before", words.BEFORE), ("after", words.AFTER)):
            typer.echo("  " + text.format(text=each[name] or words.NO_ANSWER))


def _answers(
    context: typer.Context, document: int, before: int, after: int
) -> list[dict[str, str]]:
    """The questions that two versions answer differently."""
    from bot.commands.ingest import opened
    from bot.samples import asked_of, changed_answers
    from index.rows import Rows

    with opened(settings_of(context)) as work:
        old = work.library.passages(document, version=before)
        new = Rows(work.library.passages(document, version=after), [])
        work.encode(new)
        asked = asked_of(work.library, old[0].document, old)
        return changed_answers(work, old, new, asked)


def _date(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
