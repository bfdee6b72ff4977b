"""The index of rare syllables finds exactly what comparing all with all finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import quiz_similar
from knowledge.quiz_similar import NEAR, near_items
from knowledge.text import syllables, unmarked

WORDS = "đảng nghị quyết hội lần thứ xi xii năm nào họp ở đâu 1930 mười chi bộ xã".split()
STEMS = st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), max_size=20)


@settings(deadline=None)
@given(stems=STEMS)
def test_against_all_pairs(stems: list[str]) -> None:
    by_id = dict(enumerate(stems, start=1))
    sets = {i: frozenset(syllables(unmarked(stem))) for i, stem in by_id.items()}
    likeness = quiz_similar._likeness
    for item_id, near in near_items(by_id, by_id).items():
        assert item_id not in near
    found = near_items(by_id, by_id)
    for item_id in by_id:
        slow = [
            other
            for other in by_id
            if other != item_id and sets[other] and likeness(sets[item_id], sets[other]) >= NEAR
        ]
        near = found.get(item_id, ())
        assert set(near) <= set(slow)
        assert len(near) == min(len(slow), quiz_similar.MOST)
