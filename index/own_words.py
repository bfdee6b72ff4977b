"""What the office's own texts teach about words: turns of phrase, short forms, names of places.

That takes a look at every text, so it is learnt once for a state of the library and kept beside
its indexes.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.initials import counted_places, initials_of
from index.marks import Restorer
from index.names import named_places
from index.shorthand import Ways


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What was learnt.

    Attributes:
        restorer: Puts marks back as these texts have them.
        named: How often they name each place, see `index.initials`.
        places: The places themselves, see `index.names.named_places`.
    """

    restorer: Restorer
    named: Counter[str]
    places: frozenset[str]

    @property
    def initials(self) -> Mapping[str, Ways]:
        """Short forms of the places that the texts name."""
        return initials_of(self.named)

    @classmethod
    def learnt(cls, texts: Iterable[str]) -> Self:
        """From printed texts."""
        return cls(Restorer.load(), Counter(), frozenset()).with_texts(texts)

    def with_texts(self, texts: Iterable[str]) -> Self:
        """The same with further texts; takes what these take."""
        texts = list(texts)
        return type(self)(
            self.restorer.with_texts(texts),
            self.named + counted_places(texts),
            self.places.union(*map(named_places, texts)),
        )

    def save(self, folder: Path) -> None:
        """Write everything under a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.restorer.save(folder / "phrases.npz")
        names = {"named": dict(self.named), "places": sorted(self.places)}
        (folder / "names.json").write_text(json.dumps(names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what `save` wrote; raises OSError, ValueError or KeyError where it is damaged."""
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        restorer = Restorer.load()
        restorer.learn_saved(folder / "phrases.npz")
        return cls(restorer, Counter(names["named"]), frozenset(names["places"]))
