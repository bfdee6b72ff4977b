"""Which documents the answers come from. Choice: "list:<page>"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.features import Moment, Outcome
from bot.features.ask import is_id
from bot.messages import Choice, Command, Reply, bold, item, paragraph
from bot.texts import dialogue as texts
from knowledge.records import Status

if TYPE_CHECKING:
    from knowledge.library import Library
    from knowledge.records import DocumentInfo

PAGE_SIZE = 10


class Documents:
    """/vanban."""

    name = "documents"
    commands = (Command("vanban", texts.COMMAND_DOCUMENTS, ("văn bản", "các văn bản")),)

    def __init__(self, library: Library) -> None:
        self._library = library

    def on_command(self, moment: Moment, command: str, argument: str) -> Outcome:
        """The first page of the list."""
        return self._page(moment, 1)

    def on_choice(self, moment: Moment, choice: str) -> Outcome | None:
        """Another page."""
        match choice.split(":"):
            case ["list", page] if is_id(page):
                return self._page(moment, int(page))
        return None

    def _page(self, moment: Moment, page: int) -> Outcome:
        documents = self._library.documents([Status.PUBLISHED])
        questions = self._library.faq_count()
        pages = -(-len(documents) // PAGE_SIZE)
        page = min(max(page, 1), max(pages, 1))
        first = (page - 1) * PAGE_SIZE
        shown = documents[first : first + PAGE_SIZE]
        if not documents and not questions:
            title = texts.NO_DOCUMENTS
        elif page == 1:
            title = texts.DOCUMENTS.format(count=len(documents), questions=questions)
        else:
            title = texts.DOCUMENTS_PAGE.format(
                first=first + 1, last=first + len(shown), count=len(documents)
            )
        more = Choice(f"documents:list:{page + 1}", texts.MORE, texts.MORE_ANSWERS)
        reply = Reply(
            (paragraph(bold(title)), *(item(_line(document)) for document in shown)),
            (more,) if page < pages else (),
        )
        return Outcome((reply,), moment.state)


def _line(document: DocumentInfo) -> str:
    title = document.title
    if document.number and document.number not in title:
        title = texts.NUMBERED_TITLE.format(title=title, number=document.number)
    if document.issued_on is None:
        return title
    return texts.DOCUMENT_DATED.format(title=title, date=document.issued_on.strftime(texts.DATE))
