"""The second factor: codes that change every half minute (RFC 6238), and recovery codes for who has lost them."""

import base64
import hmac
import secrets
from datetime import datetime
from io import BytesIO

import pyotp
import segno

#: Seconds that a code lasts, and how many of them a clock may be off.
PERIOD, DRIFT = 30, 1
#: Recovery codes, and their bytes: 120 bits each.
CODES, BYTES = 8, 15


def new_seed() -> str:
    """Return the seed of a new second factor: 160 random bits, in base32."""
    return pyotp.random_base32()


def step_of(seed: str, code: str, now: datetime) -> int | None:
    """Return the number of the half minute that *code* belongs to, or None if it is none of these days.

    Every code there might be is compared, whichever is right.
    """
    digits = "".join(code.split())
    totp, present = pyotp.TOTP(seed), int(now.timestamp()) // PERIOD
    steps = range(present - DRIFT, present + DRIFT + 1)
    right = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode())]
    return right[-1] if right else None


def address(seed: str, name: str, house: str) -> str:
    """Return what an authenticator app reads."""
    return pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name=house)


def picture(text: str) -> bytes:
    """Draw a QR code as SVG, dark on white by day and by night: cameras want it so."""
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", scale=5, border=4, light="#fff", xmldecl=False)
    return drawn.getvalue()


def new_recovery_codes() -> tuple[str, ...]:
    """Return codes that are used once each: "ABCD-EFGH-…"."""
    drawn = (base64.b32encode(secrets.token_bytes(BYTES)).decode() for _ in range(CODES))
    return tuple("-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in drawn)


def plain(code: str) -> str:
    """Return a recovery code as it is kept, however it was typed.

    >>> plain(" abcd efgh-2345 ")
    'ABCDEFGH2345'
    """
    return "".join(letter for letter in code.upper() if letter.isalnum())
