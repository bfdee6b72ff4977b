"""What a reader is exported with."""

import pytest

from index.reader import MODEL
from index.train.export_reader import CARD


@pytest.mark.parametrize("name", ["README.md", "NOTICE"])
def test_the_built_in_reader_bears_the_card_that_is_exported(name: str) -> None:
    assert (MODEL / name).read_text("utf-8") == (CARD / name).read_text("utf-8")
