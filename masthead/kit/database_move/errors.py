"""Why a move cannot begin or go on."""


class MoveFailed(Exception):
    """Nothing was changed in the database at hand; what has arrived in the other stays for the next try."""
