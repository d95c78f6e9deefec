"""What an editor changes before an article is said: put back what was removed, or take more away."""

from podme_audio.script.pieces.blocks import EDITOR, merged, moved, remove, restore

__all__ = ["EDITOR", "merged", "moved", "remove", "restore"]
