"""Speaking: seconds of sound for a second of waiting, one line at a time and one for each core."""

import os
import time
import wave
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from statistics import median
from typing import Any

from podme_audio import script, speech, studio
from podme_audio.settings import Settings


def voices(engine: str, runs: int, told: Callable[[str], None]) -> dict[str, Any]:
    """Let *engine* say sentences of the sample article *runs* times each way, in turn."""
    speaker = speech.find(engine)
    story = " ".join(
        line.spoken for line in studio.write((str(studio.SAMPLE),), Settings(), lexicon=script.BUILT_IN).lines
    )
    # About two minutes of sound. The longest first: what is left for the end is short, so no core waits long.
    lines = sorted(script.sentences(story), key=len, reverse=True)
    speaker.synthesize(lines[0])
    cores = os.cpu_count() or 1
    rates: dict[int, list[float]] = {1: [], cores: []}
    for number in range(runs):
        for threads, found in rates.items():
            found.append(_rate(speaker, lines, threads))
            told(f"run {number + 1}: {threads} at a time: {found[-1]:.2f} seconds of sound a second")
    medians = {str(threads): median(found) for threads, found in rates.items()}
    return {"engine": engine, "cores": cores, "rates": medians, "times_faster": medians[str(cores)] / medians["1"]}


def _rate(engine: speech.Engine, lines: Sequence[str], threads: int) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        sound = sum(pool.map(lambda line: _seconds(engine.synthesize(line).sound), lines))
    return sound / (time.perf_counter() - started)


def _seconds(wav: bytes) -> float:
    with wave.open(BytesIO(wav)) as reader:
        return float(reader.getnframes() / reader.getframerate())
