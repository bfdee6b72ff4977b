"""The tree of an administrative text: Phần, Chương, Mục, I., Điều, khoản, điểm.

An outline is read off the marks at the beginning of blocks. Two rules keep it honest:
- every block becomes a node or part of one, so no text is lost;
- a numbered line is a heading only when it is short, ends without a stop and has text under it;
  else it is a clause, whose words stay text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.blocks import Block, BlockKind
from knowledge.outline_signs import (
    ARTICLE,
    BULLET,
    CARRIED,
    DIVISION,
    DIVISION_RUN_ON,
    FOOT,
    LABEL_ALONE,
    LEAD_IN,
    LETTER,
    LETTERHEAD,
    LOWER_ROMAN,
    NUMBER_ALONE,
    NUMBERED,
    POINT,
    REFERENCE,
    ROMAN,
    STOPS,
    is_capitals,
    quote_depth,
    roman_value,
)
from knowledge.outline_tree import Level, Node
from knowledge.row_titles import row_rank, title_rank

_DIVISIONS = [
    Level.DOCUMENT, Level.APPENDIX, Level.PART, Level.CHAPTER, Level.SECTION, Level.SUBSECTION,
]  # fmt: skip
_RANK = {level: rank for rank, level in enumerate(_DIVISIONS)} | {
    Level.LETTER: 6,
    Level.ROMAN: 6,
    Level.HEADING: 6,
    Level.ARTICLE: 7,
    Level.CLAUSE: 8,
    Level.POINT: 8,
    Level.ITEM: 9,
    Level.TEXT: 9,
}

_LONGEST_TITLE = 40  # words; the longest titles of real articles have about 35
_LONGEST_SUBHEAD = 20
_SHORTEST_BODY = 25
_BARE_KIND = 3  # words of "CHƯƠNG TRÌNH", whose subject stands on the next line
_SUBHEAD_LEVEL = 9
_QUOTE_REACH = 80  # blocks a quotation may run over before its open quote counts as a slip
_ROW_TITLE = "row title"  # the style of what is open below it; its ordinal is its rank
_LONGEST_LEAD_IN = 20  # words of a numbered line over numbered headings


@dataclass(slots=True)
class _Mark:
    """What the beginning of a block says: its level, its style among its like, its label."""

    level: Level
    style: str
    label: str = ""
    title: str = ""
    ordinal: int = 0


@dataclass(slots=True)
class _Open:
    """A node that still takes children."""

    node: Node
    rank: int
    style: str
    ordinal: int = 0
    style_level: int | None = None


def outline(blocks: Sequence[Block]) -> Node:
    """The tree of a file's blocks; its root is the document and bears no title."""
    return _Builder(_whole_labels([block for block in blocks if block.text.strip()])).build()


def _whole_labels(blocks: list[Block]) -> list[Block]:
    """With each label of a division and its number in one block."""
    whole: list[Block] = []
    for block in blocks:
        text = block.text.strip()
        before = whole[-1] if whole else None
        if (
            before is not None
            and before.kind is block.kind is BlockKind.PARAGRAPH
            and LABEL_ALONE.fullmatch(before.text.strip())
            and NUMBER_ALONE.fullmatch(text)
        ):
            whole[-1] = replace(before, text=f"{before.text.strip()} {text}")
        else:
            whole.append(block)
    return whole


class _Builder:
    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.root = Node(Level.DOCUMENT, page=blocks[0].page if blocks else None)
        self.open = [_Open(self.root, 0, "document")]
        self.signed = False  # the end mark "./." or the list of recipients is behind
        self.before = ""  # the text of the block before this one
        self.structured = any(ARTICLE.fullmatch(block.text) for block in blocks) or any(
            ROMAN.match(block.text) for block in blocks
        )

    def build(self) -> Node:
        at = 0
        while at < len(self.blocks):
            at = self._take(at)
        _settle(self.root)
        return self.root

    def _take(self, at: int) -> int:
        """Puts one block, and what belongs to it, into the tree; returns the next one's index."""
        block = self.blocks[at]
        text = block.text.strip()
        end = at + 1
        mark = None if block.kind is BlockKind.TABLE_ROW else self._mark(at, text)
        if block.kind is BlockKind.TABLE_ROW:
            self._row(block)
        elif mark is None:
            self._paragraph(block)
        elif mark.level in _DIVISIONS:
            end = self._division(at, mark)
        else:
            self._marked(at, mark)
        end = self._quotation(at, end)
        if text.endswith("./.") or text.endswith("./.”"):
            self._sign()
        self.before = self.blocks[end - 1].text.rstrip()
        return end

    # what a block begins with

    def _mark(self, at: int, text: str) -> _Mark | None:
        return (
            self._division_mark(at, text)
            or self._article_mark(text)
            or self._numeral_mark(text)
            or self._minor_mark(text)
            or self._heading_mark(at, text)
        )

    def _division_mark(self, at: int, text: str) -> _Mark | None:
        if found := DIVISION.fullmatch(text):
            title = (found["after"] or found["dashed"] or "").strip()
            name = next(k for k in ("part", "chapter", "subsection", "section", "appendix")
                        if found[k])  # fmt: skip
            if found["label"][0].isupper() and not title.endswith(tuple(".;,")):
                return _Mark(Level(name), name, found["label"], title)
        if found := DIVISION_RUN_ON.fullmatch(text):
            name = _level_name(found["label"])
            return _Mark(Level(name), name, found["label"], found["title"].strip())
        if self.signed and is_capitals(text) and CARRIED.match(text):
            return _Mark(Level.APPENDIX, "appendix", "", text)
        return None

    def _article_mark(self, text: str) -> _Mark | None:
        found = ARTICLE.fullmatch(text)
        if not found or (found["title"] or "")[:1].islower():
            return None
        return _Mark(Level.ARTICLE, "article", found["label"])

    def _numeral_mark(self, text: str) -> _Mark | None:
        for pattern, level in ((ROMAN, Level.ROMAN), (LETTER, Level.LETTER)):
            found = pattern.match(text)
            if not found:
                continue
            number = found["number"]
            value = roman_value(number) if level is Level.ROMAN else ord(number) - ord("A") + 1
            known = next((o.ordinal for o in reversed(self.open) if o.style == level), 0)
            # out of its row a numeral is a name ("V. A", "C. Mác") unless it can be nothing else
            if value == known + 1 or value == 1 or (level is Level.ROMAN and len(number) > 1):
                return _Mark(level, level, f"mục {number}", ordinal=value)
        return None

    def _minor_mark(self, text: str) -> _Mark | None:
        found = NUMBERED.match(text)
        if found and (found["stop"] or "." in found["number"]):
            numbers = found["number"].split(".")
            style = f"{found['bracket'] or ''}{'1.' * len(numbers)}{found['stop'].strip('.')}"
            word = "khoản" if self._inside(Level.ARTICLE) else "mục"
            number = found["number"] if found["stop"] in (".", "") else found[0][:-1].strip()
            label = f"{word} {number}"
            return _Mark(Level.CLAUSE, style, label, ordinal=int(numbers[-1]))
        if found := POINT.match(text):
            letters = found["letters"]
            lettered = found["bracket"] or "", found["stop"]
            roman = letters in LOWER_ROMAN and not self._follows(lettered, letters)
            if len(letters) > 1 and not roman and letters[0] != letters[1]:
                return None  # "tp.", "cf."
            style = f"{lettered[0]}{'i' if roman else 'a'}{lettered[1]}"
            return _Mark(
                Level.POINT, style, f"điểm {letters}", ordinal=ord(letters[0]) - ord("a") + 1
            )
        if found := BULLET.match(text):
            return _Mark(Level.ITEM, found["mark"])
        return None

    def _follows(self, lettered: tuple[str, str], letters: str) -> bool:
        """Whether i), v) or x) is the letter after h), u) or v) in an open list of points."""
        style = f"{lettered[0]}a{lettered[1]}"
        return any(o.style == style and o.ordinal == ord(letters[0]) - ord("a") for o in self.open)

    def _heading_mark(self, at: int, text: str) -> _Mark | None:
        block = self.blocks[at]
        if block.kind is BlockKind.HEADING:
            # the head of a document names the whole of it, not what follows
            in_head = is_capitals(text) and not self._begun()
            return None if in_head else _Mark(Level.HEADING, "heading", "", text)
        if block.kind is BlockKind.LIST_ITEM:
            return _Mark(Level.ITEM, "list")
        if self._is_subhead(at, text):
            return _Mark(Level.HEADING, "heading", "", text)
        return None

    def _begun(self) -> bool:
        return any(node.level is not Level.TEXT for node in self.root.children)

    def _is_subhead(self, at: int, text: str) -> bool:
        """Whether a short line over paragraphs is a subhead, as newspapers set them."""
        if self.structured or at == 0 or at + 1 == len(self.blocks):
            return False
        words, below = text.split(), self.blocks[at + 1]
        return (
            3 <= len(words) <= _LONGEST_SUBHEAD
            and text[0].isupper()
            and not text.endswith((*STOPS, ")", "”"))
            and ":" not in text
            and (text.isupper() or not text.istitle())  # the name of who wrote it
            and below.kind is BlockKind.PARAGRAPH
            and not below.text.strip()[0].islower()
            and not below.text.strip()[0].isdigit()
            and len(below.text.split()) >= _SHORTEST_BODY
            and below.text.rstrip().endswith((*STOPS, ")", "”"))
        )

    # where it goes

    def _inside(self, level: Level) -> bool:
        return any(o.node.level is level for o in self.open)

    def _close_to(self, rank: int) -> None:
        """Closes every open node of this rank or a lower one."""
        while len(self.open) > 1 and self.open[-1].rank >= rank:
            self.open.pop()

    def _push(
        self, node: Node, mark: _Mark, style_level: int | None = None, *, rank: int | None = None
    ) -> None:
        self.open[-1].node.children.append(node)
        rank = _RANK[node.level] if rank is None else rank
        self.open.append(_Open(node, rank, mark.style, mark.ordinal, style_level))

    def _leaf(self, level: Level, block: Block) -> Node:
        node = Node(
            level, text=block.text.strip(), page=block.page, kind=block.kind, cells=block.cells
        )
        self.open[-1].node.children.append(node)
        return node

    def _row(self, block: Block) -> None:
        """Puts a row of a table under the titles among the rows before it."""
        text = block.text.strip()
        rank = row_rank(text) if (title := title_rank(text)) is None else title
        while self.open[-1].style == _ROW_TITLE and rank is not None:
            if self.open[-1].ordinal < rank:
                break
            self.open.pop()
        node = self._leaf(Level.ITEM, block)
        if title is not None:
            self.open.append(_Open(node, _RANK[Level.ITEM], _ROW_TITLE, title))

    def _paragraph(self, block: Block) -> None:
        if self._is_continued(block):
            self.open[-1].node.text += f" {block.text.strip()}"
            return
        if FOOT.match(block.text):
            self._sign()
        while self.open[-1].node.level in (Level.POINT, Level.ITEM, Level.TEXT):
            self.open.pop()
        node = self._leaf(Level.TEXT, block)
        if block.text.rstrip().endswith(LEAD_IN):
            self.open.append(_Open(node, _RANK[Level.TEXT], "lead-in"))

    def _is_continued(self, block: Block) -> bool:
        """Whether a heading or clause that its file broke in two goes on in this block."""
        node, text = self.open[-1].node, block.text.strip()
        goes_on = text[0].islower() or bool(REFERENCE.match(text))
        if node.level in (Level.ROMAN, Level.LETTER) and is_capitals(node.text):
            goes_on = goes_on or is_capitals(text.split("(")[0])
        return (
            goes_on
            and block.kind is BlockKind.PARAGRAPH
            and node.level in (Level.ARTICLE, Level.ROMAN, Level.LETTER, Level.CLAUSE, Level.POINT)
            and not node.children
            and not self.before.endswith((*STOPS[:-1], "”", ")"))
        )

    def _sign(self) -> None:
        self.signed = True
        self._close_to(_RANK[Level.PART])

    def _division(self, at: int, mark: _Mark) -> int:
        block = self.blocks[at]
        rank = _RANK[mark.level]
        if mark.level is Level.PART and self._has_parts_in_chapters():
            rank = _RANK[Level.CHAPTER] + 1
        self._close_to(rank)
        self.signed = False
        end = at + 1
        while end < len(self.blocks) and self._continues_title(at, end, mark):
            mark.title = f"{mark.title} {self.blocks[end].text.strip()}".strip()
            end += 1
        text = "\n".join(b.text.strip() for b in self.blocks[at:end])
        node = Node(mark.level, mark.label, mark.title or mark.label, text, block.page, block.kind)
        self._push(node, mark, block.level, rank=rank)
        return end

    def _has_parts_in_chapters(self) -> bool:
        """Whether a chapter is open that is in no part: what is called a part is one of its own."""
        levels = [o.node.level for o in self.open]
        return Level.CHAPTER in levels and Level.PART not in levels[: levels.index(Level.CHAPTER)]

    def _continues_title(self, at: int, end: int, mark: _Mark) -> bool:
        block, text = self.blocks[end], self.blocks[end].text.strip()
        if (
            block.kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM)
            or text.endswith(STOPS[:-1])
            or len(text.split()) > _LONGEST_TITLE
            or end - at > 4
            or LETTERHEAD.search(text)
            or self._division_mark(end, text)
            or ARTICLE.fullmatch(text)
            or any(p.match(text) for p in (ROMAN, LETTER, NUMBERED, POINT, BULLET))
        ):
            return False
        carried = not mark.label and end == at + 1 and len(mark.title.split()) <= _BARE_KIND
        return is_capitals(text) or ((not mark.title or carried) and text[0].isupper())

    def _marked(self, at: int, mark: _Mark) -> None:
        self._make_room(at, mark)
        block = self.blocks[at]
        text = block.text.strip()
        node = Node(mark.level, mark.label, mark.title, text, block.page, block.kind)
        styled = mark.level is Level.HEADING or block.kind is BlockKind.HEADING
        self._push(node, mark, _style_level(block) if styled else None)

    def _begins_romans(self, at: int) -> bool:
        """Whether the next Roman number is I: then a letter stands over the Roman numbers."""
        below = (ROMAN.match(block.text.strip()) for block in self.blocks[at + 1 :])
        following = next((found["number"] for found in below if found), None)
        return following == "I"

    def _make_room(self, at: int, mark: _Mark) -> None:
        """Closes what the new node is not part of."""
        block = self.blocks[at]
        if mark.level is Level.HEADING:
            self._close_to(_RANK[Level.ARTICLE])
            level = _style_level(block)
            deep = (i for i, o in enumerate(self.open) if (o.style_level or 0) >= level)
            del self.open[next(deep, len(self.open)) :]
            return
        if mark.level is Level.ARTICLE:
            self._close_to(_RANK[Level.ARTICLE])
            return
        if mark.style.count("1.") > 1:
            self._make_room_for_decimal(mark)
            return
        leads_in = self.before.endswith(LEAD_IN)
        same = next((i for i, o in enumerate(self.open) if o.style == mark.style), None)
        if same is not None and not (leads_in and mark.ordinal == 1):
            del self.open[same:]
        elif mark.level in (Level.ROMAN, Level.LETTER):
            if mark.level is Level.LETTER and self._begins_romans(at):
                self._close_to(_RANK[Level.ROMAN])
            # under an article only where the article leads in to it
            under_article = leads_in and self.open[-1].node.level is Level.ARTICLE
            self._close_to(_RANK[Level.CLAUSE] if under_article else _RANK[Level.ARTICLE])
        elif mark.level in (Level.CLAUSE, Level.POINT) and not leads_in:
            while self.open[-1].node.level in (Level.ITEM, Level.TEXT):
                self.open.pop()

    def _make_room_for_decimal(self, mark: _Mark) -> None:
        """1.2.1 stands under 1.2 whatever was opened between them, beside another of its depth."""
        depth = mark.style.count("1.")
        outer = [i for i, o in enumerate(self.open) if 0 < o.style.count("1.") < depth]
        beside = (i for i, o in enumerate(self.open) if o.style.count("1.") >= depth)
        del self.open[next(beside, outer[-1] + 1 if outer else len(self.open)) :]

    def _quotation(self, at: int, end: int) -> int:
        """Takes the blocks of a quotation that the blocks from `at` to `end` leave open."""
        depth = sum(quote_depth(block.text) for block in self.blocks[at:end])
        if depth <= 0:
            return end
        for closing in range(end, min(end + _QUOTE_REACH, len(self.blocks))):
            depth += quote_depth(self.blocks[closing].text)
            if depth <= 0:
                for block in self.blocks[end : closing + 1]:
                    self._leaf(Level.ITEM, block)
                return closing + 1
        return end


def _settle(node: Node) -> None:
    """Decides which numbered lines are headings, now that what stands under them is known."""
    for child in node.children:
        _settle(child)
    if node.level is Level.ARTICLE:
        found = ARTICLE.fullmatch(node.text)
        title = (found["title"] or "").strip() if found else ""
        if node.children and _is_title(title):
            node.title = title or node.label
    elif node.level in (Level.ROMAN, Level.LETTER, Level.CLAUSE):
        leads = node.text.removesuffix(":") if _leads_in_to_headings(node) else node.text
        if node.children and _is_title(leads):
            node.title = leads
            node.level = Level.ARABIC if node.level is Level.CLAUSE else node.level
    elif node.is_heading and not node.children:
        node.level, node.label, node.title = Level.TEXT, "", ""


def _leads_in_to_headings(node: Node) -> bool:
    """Whether a numbered line such as "2. Các bước:" stands over numbered headings."""
    return (
        node.level is Level.CLAUSE
        and len(node.text.split()) <= _LONGEST_LEAD_IN
        and any(child.level is Level.ARABIC for child in node.children)
    )


def _style_level(block: Block) -> int:
    """The level of a heading: what its style says, 1 by default; a bare subhead is the lowest."""
    return (block.level or 1) if block.kind is BlockKind.HEADING else _SUBHEAD_LEVEL


def _is_title(text: str) -> bool:
    return not text.endswith(STOPS) and len(text.split()) <= _LONGEST_TITLE


def _level_name(label: str) -> Level:
    names = {"phần": Level.PART, "chương": Level.CHAPTER, "mục": Level.SECTION}
    return names.get(label.split()[0].lower(), Level.APPENDIX)
