"""Marks put back on Vietnamese typed without them: "nghi quyet" → "nghị quyết"."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from copy import copy
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.learned import Learned
from index.slips import respelt
from index.trigrams import BOUNDARY, OTHER, RESERVED, TOKEN, Trigrams, spelt
from knowledge.letters import has_marks, normalise, one_spelling, unmarked
from knowledge.syllable import is_syllable

MODEL = Path(__file__).parent / "models" / "syllables.npz"
"""The built-in counts; `python -m index.train.count_syllables` makes them."""

FORMS = 12
"""A bare syllable is given at most so many marked forms, the commonest first."""

LONGEST = 400
"""So many words of a text are restored; what follows them stays as typed."""

SEEN_TOGETHER = -6.0
"""Two syllables glued together are a word where the second follows the first so often."""

_GLUED = re.compile(r"(?<!\w)[^\W\d_]{5,12}(?!\w)")
_MARKED_SHARE = 0.77  # of the syllables of Vietnamese print carry a mark

_Floats = NDArray[np.float32]


class Reading(NamedTuple):
    """One way to read a text typed without marks.

    Attributes:
        text: The text with its marks.
        score: How likely it is beside the best reading, which has 1.0.
    """

    text: str
    score: float


class Restorer:
    """Puts marks back, by a trigram model of syllables.

    A syllable with marks is taken as typed; codes, numbers, abbreviations and foreign words are
    left alone; capitals stay, and hint at names. Nothing but marks ever changes.
    """

    def __init__(self, model: Trigrams) -> None:
        self._learned = Learned(model)
        self._forms = _forms(model.words)

    @classmethod
    def load(cls, path: Path = MODEL) -> Self:
        """Open a file of counts, the built-in one unless told."""
        return cls(Trigrams.load(path))

    def learn(self, texts: Iterable[str]) -> None:
        """Let the office's own documents weigh in, with their names and their turns of phrase.

        May be called again with further texts, and while other threads restore.
        """
        self._take(self._learned.with_texts(texts))

    def with_texts(self, texts: Iterable[str]) -> Self:
        """Another one that has learnt further texts too; this one stays as it is."""
        other = copy(self)
        other.learn(texts)
        return other

    def save(self, path: Path) -> None:
        """Write what was learnt, the built-in counts left out."""
        self._learned.save(path)

    def learn_saved(self, path: Path) -> None:
        """Learn what another one has saved, in place of what this one has learnt.

        Raises:
            OSError, ValueError or KeyError: The file is damaged, or for other built-in counts.
        """
        self._take(Learned.load(path, Trigrams.load(MODEL)))

    def _take(self, learned: Learned) -> None:
        forms = _forms(learned.model.words)
        self._learned, self._forms = learned, forms

    def knows(self, word: str) -> bool:
        """Whether official text or the office's has the word, as it is or with marks."""
        return spelt(word) in self._learned.ids or spelt(word) in self._forms

    def score(self, text: str) -> float:
        """How likely the text is as it stands: the mean log-probability of its words."""
        learned = self._learned
        ids = [learned.id_of(token) for token in TOKEN.finditer(text)][:LONGEST]
        lattice = [np.array([i]) for i in (BOUNDARY, *ids, BOUNDARY)]
        return float(sum(step.sum() for step in learned.steps(lattice))) / (len(ids) + 1)

    def split_glued(self, text: str) -> str:
        """Put the space back between two bare syllables that belong together: "chibo"."""
        return _GLUED.sub(lambda match: self._split(match[0]), text)

    def _split(self, word: str) -> str:
        lower = word.lower()
        if has_marks(word) or self.knows(lower):
            return word
        likeliest, split = SEEN_TOGETHER, word
        for at in range(2, len(word) - 1):
            first = self._forms.get(one_spelling(lower[:at]))
            second = self._forms.get(one_spelling(lower[at:]))
            if first is None or second is None:
                continue
            scores, rows = self._learned.model.score_pairs(
                np.repeat(first, len(second)), np.tile(second, len(first))
            )
            score = float(np.where(rows >= 0, scores, -np.inf).max())
            if score > likeliest:
                likeliest, split = score, f"{word[:at]} {word[at:]}"
        return split

    def restore(
        self, text: str, n: int = 1, *, near: float = 0.02, habit: str | None = None
    ) -> list[Reading]:
        """Read a text that has no marks, or only some.

        Args:
            text: What was typed.
            n: At most so many readings.
            near: Leave out readings with a lower score than this.
            habit: What shows whether this person types marks, where it is not the text itself.

        Returns:
            The readings in NFC, the likeliest first; one at least.
        """
        text = normalise(text)
        tokens = list(TOKEN.finditer(text))[:LONGEST]
        learned, forms = self._learned, self._forms
        choices = [_choices(token, text, learned, forms) for token in tokens]
        if not tokens:
            return [Reading(text, 1.0)]
        lattice = [np.array([BOUNDARY]), *choices, np.array([BOUNDARY])]
        dropped = self._dropped(text if habit is None else habit)
        hints = _hints(tokens, choices, learned, dropped)
        words = learned.model.words
        return [
            Reading(_written(text, tokens, choices, path[1:-1], words), score)
            for path, score in _paths(lattice, learned.steps(lattice), hints, n, near)
        ]

    def _dropped(self, text: str) -> float:
        """The share of marks that a person leaves out, guessed from how many there are."""
        words = [token[0] for token in TOKEN.finditer(text) if token.lastgroup == "word"]
        marked = sum(map(has_marks, words))
        if not marked:
            return 1.0
        bare = sum(not has_marks(word) and spelt(word) in self._forms for word in words)
        expected = bare - (1 - _MARKED_SHARE) * (marked + bare) + 0.3
        return max(0.002, min(1.0, expected / (_MARKED_SHARE * (marked + bare) + 1)))


def _forms(words: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """The ids of the marked forms of each bare syllable, the commonest first."""
    forms: dict[str, list[int]] = {}
    for i, word in enumerate(words, RESERVED):
        forms.setdefault(unmarked(word), []).append(i)
    return {bare: np.array(ids[:FORMS], dtype=np.int64) for bare, ids in forms.items()}


def _choices(
    token: re.Match[str], text: str, learned: Learned, forms: dict[str, NDArray[np.int64]]
) -> NDArray[np.int64]:
    """The ids a token may stand for; a single one where it stays as typed."""
    as_typed = np.array([learned.id_of(token)], dtype=np.int64)
    word = token[0]
    if token.lastgroup != "word" or _is_abbreviation(token, text):
        return as_typed
    found = forms.get(one_spelling(unmarked(word.lower())))
    if found is None or (has_marks(word) and (as_typed[0] != OTHER or is_syllable(word))):
        return as_typed
    if has_marks(word):
        found = np.array(
            [i for i in found if _completes(learned.model.words[i - RESERVED], word.lower())],
            dtype=np.int64,
        )
    return found if len(found) else as_typed


def _is_abbreviation(token: re.Match[str], text: str) -> bool:
    """Capitals among small letters ("TU", "A"), and letters that name a point ("điểm d")."""
    word = token[0]
    if len(word) == 1 and word.lower() in "bcdđghklmnpqrstvx":
        return True
    return word.isupper() and len(word) <= 3 and token.start() > 0 and not text.isupper()


def _completes(form: str, typed: str) -> bool:
    """Whether a form has every mark that was typed: "quyết" completes "quyêt"."""
    return len(form) == len(typed) and all(
        set(unicodedata.normalize("NFD", b)) <= set(unicodedata.normalize("NFD", a))
        for a, b in zip(form, typed, strict=True)
    )


def _hints(
    tokens: Sequence[re.Match[str]],
    choices: Sequence[NDArray[np.int64]],
    learned: Learned,
    dropped: float,
) -> list[_Floats]:
    """What the way of typing says for each choice: log-likelihoods."""
    inside = [
        token.lastgroup == "word" and i > 0 and tokens[i - 1].lastgroup != "end"
        for i, token in enumerate(tokens)
    ]
    capitals = [inside[i] and token[0][0].isupper() for i, token in enumerate(tokens)]
    small = [inside[i] and token[0].islower() for i, token in enumerate(tokens)]
    case_speaks = any(capitals) and any(small)
    capital = learned.model.capital
    hints = []
    for i, (token, ids) in enumerate(zip(tokens, choices, strict=True)):
        hint = np.zeros(len(ids), dtype=np.float32)
        if len(ids) > 1:
            typed = learned.ids.get(spelt(token[0]), -1)
            hint[ids != typed] += np.log(dropped)
            if case_speaks and capitals[i]:
                hint += np.log(capital[ids] + np.float32(1e-4))
            elif case_speaks and small[i]:
                hint += np.log1p(-capital[ids])
        hints.append(hint)
    none = np.zeros(1, dtype=np.float32)
    return [none, *hints, none]


def _paths(
    lattice: Sequence[NDArray[np.int64]],
    steps: Sequence[_Floats],
    hints: Sequence[_Floats],
    n: int,
    near: float,
) -> list[tuple[list[int], float]]:
    """The best paths through the choices, exact: Viterbi over pairs of neighbours.

    Args:
        lattice: For each place the ids it may be.
        steps: For each place from the second on, (before, last, this) scores.
        hints: For each place the scores of its ids by themselves.
        n: At most so many paths.
        near: Leave out those less likely than this beside the best.

    Returns:
        Each path, as an index for each place, with its likelihood beside the best.
    """
    ahead: list[_Floats] = [steps[0][0] + hints[1]]
    for step, hint in zip(steps[1:], hints[2:], strict=True):
        ahead.append((ahead[-1][:, :, None] + step).max(axis=0) + hint)
    behind: list[_Floats] = [np.zeros_like(ahead[-1])]
    for step, hint in zip(steps[:0:-1], hints[:1:-1], strict=True):
        behind.append((step + (hint + behind[-1])[None]).max(axis=2))
    behind.reverse()

    # through[i]: the best score of any path through each pair of places i, i + 1
    through = [a + b for a, b in zip(ahead, behind, strict=True)]
    best = float(through[-1].max())

    def path_by(place: int, pair: int) -> tuple[int, ...]:
        first, second = divmod(pair, through[place].shape[1])
        path = [first, second]
        for i in range(place, 0, -1):
            path.insert(0, int((ahead[i - 1][:, path[0]] + steps[i][:, path[0], path[1]]).argmax()))
        for i in range(place + 1, len(steps)):
            onward = steps[i][path[-2], path[-1]] + hints[i + 1] + behind[i][path[-1]]
            path.append(int(onward.argmax()))
        return tuple(path)

    winner = path_by(len(through) - 1, int(through[-1].argmax()))
    found = {winner: 1.0}
    if n > 1:
        others = [
            (float(scores.flat[pair]), place, int(pair))
            for place, scores in enumerate(through)
            for pair in np.flatnonzero(scores >= best + np.log(near))
            if divmod(int(pair), scores.shape[1]) != winner[place : place + 2]
        ]
        for score, place, pair in sorted(others, reverse=True):
            if len(found) == n:
                break
            found.setdefault(path_by(place, pair), min(1.0, float(np.exp(score - best))))
    return [(list(path), score) for path, score in found.items()]


def _written(
    text: str,
    tokens: Sequence[re.Match[str]],
    choices: Sequence[NDArray[np.int64]],
    path: Sequence[int],
    words: Sequence[str],
) -> str:
    """The text with each token in the form chosen for it."""
    parts = []
    end = 0
    for token, ids, chosen in zip(tokens, choices, path, strict=True):
        i = int(ids[chosen])
        if i >= RESERVED and (form := words[i - RESERVED]) != spelt(token[0]):
            parts += [text[end : token.start()], respelt(form, token[0])]
            end = token.end()
    return "".join(parts) + text[end:]
