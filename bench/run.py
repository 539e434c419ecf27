"""`make bench`: every measurement, as a table and as one flat object in bench/results/latest.json."""

import importlib
import importlib.util
import json
import sys
from pathlib import Path

from bench import page

RESULTS = Path(__file__).parent / "results" / "latest.json"
PARTS = ("bench.thread", "bench.door", "bench.page")
MOST_RATIO = 1.3


def main() -> int:
    """Measure, print, keep; 1 if a promise is not kept."""
    found: dict[str, float] = {}
    for part in PARTS:
        if importlib.util.find_spec(part) is not None:
            print(f"measuring: {part.removeprefix('bench.')} …", file=sys.stderr, flush=True)
            found |= importlib.import_module(part).figures()
    _print_table(found)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")
    broken = broken_promises(found)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if broken else 0


def broken_promises(found: dict[str, float]) -> list[str]:
    """A sentence for each promise that the figures do not keep."""
    sentences = page.broken_promises(found)
    for suffix in ("", "_postgresql"):
        small, large = found.get(f"thread_queries_100{suffix}"), found.get(f"thread_queries_100000{suffix}")
        ratio = found.get(f"thread_rows_ratio{suffix}")
        if small != large:
            sentences.append(
                f"A first page takes {small} queries at 100 comments, {large} at 100,000; equal is promised."
            )
        if ratio is not None and ratio > MOST_RATIO:
            sentences.append(
                f"A first page at 100,000 comments costs {ratio} times one at 100; {MOST_RATIO} is promised."
            )
    return sentences


def _print_table(found: dict[str, float]) -> None:
    width = max(map(len, found), default=0)
    print(f"{'figure':<{width}}  value")
    print(f"{'-' * width}  ------------")
    for name, figure in sorted(found.items()):
        print(f"{name:<{width}}  {figure:>12,}")


if __name__ == "__main__":
    sys.exit(main())
