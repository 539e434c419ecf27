"""Ranks and places in the tree: pure answers."""

import math
from datetime import datetime
from itertools import pairwise

Z = 1.2816  # 80 per cent, as Reddit's "best"
SEQ_BYTES = 4
DEEPEST = 254  # levels below the top that are stored; 255 places of 4 bytes make a path of 1,020


def best_score(*, ups: int, downs: int, good_points: int) -> float:
    """How surely readers value a comment, from 0 to 1: the lower bound of Wilson's score interval at 80 per
    cent.

    Agreement and good points speak for it, disagreement against it. E. B. Wilson, "Probable inference, the
    law of
    succession, and statistical inference", JASA 22 (1927).
    """
    votes = ups + downs + good_points
    if votes == 0:
        return 0.0
    share = (ups + good_points) / votes
    middle = share + Z * Z / (2 * votes)
    spread = Z * math.sqrt(share * (1 - share) / votes + Z * Z / (4 * votes * votes))
    return max(0.0, (middle - spread) / (1 + Z * Z / votes))


def hot_score(*, ups: int, downs: int, good_points: int, created_at: datetime) -> float:
    """Votes weighed against age: ten times the votes are worth twelve and a half hours. Never needs to be
    computed again by a clock.

    Reddit's "hot": sign · log10(max(|score|, 1)) + seconds / 45000.
    """
    score = ups + good_points - downs
    weight = math.copysign(math.log10(max(abs(score), 1)), score)
    return weight + created_at.timestamp() / 45_000


def path_of(*, parent_path: bytes, seq: int) -> bytes:
    """The place of comment `seq` below the comment at `parent_path` (empty for the top): four bytes per
    level, so bytes sort as the conversation runs.
    """
    return parent_path + seq.to_bytes(SEQ_BYTES, "big")


def seqs_of(path: bytes) -> list[int]:
    """The comments on the way from the top to the one at `path`, itself last."""
    marks = range(0, len(path) + 1, SEQ_BYTES)
    return [int.from_bytes(path[start:end], "big") for start, end in pairwise(marks)]
