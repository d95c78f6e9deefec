"""Who outside wants to hear of builds and episodes, and what they have yet to be told."""

from podme_audio.library.hooks.hooks import Delivery, Hooks, tell

__all__ = ["Delivery", "Hooks", "tell"]
