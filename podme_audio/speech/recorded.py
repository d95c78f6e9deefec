"""A person's recording of a line, in the place of an engine: whatever is to be said, it is heard."""

from dataclasses import dataclass

from podme_audio.exceptions import SynthesisError
from podme_audio.model import Clip, Store

#: Where recordings lie in a store: beside the media, for they cannot be made again.
PREFIX = "media/recordings/"
NAME = "recorded"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recording called *fingerprint*: ``media/recordings/<content hash>.wav``."""

    store: Store
    fingerprint: str
    name: str = NAME
    voice: str = "suara asli"

    def synthesize(self, text: str) -> Clip:
        """Return the recording.

        Raises:
            SynthesisError: It is lost.
        """
        clip = self.recall(text)
        if clip is None:
            raise SynthesisError("the recording of this line is lost: upload it again", engine=self.name)
        return clip

    def recall(self, text: str) -> Clip | None:  # noqa: ARG002 - it is heard whatever was to be said
        sound = self.store.read(self.fingerprint)
        return None if sound is None else Clip(sound, "wav")

    def knows(self, text: str) -> bool:  # noqa: ARG002 - it is heard whatever was to be said
        return True

    def forget(self, text: str) -> None:
        """Keep it: there is no saying it anew."""
