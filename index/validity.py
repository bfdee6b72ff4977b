"""Which documents are not in force, what counts in their place, and which were amended."""

from collections import Counter
from dataclasses import replace

from index.codes import DocumentNames
from knowledge.codes import code_key
from knowledge.records import DocumentInfo, DocumentName, Snapshot
from knowledge.relations import RelationKind
from knowledge.text import normalise, search_form


class Validity:
    """What is out of force on the day of a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._in_force = {document.id: document for document in snapshot.documents}
        self._out = {document.id: document for document in snapshot.out_of_force}
        self._names = DocumentNames([*snapshot.documents, *snapshot.out_of_force])
        self._bearing = Counter(code_key(each.number or "") for each in snapshot.documents)
        self._amending: dict[str, list[DocumentInfo]] = {}
        for document in snapshot.documents:
            for relation in document.relations:
                if relation.kind is RelationKind.AMENDS:
                    amending = self._amending.setdefault(code_key(relation.number), [])
                    amending.append(document)

    def out_of_force(self, text: str) -> tuple[DocumentInfo, ...]:
        """The documents a text names by number, where the name means none that is in force.

        `replaced_by` is what counts in their place now, also where that was replaced again.
        """
        return tuple(
            {
                document: self._with_successor(self._out[document])
                for _, meant in self._names.each_named_in(text)
                if meant.isdisjoint(self._in_force)
                for document in sorted(meant)
            }.values()
        )

    def with_successors(self, question: str) -> str | None:
        """The question with the numbers of what counts now; None where there are none to put."""
        form, typed = search_form(question), normalise(question)
        text = typed if len(typed) == len(form) else form  # the spans are those of the form
        named = self._names.each_named_in(question)
        parts: list[str] = []
        at = 0
        for name, meant in sorted(named, key=lambda one: (one[0].span[0], -one[0].span[1])):
            start, end = name.span
            if start < at or not meant or not meant.isdisjoint(self._in_force):
                continue
            successor = self._with_successor(self._out[min(meant)]).replaced_by
            if successor is None or successor.id not in self._in_force or not successor.number:
                continue
            kind = self._in_force[successor.id].kind or ""
            parts += text[at:start], f"{kind} {successor.number}".strip()
            at = end
        return "".join([*parts, text[at:]]) if parts else None

    def amended_by(self, number: str | None) -> tuple[DocumentInfo, ...]:
        """The documents in force that say they amend the one that bears a number.

        None where the number may be another document's too: numbers begin anew each term.
        """
        key = code_key(number or "")
        return tuple(self._amending.get(key, ())) if self._bearing[key] == 1 else ()

    def _with_successor(self, document: DocumentInfo) -> DocumentInfo:
        successor = document.replaced_by
        seen = {document.id}
        while successor and successor.id in self._out and successor.id not in seen:
            seen.add(successor.id)
            last = self._out[successor.id]
            successor = last.replaced_by or DocumentName(last.id, last.number, last.title)
        return replace(document, replaced_by=successor)


def of_the_day(snapshot: Snapshot) -> Snapshot:
    """A snapshot for a question as of a day: only with Q&A entries on documents in force then.

    What the other entries say may be of today; nothing tells.
    """
    names = DocumentNames(snapshot.documents)
    faq = [entry for entry in snapshot.faq if names.named_in(entry.document_number)]
    return replace(snapshot, faq=faq)
