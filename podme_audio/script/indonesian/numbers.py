"""Figures in, Indonesian number words out; pure, and knowing nothing of the sentence around them."""

_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SCALES = (
    (10**15, "kuadriliun"),
    (10**12, "triliun"),
    (10**9, "miliar"),
    (10**6, "juta"),
    (10**3, "ribu"),
)
#: The first number without a name of its own; from here on digits are read one by one.
LIMIT = 10**18
_GROUP = 3


def cardinal(number: int) -> str:
    """Say *number*: 1500 is "seribu lima ratus"; from `LIMIT` on, digit by digit."""
    if number < 0:
        return "minus " + cardinal(-number)
    if number >= LIMIT:
        return digits(str(number))
    return " ".join(_parts(number)) or _ONES[0]


def ordinal(number: int) -> str:
    """Say the rank: 1 is "pertama", 21 is "kedua puluh satu"."""
    return "pertama" if number == 1 else "ke" + cardinal(number)


def digits(written: str) -> str:
    """Say each digit of *written* by its name; everything else in it is passed over."""
    return " ".join(_ONES[ord(figure) - 48] for figure in written if "0" <= figure <= "9")


def figure(written: str, *, point: bool = False) -> str | None:
    """Say a figure as Indonesian newspapers write it, or None when it could mean two numbers.

    Args:
        written: Digits, with dots between thousands and one comma before decimals.
        point: Whether a dot before one or two last digits is a decimal point ("US$3.4").
    """
    whole, comma, tail = _halves(written, point=point)
    if whole is None:
        return None
    said = digits(whole) if len(whole) > 1 and whole[0] == "0" else cardinal(int(whole))
    return f"{said} koma {digits(tail)}" if comma else said


def value(written: str, *, point: bool = False) -> float | None:
    """Return the number that `figure` would say, or None when it would say nothing."""
    whole, _, tail = _halves(written, point=point)
    return None if whole is None else float(f"{whole}.{tail or 0}")


def _halves(written: str, *, point: bool) -> tuple[str | None, str, str]:
    whole, comma, tail = written.partition(",")
    if not comma and point and written.count(".") == 1 and len(written.partition(".")[2]) < _GROUP:
        whole, comma, tail = written.partition(".")
    if not comma and written.count(",") == 0 and "." not in written:
        return (whole, "", "") if whole.isdecimal() else (None, "", "")
    groups = whole.split(".")
    grouped = len(groups[0]) <= _GROUP and groups[0][:1] != "0" and all(len(group) == _GROUP for group in groups[1:])
    sound = all(group.isdecimal() for group in groups) and (len(groups) == 1 or grouped)
    if not sound or (comma and not tail.isdecimal()):
        return None, "", ""
    return "".join(groups), comma, tail


def _parts(number: int) -> list[str]:
    said: list[str] = []
    for size, name in _SCALES:
        count, number = divmod(number, size)
        if count == 1 and name == "ribu":
            said.append("seribu")
        elif count:
            said += [*_hundreds(count), name]
    return said + _hundreds(number)


def _hundreds(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    said = ["seratus"] if hundreds == 1 else [_ONES[hundreds], "ratus"] if hundreds else []
    return said + _tens(rest)


def _tens(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    if tens == 1:
        return [{0: "sepuluh", 1: "sebelas"}.get(ones, f"{_ONES[ones]} belas")]
    return ([_ONES[tens], "puluh"] if tens else []) + ([_ONES[ones]] if ones else [])
