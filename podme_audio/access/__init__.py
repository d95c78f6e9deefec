"""What proves who somebody is: passwords, second factors, another house's word. Knows no page and keeps no row."""

from podme_audio.access.door import Answer, Door
from podme_audio.access.passwords import Passwords, judge
from podme_audio.access.provider import Federation, Identity, Provider, Trip, federation

__all__ = ["Answer", "Door", "Federation", "Identity", "Passwords", "Provider", "Trip", "federation", "judge"]
