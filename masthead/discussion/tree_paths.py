"""Paths of comments in the tree. Pure."""

from itertools import pairwise

SEQ_BYTES = 4
MAX_DEPTH = 254  # levels below the top that are stored; 255 places of 4 bytes make a path of 1,020


def path_below(*, parent_path: bytes, seq: int) -> bytes:
    """The path of comment `seq` below the comment at `parent_path` (empty for the top): four bytes per
    level, so bytes sort as the conversation runs.
    """
    return parent_path + seq.to_bytes(SEQ_BYTES, "big")


def seqs_of(path: bytes) -> list[int]:
    """The comments on the way from the top to the one at `path`, itself last."""
    marks = range(0, len(path) + 1, SEQ_BYTES)
    return [int.from_bytes(path[start:end], "big") for start, end in pairwise(marks)]
