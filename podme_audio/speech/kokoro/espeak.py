"""The door to espeak-ng: Indonesian words go in, their phonemes in IPA come out.

The library keeps its state in globals, so it is asked by one thread at a time. It is called directly: phonemizer
would copy the library to a temporary folder and bring a dozen packages for the same one call.
"""

import ctypes
from functools import cache
from importlib import import_module, metadata
from threading import Lock
from typing import Any

from podme_audio.exceptions import EngineUnavailableError

PACKAGE = "espeakng-loader"
ADVICE = 'install it with: pip install "podme-audio[kokoro]"'

_LANGUAGE = b"id"
# Names of espeak-ng's speak_lib.h
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_PHONEMES_IPA = 2

_turn = Lock()


def phonemes(words: str) -> str:
    """Return the phonemes of *words*: no punctuation goes in; words stay parted by spaces, ˈ precedes a stressed vowel.

    Raises:
        EngineUnavailableError: espeak-ng is not installed, or cannot be loaded.
    """
    encoded = ctypes.c_char_p(words.replace("\0", " ").encode())
    clauses = []
    with _turn:
        library = _library()
        while encoded.value is not None:
            clauses.append(library.espeak_TextToPhonemes(ctypes.byref(encoded), _CHARS_UTF8, _PHONEMES_IPA))
    return b" ".join(clause for clause in clauses if clause).decode()


def version() -> str:
    """Return the version of the package that carries espeak-ng; "none" when it is missing."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "none"


@cache
def _library() -> Any:
    try:
        loader = import_module("espeakng_loader")
        library = ctypes.CDLL(loader.get_library_path())
        data = loader.get_data_path()
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineUnavailableError(f"espeak-ng cannot be loaded ({error}); {ADVICE}", engine="kokoro") from error
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    started = library.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, 0, data.encode(), _INITIALIZE_DONT_EXIT)
    if started < 0 or library.espeak_SetVoiceByName(_LANGUAGE) != 0:
        raise EngineUnavailableError(f"espeak-ng does not know Indonesian; {ADVICE}", engine="kokoro")
    return library
