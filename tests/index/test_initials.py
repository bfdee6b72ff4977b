from index.initials import initials


def test_a_place_is_known_by_its_initials_once_the_texts_name_it_twice() -> None:
    texts = [
        "Thành ủy Thủ Dầu Một họp. Thành phố Thủ Dầu Một có 35 chi bộ.",
        "Phường Phú Hòa Đông mới được lập.",
    ]

    assert initials(texts) == {"TDM": ("thủ dầu một",)}


def test_two_letters_need_a_name_that_is_on_everybodys_lips() -> None:
    assert initials(["Thị xã Tân Uyên và thị xã Tân Uyên"]) == {}
    assert initials(["Thành phố Hải Phòng họp."] * 20) == {"HP": ("hải phòng",)}


def test_two_letters_that_mean_something_already_keep_their_meaning() -> None:
    assert initials(["Thành phố Cần Thơ họp."] * 20) == {}  # CT: chỉ thị, chương trình


def test_names_with_the_same_initials_are_all_meant_the_frequent_first() -> None:
    texts = ["phường Thủ Đức Mới, phường Tân Đông Mỹ, phường Tân Đông Mỹ, phường Thủ Đức Mới"]

    assert set(initials([*texts, "phường Tân Đông Mỹ"])["TDM"]) == {"tân đông mỹ", "thủ đức mới"}
    assert initials([*texts, "phường Tân Đông Mỹ"])["TDM"][0] == "tân đông mỹ"
