"""What a reader is exported with."""

from pathlib import Path

import pytest

import index.train
from index.reader import MODEL

CARD = Path(index.train.__file__).with_name("reader_card")


@pytest.mark.parametrize("name", ["README.md", "NOTICE"])
def test_the_built_in_reader_bears_the_card_that_is_exported(name: str) -> None:
    assert (MODEL / name).read_text("utf-8") == (CARD / name).read_text("utf-8")
