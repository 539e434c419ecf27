"""The one guarded fetcher: how this house reads an address that a stranger named.

Whoever can make a server fetch can make it knock on doors only it can reach: the metadata service of a
cloud, a database without a password, the router. So an address is looked up once, every address of the
answer must be public, the connection goes to exactly the one looked up, every redirect begins anew, and
time, size and kind of the answer are bounded. Nothing in the settings loosens any of it.
"""

from masthead.kit.fetching.fetcher import HTML, Fetched, fetch
from masthead.kit.fetching.refusals import FetchRefused

__all__ = ["HTML", "FetchRefused", "Fetched", "fetch"]
