"""Blocks for tests, and what must hold of every outline and its passages."""

import re
from collections.abc import Callable, Iterator, Sequence

from knowledge.blocks import Block, BlockKind
from knowledge.outline_tree import Node
from knowledge.passages import Passage

WORD = re.compile(r"[^\W_]+")


def lines(text: str, *, page: int | None = None) -> list[Block]:
    """Each line of a text as a paragraph."""
    return [
        Block(BlockKind.PARAGRAPH, line.strip(), page) for line in text.splitlines() if line.strip()
    ]


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from walk(child)


def words(*texts: str) -> list[str]:
    return [word for text in texts for word in WORD.findall(text)]


def headings(root: Node) -> list[str]:
    """The heading of each node that is one, in order."""
    return [node.heading for node in walk(root) if node.is_heading]


def assert_nothing_is_lost(blocks: Sequence[Block], root: Node, found: list[Passage]) -> None:
    nodes = list(walk(root))
    assert words(*(node.text for node in nodes)) == words(*(block.text for block in blocks))
    prose = [node for node in nodes if not node.is_heading]
    assert words(*(p.text for p in found)) == words(*(node.text for node in prose))
    named = {element for passage in found for element in passage.heading}
    for node in nodes:
        if node.is_heading:
            assert node.heading in named
            assert sorted(words(node.text)) == sorted(words(node.heading.removeprefix("khoản ")))


def assert_within(limit: int, count: Callable[[str], int], found: list[Passage]) -> None:
    for passage in found:
        assert count(passage.text) <= limit or len(passage.text.split()) == 1
        assert passage.text.strip()


def assert_pages_are_right(root: Node, found: list[Passage]) -> None:
    """Each passage bears the page of the block that its first letter comes from."""
    pages = [
        node.page for node in walk(root) if not node.is_heading for _ in "".join(node.text.split())
    ]
    at = 0
    for passage in found:
        assert passage.page == pages[at]
        at += len("".join(passage.text.split()))
    assert at == len(pages)
