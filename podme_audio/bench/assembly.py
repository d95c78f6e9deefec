"""Assembling an episode: streamed in segments, against ``episode += clip``, each ending in the same unmastered MP3."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from podme_audio import speech
from podme_audio.bench import jobs

SECONDS = 15.0
#: Seconds the tone engine gives a character.
CHARACTER = 0.07


def assembly(clips: int, runs: int, told: Callable[[str], None]) -> dict[str, Any]:
    """Measure both ways over *clips* clips of 15 s, *runs* times in turn, and mastering once apart."""
    with tempfile.TemporaryDirectory() as folder:
        _make(clips, Path(folder))
        costs: dict[str, list[jobs.Cost]] = {"streamed": [], "joined": []}
        for number in range(runs):
            for job, found in costs.items():
                found.append(jobs.run(job, Path(folder), clips))
                told(f"run {number + 1}: {job:<9} {found[-1].seconds:7.1f} s {found[-1].peak:7.0f} MiB")
        parts = [jobs.run("streamed", Path(folder), clips // share).seconds for share in (4, 2)]
        mastered = jobs.run("mastered", Path(folder), clips)
    seconds = {job: median(cost.seconds for cost in found) for job, found in costs.items()}
    return {
        "clips": clips,
        "seconds": seconds,
        "peak_mib": {job: max(cost.peak for cost in found) for job, found in costs.items()},
        "times_faster": seconds["joined"] / seconds["streamed"],
        "seconds_for_a_quarter_a_half_and_all": [*parts, seconds["streamed"]],
        "mastered_seconds": mastered.seconds,
        "mastered_peak_mib": mastered.peak,
    }


def _make(count: int, folder: Path) -> None:
    engine = speech.find("tone")
    letters = round(SECONDS / CHARACTER)
    for number in range(count):
        text = f"klip nomor {number} " * (letters // 12)
        (folder / f"{number:05}.wav").write_bytes(engine.synthesize(text[:letters].ljust(letters, "a")).sound)
