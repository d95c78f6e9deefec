"""A voice by its name in; one sentence as it says it, mastered like an episode, out."""

import tempfile
from pathlib import Path

from podme_audio import audio, script, speech
from podme_audio.exceptions import LibraryError
from podme_audio.library import Folder
from podme_audio.model import Line, Role

#: What a voice says of itself: a date, a sum, an acronym.
SENTENCE = "Pada 17 Agustus 2026, APBN mencatat belanja Rp3.842,7 triliun. Sudah siap mendengarkan beritanya?"


def sample_voice(voice: str, file: Path) -> float:
    """Let ENGINE/VOICE say `SENTENCE` into the MP3 *file*; return how many seconds it takes.

    Raises:
        PodmeError: There is no such voice, it is not ready, or the file cannot be written.
    """
    name, _, voice = voice.partition("/")
    engine = speech.find(name, voice)
    line = Line("sample", Role.PARAGRAPH, SENTENCE, script.spoken(SENTENCE), 0.3)
    take = audio.take(engine.synthesize(line.spoken), line)
    tags = audio.Tags(title=f"{engine.name}/{engine.voice}", album="Podme Audio", artist="Podme Audio")
    with tempfile.TemporaryDirectory() as folder:
        recording = audio.record([take], tags=tags, segments=Folder(Path(folder)), folder=Path(folder))
        try:
            file.write_bytes(recording.path.read_bytes())
        except OSError as error:
            raise LibraryError(f"{file} cannot be written: {error.strerror}") from error
    return recording.duration
