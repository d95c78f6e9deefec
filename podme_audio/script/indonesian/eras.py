"""Years with their era, decades and years cut short: "500 SM", "1446 H", "1970-an", "'98"."""

from podme_audio.script.indonesian.amounts import TO, words
from podme_audio.script.indonesian.numbers import cardinal, figure
from podme_audio.script.indonesian.tables import CUES, ERAS, ISLAMIC, MONTHS, any_of
from podme_audio.script.indonesian.tagging import DASH, EDGE, END, Pattern, Rule, S, Spot

_LAST_YEAR = 2100


def _say_decade(spot: Spot) -> str | None:
    said, high = figure(spot["number"]), figure(spot["high"]) if spot["high"] else ""
    return None if said is None or high is None else words(said, TO if high else "", high) + "an"


def _is_era(spot: Spot) -> bool:
    number = int(spot["number"].replace(".", ""))
    if spot["era"] == "SM":
        return True
    if spot["era"] == "H":
        return 1 <= number <= 1600 and (spot.leads(ISLAMIC, 2) or number >= 1300)  # noqa: PLR2004 (hijri years of our time)
    if spot.follows(CUES["no_era"]) or spot.leads(CUES["money_near"] | CUES["length_near"], 4):
        return False
    dated = spot.left == "/" or spot.leads(frozenset(month.lower() for month in MONTHS))
    return dated or spot.leads(CUES["era_before"], 2) or (len(spot["number"]) > 3 and number <= _LAST_YEAR)  # noqa: PLR2004 (four digits)


def _say_era(spot: Spot) -> str | None:
    said = figure(spot["number"]) if "." in spot["number"] else cardinal(int(spot["number"]))
    if said is None:
        return None
    high = f"{TO} {cardinal(int(spot['high']))}" if spot["high"] else ""
    return words(said, high, ERAS[spot["era"]])


def _say_short_year(spot: Spot) -> str:
    tens = spot["number"]
    return f"nol {cardinal(int(tens))}" if tens[0] == "0" else cardinal(int(tens))


RULES = (
    Rule(
        "decade",
        "year",
        "digits",
        Pattern(
            rf"(?P<number>[0-9]{{1,3}}(?:\.[0-9]{{3}}){{0,3}}|[0-9]{{4}}){END}(?:{DASH}(?P<high>[0-9]{{2,4}}){END})?(?:{DASH}|['’])?an{EDGE}"
        ),
        _say_decade,
    ),
    Rule(
        "era",
        "year",
        "digits",
        Pattern(
            rf"(?P<number>[0-9]{{1,3}}(?:\.[0-9]{{3}}|[0-9])?){END}(?:{DASH}(?P<high>[0-9]{{1,4}}))?{S}?(?P<era>{any_of(ERAS)}){EDGE}"
        ),
        _say_era,
        _is_era,
    ),
    Rule(
        "short decade",
        "year",
        "mark",
        Pattern(rf"['’‘](?P<number>[0-9]0){END}(?P<high>)-an{EDGE}"),
        _say_decade,
        lambda spot: not spot.left.isalnum(),
    ),
    Rule(
        "short year",
        "year",
        "mark",
        Pattern(rf"['’‘](?P<number>[0-9]{{2}}){END}(?!\w)"),
        _say_short_year,
        lambda spot: not spot.left.isalnum(),
    ),
)
