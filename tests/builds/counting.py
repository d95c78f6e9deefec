"""An engine installed beside the house: the tone engine, slow, which counts on a file of its own what it is asked."""

import os
import time
from hashlib import sha256

from podme_audio.model import Clip
from podme_audio.speech import Voice
from podme_audio.speech.tone import Tone

NAME = "counted"


class Counted(Tone):
    """Says a line in COUNTED_DELAY seconds; notes in COUNTED_FILE when it begins and when it has ended one."""

    name = NAME

    def __init__(self, voice: str = "") -> None:
        super().__init__(voice)
        self.fingerprint = f"{NAME} {self.voice}"
        self._wait = float(os.environ["COUNTED_DELAY"])

    def synthesize(self, text: str) -> Clip:
        note("begun", text)
        time.sleep(self._wait)
        clip = super().synthesize(text)
        note("ended", text)
        return clip

    def voices(self) -> tuple[Voice, ...]:
        return (Voice(NAME, self.voice, "", ready=True),)


def note(what: str, text: str) -> None:
    """Write one line at once: many processes write here, and any may be killed."""
    told = f"{what} {os.getpid()} {time.monotonic():.3f} {sha256(text.encode()).hexdigest()}\n"
    file = os.open(os.environ["COUNTED_FILE"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        os.write(file, told.encode())
    finally:
        os.close(file)
