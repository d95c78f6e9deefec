"""The one door to the network.

`Outgoing` goes where we ourselves decided to go: a voice's service, a host that is inspected. `Guarded` goes where
somebody else's text says: an article's address, a feed's, whatever these redirect to.
"""

from podme_audio.outgoing.door import AGENT, Answer, Exchange, Outgoing
from podme_audio.outgoing.guarded import FEED, JSON, PAGE, Get, Guarded, Kind

__all__ = ["AGENT", "FEED", "JSON", "PAGE", "Answer", "Exchange", "Get", "Guarded", "Kind", "Outgoing"]
