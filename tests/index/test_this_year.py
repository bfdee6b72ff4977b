"""Years counted from today are looked up by their number."""

import pytest

from index.this_year import with_years


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Năm nay kết nạp mấy đoàn viên?", "năm 2026 kết nạp mấy đoàn viên?"),
        ("thu ngân sách năm ngoái", "thu ngân sách năm 2025"),
        ("Chỉ tiêu sang năm là gì?", "Chỉ tiêu năm 2027 là gì?"),
        ("Còn chỉ tiêu năm sau?", "Còn chỉ tiêu năm 2027?"),
        ("mỗi năm sau tăng bao nhiêu", "mỗi năm sau tăng bao nhiêu"),
        ("năm sau cao hơn năm trước", "năm sau cao hơn năm trước"),
        ("Sang năm 2026 được cho bao nhiêu?", "Sang năm 2026 được cho bao nhiêu?"),
        ("Sang năm thứ hai thì sao?", "Sang năm thứ hai thì sao?"),
        ("Năm 2025 có gì?", "Năm 2025 có gì?"),
    ],
)
def test_the_year_is_named(asked: str, meant: str) -> None:
    assert with_years(asked, 2026) == meant
