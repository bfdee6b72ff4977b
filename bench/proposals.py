"""How many proposed quiz items a strict reader accepts, by kind, and how fast they are made.

    python -m bench.proposals            the table of the verdicts, and the speed
    python -m bench.proposals --items    the items themselves, to be read

Proposals are drawn from `../shared/data`. One half of the resolutions and seeds, by the hash of the
file's name, served to make the rules. `proposals.tsv` holds what a strict reader said of the items
of the other sets: hash of the item, set, kind, "accept" or "reject", the reason.

    first   the other half of the resolutions and seeds, read when the rules were first thought done
    second  the same documents, read again after the rules had learnt from the first reading
    third   documents that no rule has seen: decrees, circulars and laws under `documents/`
    faq     the Q&A set of the sample knowledge

Options are drawn anew where texts or rules change; an item whose stem is still the same is still
the one that was judged. The table says how many are.
"""

import argparse
import csv
import hashlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from knowledge.database import Database
from knowledge.faq import read_faq
from knowledge.head import read_head
from knowledge.library import Library
from knowledge.outline import outline
from knowledge.passages import passages
from knowledge.proposals.drawing import Documents, propose
from knowledge.proposals.facts import Kind
from knowledge.proposals.items import Proposal
from knowledge.quizbank import text_hash
from knowledge.readers import read
from knowledge.records import NewDocument, StoredFaq

DATA = Path("../shared/data")
SAMPLE = Path("bot/sample/bo-cau-hoi-dap.xlsx")
VERDICTS = Path(__file__).with_name("proposals.tsv")
COUNT = 200
SEED = 2026
OTHERS = (
    "decree30/30_2020_ND_CP.docx",
    "phutho/2023_1257_1258_30_VBHN_VPQH.pdf",
    "phutho/Quy_che_phoi_hop_quan_ly_NNN_Phu_Tho.pdf",
    "thanhhoa/thanhhoa_New1.pdf",
    "thanhhoa/thanhhoa_danhmuc.pdf",
    *(f"legacy/files/{name}" for name in (
        "tcvn3__2003-02120.doc", "tcvn3__2003-02144qd.doc", "tcvn3__2003-A06.rtf",
        "tcvn3__2003-A16.rtf", "tcvn3__2003-A30.rtf", "tcvn3__2003-A37.rtf",
        "tcvn3__2003-TT132001.doc", "tcvn3__2004-13-t-Phuluc3.doc", "tcvn3__2004-A33.rtf",
        "tcvn3__2004-A40.rtf", "tcvn3__2004-HDTMDT.doc", "tcvn3__2004-NghiDinh114_2003.doc",
        "tcvn3__2004-NghiDinh116_2003.doc", "tcvn3__2004-TT1691998.doc",
        "tcvn3__2005-1ADDZ_Ke_hoach_2005__QH_lan_6_25-10.pdf",
        "tcvn3__2006-16EZE_TT01.06GopvonDNNVV.pdf", "tcvn3__2007-1AF57_02-2007.pdf",
        "vni__2007-Quy-che-chi-tieu-noi-bo-2007.doc", "vni__2008-23.QD-991-UBND.doc",
    )),
)  # fmt: skip
"""Under `documents/`: what is a text of an office and does not stand among the resolutions too."""
REASONS = {
    "vague": "thiếu chủ thể, không đứng một mình được",
    "ambiguous": "phương án khác cũng có thể đúng",
    "implausible": "phương án nhiễu không cùng loại hoặc quá xa",
    "obvious": "câu hỏi để lộ đáp án",
    "clumsy": "câu hỏi lủng củng, dở dang",
    "trivial": "không đáng hỏi",
    "source": "văn bản nguồn sai sót hoặc hỏng",
    "wrong": "đáp án sai",
}


def is_fresh(path: Path) -> bool:
    """Whether a document was kept away while the rules were made."""
    return hashlib.sha256(path.name.encode()).digest()[0] % 2 == 1


def documents(paths: Sequence[Path], folder: Path) -> Documents:
    """Documents with their passages as a library gives them."""
    database = Database.open(f"sqlite:///{folder}/library.sqlite")
    library = Library(database)
    for path in paths:
        reading = read(path)
        head = read_head(reading.blocks, filename=path.name)
        library.add(
            NewDocument(
                title=head.title or reading.title or path.stem,
                passages=passages(outline(reading.blocks)),
                file_name=path.name,
                file_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
                number=head.number,
                kind=head.kind,
                issuer=head.issuer,
                issued_on=head.issued_on,
            )
        )
    rows = groupby(library.snapshot().passages, key=lambda passage: passage.document)
    return [(info, list(its)) for info, its in rows]


def sample_faq() -> list[StoredFaq]:
    """The entries of the sample Q&A set."""
    entries = read_faq(read(SAMPLE)).entries
    return [
        StoredFaq(n, e.question, e.other_ways, e.answer, e.source, e.topic, e.document_number)
        for n, e in enumerate(entries, start=1)
    ]


def drawn(name: str, paths: Sequence[Path]) -> Iterator[tuple[str, Proposal]]:
    """The proposals from some documents, and what their set is called."""
    with tempfile.TemporaryDirectory() as folder:
        texts = documents(paths, Path(folder))
    amount = sum(len(its) for _, its in texts)
    started = time.perf_counter()
    made = propose(texts, count=COUNT, seed=SEED)
    took = time.perf_counter() - started
    print(
        f"{name}: {len(made)} items from {len(texts)} documents, {amount} passages: {took:.1f} s, "
        f"{amount / took:.0f} passages/s"
    )
    yield from ((name, item) for item in made)


def show(where: str, number: int, item: Proposal) -> None:
    """An item as a reader sees it."""
    content = item.content
    print(f"\n{number}. {key(item)} {where} {item.kind}\n{content.stem}")
    for place, option in enumerate(content.options):
        print(f"  {'*' if place == content.key else ' '} {option}")
    print(f"  «{content.quote}» {content.source}")


def key(item: Proposal) -> str:
    """What an item is known by among the verdicts."""
    return text_hash(item.content.stem, ())[:12]


def table(items: Sequence[tuple[str, Proposal]]) -> None:
    """Accepted and why not, by kind."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    now = {key(item) for _, item in items}
    print(
        f"{sum(row['item'] in now for row in rows)} of {len(rows)} judged items are still asked so"
    )
    for where in ("first", "second", "third", "faq"):
        print(f"\n{where:12} accepted  of  share")
        judged = [row for row in rows if row["set"] == where]
        for kind in (*map(str, Kind), "all"):
            of = [row for row in judged if kind in (row["kind"], "all")]
            good = sum(row["verdict"] == "accept" for row in of)
            if of:
                print(f"{kind:12} {good:8} {len(of):3}  {good / len(of):.0%}")
        why = Counter(row["reason"] for row in judged if row["verdict"] == "reject")
        for reason, times in why.most_common():
            print(f"  {times:3} {reason}: {REASONS[reason]}")


def main() -> None:
    """Draws the items and prints them or the table."""
    parser = argparse.ArgumentParser(description="how good and how fast proposed quiz items are")
    parser.add_argument("--items", action="store_true", help="print the items")
    parser.add_argument(
        "--tuning", action="store_true", help="of the documents that rules came from"
    )
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit("needs the real documents in ../shared/data")
    paths = sorted([*DATA.glob("seeds/*.txt"), *DATA.glob("resolutions/*.txt")])
    name = "tuning" if options.tuning else "second"
    items = list(drawn(name, [path for path in paths if is_fresh(path) != options.tuning]))
    if not options.tuning:
        items += drawn("third", [DATA / "documents" / path for path in OTHERS])
        items += (("faq", item) for item in propose([], sample_faq(), count=COUNT, seed=SEED))
    if options.items:
        for number, (where, item) in enumerate(items, start=1):
            show(where, number, item)
    else:
        table(items)


if __name__ == "__main__":
    main()
