"""Whether a change of code changes any answer: the project's own questions, kept and compared.

    python -m bench.same_answers keep FILE [--shared] [--data-dir FOLDER]
    python -m bench.same_answers compare FILE [--shared] [--data-dir FOLDER]

Every question of every set is asked of the sample knowledge (with --shared of the real documents
beside it). Kind, text, sources and suggestions must be equal, the confidence to a
hundred-thousandth.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench.questions import SAMPLE, SETS, SHARED, ask, engine_over, questions
from index.encoder import load_encoder

CLOSE: Final = 1e-5
"""What two confidences may differ by: the rounding of float32 moves them by some millionths."""


def given(folders: Sequence[Path], data: Path) -> dict[str, dict[str, Any]]:
    """What every question of every set is answered, by set and id."""
    found: dict[str, dict[str, Any]] = {}
    with engine_over(folders, data, load_encoder(), threshold=0.0) as engine:
        for path in sorted(SETS.glob("*.jsonl")):
            for question in questions(path.stem):
                answer = ask(engine, question)
                found[f"{path.stem}/{question.id}"] = {
                    "kind": answer.kind,
                    "text": answer.text,
                    "confidence": answer.confidence,
                    "understood": answer.question,
                    "passages": list(answer.passage_ids),
                    "faq": answer.faq_id,
                    "headings": [list(citation.heading) for citation in answer.citations],
                    "suggestions": list(answer.suggestions),
                }
    return found


def differences(before: dict[str, dict[str, Any]], now: dict[str, dict[str, Any]]) -> list[str]:
    """One line for each question that is answered otherwise."""
    lines = []
    for question in sorted({*before, *now}):
        old, new = before.get(question, {}), now.get(question, {})
        apart = abs(old.get("confidence", 0.0) - new.get("confidence", 0.0)) > CLOSE
        other = [
            name
            for name in {**old, **new}
            if (apart if name == "confidence" else old.get(name) != new.get(name))
        ]
        lines += [f"{question} {name}: {old.get(name)!r} -> {new.get(name)!r}" for name in other]
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Keep the answers, or compare with those that were kept; exit 1 where one differs."""
    parser = argparse.ArgumentParser(description="Whether a change of code changes any answer.")
    parser.add_argument("what", choices=("keep", "compare"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--shared", action="store_true", help="over the real documents too")
    parser.add_argument("--data-dir", type=Path, help="keep what was read and encoded here")
    options = parser.parse_args(arguments)
    folders = [SAMPLE, SHARED / "seeds", SHARED / "resolutions"] if options.shared else [SAMPLE]
    with TemporaryDirectory() as scratch:
        now = given(folders, options.data_dir or Path(scratch))
    if options.what == "keep":
        options.file.write_text(json.dumps(now, ensure_ascii=False), encoding="utf-8")
        return
    found = differences(json.loads(options.file.read_text(encoding="utf-8")), now)
    print(f"{len(now)} questions, {len(found)} differences", *found, sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
