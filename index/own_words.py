"""What the office's own texts teach about words: turns of phrase, short forms, names of places.

That takes a look at every text, so it is learnt once for a state of the library and kept beside
its indexes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from index.initials import initials
from index.marks import Restorer
from index.names import named_places
from index.shorthand import Ways


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What was learnt.

    Attributes:
        restorer: Puts marks back as these texts have them.
        initials: Short forms of the places that the texts name, see `index.initials`.
        places: The places themselves, see `index.names.named_places`.
    """

    restorer: Restorer
    initials: Mapping[str, Ways]
    places: frozenset[str]

    @classmethod
    def learnt(cls, texts: Iterable[str]) -> Self:
        """From printed texts."""
        texts = list(texts)
        restorer = Restorer.load()
        restorer.learn(texts)
        return cls(restorer, initials(texts), frozenset().union(*map(named_places, texts)))

    def save(self, folder: Path) -> None:
        """Write everything under a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.restorer.save(folder / "phrases.npz")
        names = {"initials": dict(self.initials), "places": sorted(self.places)}
        (folder / "names.json").write_text(json.dumps(names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open what `save` wrote; raises OSError, ValueError or KeyError where it is damaged."""
        names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        restorer = Restorer.load()
        restorer.learn_saved(folder / "phrases.npz")
        shorts = {short: tuple(ways) for short, ways in names["initials"].items()}
        return cls(restorer, shorts, frozenset(names["places"]))
