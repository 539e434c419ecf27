"""The one fetcher, guarded against server-side request forgery, for addresses that a stranger named.

Whoever can make a server fetch can make it reach what only it can reach: the metadata service of a
cloud, a database without a password, the router. So an address is looked up once, every address of the
answer must be public, the connection goes to exactly the one looked up, every redirect begins anew, and
time, size and kind of the answer are bounded. Nothing in the settings loosens any of it.
"""

from masthead.kit.fetching.errors import FetchRefused
from masthead.kit.fetching.fetcher import HTML, FetchResponse, fetch

__all__ = ["HTML", "FetchRefused", "FetchResponse", "fetch"]
