"""How loud a sound is (ITU-R BS.1770-4), and how to keep its peaks down: arrays in, numbers and arrays out."""

from collections.abc import Iterator
from functools import lru_cache
from math import inf, log10

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float32]
#: Mean squares of K-weighted 400 ms blocks.
Blocks = NDArray[np.float64]

#: The two filters of BS.1770-4, tables 1 and 2, written for 48 kHz: b0 b1 b2, then 1 a1 a2.
_K_RATE = 48_000
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
#: A block is this many hops long, a hop this many milliseconds: three quarters of each block are in the next.
_HOPS = 4
_HOP = 100

#: Long lines are filtered piece by piece, each with a little of what came before: the filters forget within it.
_PIECE = 10.0
_MEMORY = 0.5

#: True peaks are looked for at four times the rate (BS.1770-4, annex 2), with this many taps a phase.
_OVERSAMPLING = 4
_TAPS = 24
#: The limiter's gain is held and then smoothed over this many milliseconds to both sides: longer than the period of
#: a low voice, so that the voice's own wave is not bent.
_REACH = 12
_NOTHING = 1e-9


def loudness(blocks: Blocks) -> float:
    """Combine blocks to integrated loudness in LUFS; -inf for silence."""
    heard = blocks[_lufs(blocks) > _ABSOLUTE_GATE]
    if not heard.size:
        return -inf
    heard = heard[_lufs(heard) > _level(heard) + _RELATIVE_GATE]
    return _level(heard)


def powers(lufs: NDArray[np.float64]) -> Blocks:
    """Return the mean squares behind block loudness values."""
    return np.asarray(10 ** ((lufs - _OFFSET) / 10))


def energies(sound: Samples, rate: int) -> Blocks:
    """Return the K-weighted mean square of each millisecond of *sound*, which lies between -1 and 1."""
    squares = np.concatenate([np.square(piece, dtype=np.float64) for piece in _weighted(sound, rate)])
    return np.asarray(np.add.reduceat(squares, np.arange(0, len(squares), _step(rate))) / _step(rate))


def blocks(energies: Blocks, *, around: bool = False) -> Blocks:
    """Return the mean square of every 400 ms block, from that of every millisecond.

    Args:
        energies: As `energies` returns them.
        around: Count the blocks that begin before the sound or end after it too, as they will stand in an
            episode with pauses around the sound; else a sound under 400 ms is one short block.
    """
    if not around and len(energies) < _HOPS * _HOP:
        return np.array([energies.mean()])
    hops = np.add.reduceat(energies, np.arange(0, len(energies), _HOP)) / (_HOPS * _HOP)
    hops = np.pad(hops, _HOPS - 1) if around else hops[: len(energies) // _HOP]
    return np.convolve(hops, np.ones(_HOPS), "valid")


def peaks(sound: Samples, rate: int) -> Samples:
    """Return the true peak of each millisecond."""
    highest = np.abs(sound)
    for phase in _phases():
        np.maximum(highest, np.abs(np.convolve(sound, phase, "same")), out=highest)
    return np.asarray(np.maximum.reduceat(highest, np.arange(0, len(highest), _step(rate))), dtype=np.float32)


def limiter(peaks: Samples, ceiling: float) -> Samples:
    """Return the gain of each millisecond that keeps every peak under *ceiling* (linear, not dB)."""
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, _NOTHING))
    weights = np.hanning(2 * _REACH + 3)[1:-1]
    lowest = sliding_window_view(np.pad(wanted, 2 * _REACH + 1, mode="edge"), len(weights) + 2).min(axis=1)
    return np.asarray(np.convolve(lowest, weights / weights.sum(), "valid"), dtype=np.float32)


def turned(sound: Samples, rate: int, gains: Samples) -> Samples:
    """Return *sound* with the gain of each millisecond, and a straight line from one to the next."""
    middles = (np.arange(len(gains)) + 0.5) * _step(rate)
    return np.asarray(sound * np.interp(np.arange(len(sound)), middles, gains), dtype=np.float32)


def _weighted(sound: Samples, rate: int) -> Iterator[Samples]:
    piece, memory = round(_PIECE * rate), round(_MEMORY * rate)
    for start in range(0, len(sound), piece):
        before = min(start, memory)
        yield _filtered(sound[start - before : start + piece], rate)[before:]


def _filtered(sound: Samples, rate: int) -> Samples:
    """K-weight: the filters' response at each frequency, so that one table serves every rate."""
    size = 1 << (len(sound) + round(_MEMORY * rate) - 1).bit_length()
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * _response(size, rate), size)[: len(sound)])


@lru_cache(maxsize=4)
def _response(size: int, rate: int) -> NDArray[np.complex64]:
    turns = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) / _K_RATE)
    response = np.ones(len(turns), dtype=np.complex128)
    for above, below in (_SHELF, _HIGH_PASS):
        response *= np.polynomial.polynomial.polyval(turns, above) / np.polynomial.polynomial.polyval(turns, below)
    return response.astype(np.complex64)


def _phases() -> Iterator[Samples]:
    """Yield what finds the values between two samples: a windowed sinc for each quarter."""
    grid = np.arange(_TAPS + 1) - _TAPS / 2
    for quarter in range(1, _OVERSAMPLING):
        at = grid + quarter / _OVERSAMPLING
        yield np.asarray(np.sinc(at) * np.cos(np.pi * at / (_TAPS + 2)) ** 2, dtype=np.float32)


def _level(blocks: Blocks) -> float:
    return _OFFSET + 10 * log10(float(blocks.mean()))


def _lufs(blocks: Blocks) -> NDArray[np.float64]:
    return np.asarray(_OFFSET + 10 * np.log10(np.maximum(blocks, 1e-12)))


def _step(rate: int) -> int:
    return max(1, round(rate / 1000))
