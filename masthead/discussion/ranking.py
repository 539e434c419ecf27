"""Scores for ranking comments. Pure."""

import math

Z_80_PERCENT = 1.2816  # 80 per cent, as Reddit's "best"


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
    share, z = (ups + good_points) / votes, Z_80_PERCENT
    middle = share + z * z / (2 * votes)
    spread = z * math.sqrt(share * (1 - share) / votes + z * z / (4 * votes * votes))
    return max(0.0, (middle - spread) / (1 + z * z / votes))
