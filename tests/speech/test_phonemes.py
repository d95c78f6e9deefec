import json
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

import pytest

from podme_audio.speech.kokoro import phonemes
from podme_audio.speech.kokoro.phonemes import LIMIT, TOKENS, Sounded, pieces, sentences, sounded, tokens, written

#: Word -> how Kokoro reads it.
WORDS = {
    # affricates and nasals are one sound each
    "cucu": "ʧˈuʧu",
    "jujur": "ʤˈuʤur",
    "gagah": "ɡˈaɡah",
    "nyanyi": "ɲˈaɲi",
    "singa": "sˈiŋa",
    "bank": "bˈaŋk",
    "banjir": "bˈanʤir",
    "syarat": "ʃˈarat",
    "khusus": "xˈusus",
    "pulau": "pˈulaʊ",
    # today's spelling, not the Dutch one
    "pasien": "pasˈiɛn",
    "koefisien": "kˌoefisˈiɛn",
    "masjid": "mˈasʤid",
    "Soekarno": "sukˈarno",
    # the two sounds of e
    "dengan": "dəŋˈan",
    "benar": "bənˈar",
    "desa": "dˈɛsa",
    "presiden": "presˈidɛn",
    "kepresidenan": "kəprˌɛsidˈɛnan",
    "pengecilan": "pəŋəʧˈilan",
    "menyebutkan": "məɲəbˈutkan",
    "kesehatan": "kəsehˈatan",
    "besar-besaran": "bəsˈarbəsˈaran",
    "berita": "bərˈita",
    "keberhasilan": "kəbˌərhasˈilan",
    "metode": "metˈode",
    "terorisme": "terɔrˈismə",
    "menyosialisasikan": "məɲˌosiˌalisasˈikan",
    "beroperasi": "bərˌopərˈasi",
}

#: A sentence -> how Kokoro reads it.
SENTENCES = {
    "Harga naik, lalu turun.": "hˈarɡa nˈaɪk, lˈalu tˈurun.",
    "Mau ke mana?": "mˈaʊ kə mˈana?",
    'Kata dia, "Kami siap!"': "kˈata dˈia, kˈami sˈiap!",
    "Guru (lama) itu – Budi – pergi…": "ɡˈuru (lˈama) ˈitu — bˈudi — pərɡˈi…",
    "Dua/tiga; ya: tidak": "dˈua tˈiɡa; jˈa: tˈidak",
    "Kucing 😀 lucu": "kˈuʧiŋ lˈuʧu",
}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_read_with_the_sounds_that_the_voice_was_taught(word: str) -> None:
    assert written(sounded(word)) == WORDS[word]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_marks_stay_where_they_are_heard(sentence: str) -> None:
    assert written(sounded(sentence)) == SENTENCES[sentence]


def test_a_word_keeps_its_own_spelling() -> None:
    line = 'Juru bicara ("Peskov") berkata: naik, lalu-lalang – lima puluh persen!'

    assert " ".join(word.text for word in sounded(line)) == line


@pytest.mark.parametrize(
    "line", ["KPK dan DPRD", "Rp5.000 per kg", "100 % @ rumah & kantor", "a\0b", "中文 العربية हिन्दी ру́сский"]
)
def test_whatever_is_written_becomes_tokens(line: str) -> None:
    assert len(tokens(written(sounded(line)))) == len(written(sounded(line))) > 0


def test_the_same_words_sound_the_same_from_several_threads() -> None:
    lines = ["Kepala desa meninjau sawah.", "Para nelayan pulang lebih awal.", "Cuaca cerah di Cirebon."] * 20

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(sounded, lines))

    assert said == [sounded(line) for line in lines]


def test_token_numbers_are_those_of_the_model() -> None:
    config = Path(str(metadata.distribution("kokoro-onnx").locate_file("kokoro_onnx/config.json")))
    vocabulary = json.loads(config.read_text("utf-8"))["vocab"]

    assert {phoneme: vocabulary[phoneme] for phoneme in TOKENS} == TOKENS


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Satu. Dua! Tiga? Empat… Lima", ("Satu.", "Dua!", "Tiga?", "Empat…", "Lima")),
        ('Ia bertanya, "Apa?" Lalu pergi.', ('Ia bertanya, "Apa?"', "Lalu pergi.")),
        ("“Awas!” kata polisi. “Mundur.”", ("“Awas!” kata polisi.", "“Mundur.”")),
        ("Nama saya M. Yusuf. Saya guru.", ("Nama saya M. Yusuf.", "Saya guru.")),
        ("dan lain-lain... begitu seterusnya.", ("dan lain-lain... begitu seterusnya.",)),
        ("judul\n\nisi", ("judul", "isi")),
        ("", ()),
        (" \n ", ()),
    ],
)
def test_a_line_is_cut_where_a_sentence_ends(line: str, parts: tuple[str, ...]) -> None:
    assert sentences(line) == parts


def test_a_sentence_that_fits_is_one_piece() -> None:
    words = sounded("Pasar malam dibuka, dan warga berdatangan.")

    assert pieces(words) == (words,)


def test_a_long_sentence_is_cut_at_the_clause_mark_nearest_its_middle() -> None:
    words = (Sounded("a", "a" * 100), Sounded("b,", "b" * 200 + ","), Sounded("c", "c" * 100), Sounded("d", "d" * 200))

    assert pieces(words) == (words[:2], words[2:])


def test_a_long_sentence_without_a_mark_is_cut_between_two_words() -> None:
    words = tuple(sounded("kata " * 200))

    cut = pieces(words)

    assert sum(cut, ()) == words
    assert all(len(written(piece)) <= LIMIT for piece in cut)


def test_a_word_without_an_end_is_still_said() -> None:
    words = sounded("ba" * 1000)

    assert "".join(word.text for word in words) == "ba" * 1000
    assert all(len(word.phonemes) <= LIMIT for word in words)


def test_every_rule_leads_to_a_sound_the_voice_knows() -> None:
    assert set("".join(phonemes.SOUNDS.values())) <= set(TOKENS)
    assert {mark for mark in phonemes.MARKS.values() if mark} <= set(TOKENS)
