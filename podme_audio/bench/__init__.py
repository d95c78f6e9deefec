"""Measurements for people who decide: how fast, how large, how right. Never a test: machines differ and are noisy.

Things compared are measured in turn within one run, and ratios of medians are what to quote.
"""

from podme_audio.bench.archive import archive
from podme_audio.bench.assembly import assembly
from podme_audio.bench.desk import correction, paste
from podme_audio.bench.feed import feed
from podme_audio.bench.reading import reading
from podme_audio.bench.voices import voices

__all__ = ["archive", "assembly", "correction", "feed", "paste", "reading", "voices"]
