"""Where the bytes live: a home and an address go in; the store, a folder or a bucket, comes out."""

from pathlib import Path

from podme_audio.exceptions import LibraryError
from podme_audio.library.store.folder import Folder
from podme_audio.library.store.promises import MediaStore, is_plain

__all__ = ["Folder", "MediaStore", "is_plain", "opened"]

#: Where files of a bucket lie on this machine, below its home.
COPIES = "copies"


def opened(home: Path, media_url: str = "") -> MediaStore:
    """Return the store in the folder *home*, or in the bucket that ``s3://bucket/folder`` names."""
    if not media_url:
        return Folder(home)
    try:
        from podme_audio.library.store.bucket import Bucket  # noqa: PLC0415 - what it stands on is an extra
    except ImportError as error:
        raise LibraryError(f"a bucket needs obstore: install podme-audio[distributed] ({error})") from error
    return Bucket(media_url, Folder(home / COPIES))
