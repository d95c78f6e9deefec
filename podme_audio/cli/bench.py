"""``podme bench``: measurements, printed."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

from pathlib import Path

import click

from podme_audio.cli.telling import Told, table, tells


@click.group()
def bench() -> None:
    """Measure: how fast it speaks, assembles, serves and finds, how right it reads. Quote ratios; machines differ."""


@bench.command(name="voices")
@click.option("--engine", default="kokoro", show_default=True, help="Who is measured.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1, 50))
@tells
def bench_voices(engine: str, runs: int) -> Told:
    """Seconds of sound a second: one line at a time, and one for each core."""
    from podme_audio import bench as measure

    found = measure.voices(engine, runs, _murmur)
    rates = "\n".join(
        f"{threads} at a time: {rate:.2f} s of sound a second" for threads, rate in found["rates"].items()
    )
    return Told(found, f"{rates}\n{found['times_faster']:.2f} times faster on {found['cores']} cores (medians)")


@bench.command(name="assembly")
@click.option("--clips", default=720, show_default=True, type=click.IntRange(8), help="Clips of 15 s.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(1, 50))
@tells
def bench_assembly(clips: int, runs: int) -> Told:
    """Streaming an episode together, against `episode += clip`; each ends in the same unmastered MP3."""
    from podme_audio import bench as measure

    found = measure.assembly(clips, runs, _murmur)
    rows = [(job, f"{found['seconds'][job]:.1f} s", f"{found['peak_mib'][job]:.0f} MiB") for job in found["seconds"]]
    rows.append(("mastered", f"{found['mastered_seconds']:.1f} s", f"{found['mastered_peak_mib']:.0f} MiB"))
    quarter, half, whole = found["seconds_for_a_quarter_a_half_and_all"]
    growth = f"a quarter, a half, all of {clips} clips: {quarter:.1f} s, {half:.1f} s, {whole:.1f} s"
    return Told(found, f"{table(rows)}\n{found['times_faster']:.1f} times faster than +=\n{growth}")


@bench.command(name="reading")
@click.option("--tables", default=Path("tests/script/data"), show_default=True, type=click.Path(path_type=Path))
@tells
def bench_reading(tables: Path) -> Told:
    """Sentences said right, by class: ours, raw text, and num2words with a simple regular expression."""
    from podme_audio import bench as measure

    found = measure.reading(tables)
    readers = list(found["readers"])
    kinds = found["readers"]["podme"]
    rows = [("class", "cases", *readers)]
    for kind, score in {**kinds, "all": found["total"]["podme"]}.items():
        of_kind = [found["total" if kind == "all" else "readers"][reader] for reader in readers]
        cells = [one if kind == "all" else one[kind] for one in of_kind]
        rows.append((kind, str(score["cases"]), *(f"{one['right'] / one['cases']:.0%}" for one in cells)))
    wrong = ", ".join(f"{reader} {found['total'][reader]['wrong_numbers']}" for reader in readers)
    return Told(found, f"{table(rows)}\nwrong numbers: {wrong}\n{found['characters_a_second']:,} characters a second")


@bench.command(name="archive")
@click.option("--episodes", default=10_000, show_default=True, type=click.IntRange(100), help="Published ones.")
@click.option("--runs", default=50, show_default=True, type=click.IntRange(2))
@tells
def bench_archive(episodes: int, runs: int) -> Told:
    """Milliseconds of the archive's pages with thousands of episodes: lists, days, and search."""
    from podme_audio import bench as measure

    found = measure.archive(episodes, runs, _murmur)
    told = ("median", "p95", "cpu")
    pages = [(name, *(f"{one[which]:.1f} ms" for which in told)) for name, one in found["pages"].items()]
    return Told(found, table([("page", "median", "p95", "p95 of the processor"), *pages]))


@bench.command(name="feed")
@click.option("--episodes", default=1000, show_default=True, type=click.IntRange(1, 20_000), help="On the shelf.")
@click.option("--seconds", default=4.0, show_default=True, type=click.FloatRange(0.1, 600), help="For each way.")
@tells
def bench_feed(episodes: int, seconds: float) -> Told:
    """Answers a second with the feed: alone, beside 40 slow downloads, and through nginx where it is installed."""
    from podme_audio import bench as measure

    found = measure.feed(episodes, seconds, _murmur)
    rows: list[tuple[str, ...]] = [("", "answers a second", "median", "p99", "slowest", "(wrk)")]
    checks = {"podme web": found.get("wrk"), "through nginx": found.get("wrk through nginx")}
    for name, rate in found.items():
        if isinstance(rate, dict):
            times = (f"{rate[key]:.1f} ms" for key in ("median_ms", "p99_ms", "slowest_ms"))
            checked = f"{checks[name]:,.0f}" if checks.get(name) else ""
            rows.append((name, f"{rate['answers_a_second']:,.0f}", *times, checked))
    return Told(found, table(rows))


@bench.command(name="desk")
@click.option("--engine", default="tone", show_default=True, help="Who says the lines.")
@click.option("--runs", default=3, show_default=True, type=click.IntRange(1, 50))
@click.option("--minutes", default=60, show_default=True, type=click.IntRange(1, 600), help="Of the bulletin.")
@tells
def bench_desk(engine: str, runs: int, minutes: int) -> Told:
    """From paste to the first line's sound, and from a correction of one line to the feed, at the real desk."""
    from podme_audio import bench as measure

    found = {
        "from paste to first sound": measure.paste(engine, runs, _murmur),
        f"one line of {minutes} minutes corrected": measure.correction(engine, runs, minutes, _murmur),
    }
    rows = [(name, *(f"{one[key]:.2f} s" for key in ("seconds", "line", "beside"))) for name, one in found.items()]
    return Told(found, table([("", "in all", "the line's own synthesis", "beside that"), *rows]))


def _murmur(text: str) -> None:
    click.echo(text, err=True)
