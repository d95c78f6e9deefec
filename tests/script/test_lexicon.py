from pathlib import Path

import pytest

from podme_audio.exceptions import LexiconError
from podme_audio.script import BUILT_IN, Lexicon, spoken


def test_a_word_of_the_show_wins_over_every_rule() -> None:
    show = Lexicon.parse(
        '[words]\n"Kyiv" = "kiyif"\n"podme.id" = "podme titik i de"\n"KPK" = "komisi antirasuah"'
    ).over(BUILT_IN)

    assert spoken("Warga Kyiv membaca podme.id tentang KPK.", show) == (
        "Warga kiyif membaca podme titik i de tentang komisi antirasuah."
    )


def test_the_layer_on_top_is_heard() -> None:
    show = Lexicon.parse('[words]\n"Nguyen" = "nguyen"\n"Xi" = "si"')
    episode = Lexicon.parse('[words]\n"Nguyen" = "win"')

    said = spoken("Nguyen bertemu Xi.", episode.over(show).over(BUILT_IN))

    assert said == "win bertemu si."


def test_a_word_is_met_only_as_a_whole() -> None:
    show = Lexicon.parse('[words]\n"Ali" = "aali"').over(BUILT_IN)

    assert spoken("Ali naik ke Kalimantan bersama Alimin.", show) == "aali naik ke Kalimantan bersama Alimin."


def test_a_key_in_lower_case_is_met_in_any_case_and_a_capital_only_as_written() -> None:
    show = Lexicon.parse('[words]\n"start-up" = "startap"\n"Bali" = "baali"').over(BUILT_IN)

    assert spoken("Start-up di Bali, bukan bali.", show) == "startap di baali, bukan bali."


def test_several_words_are_one_entry_and_the_longest_is_taken() -> None:
    show = Lexicon.parse('[words]\n"Kim" = "kim"\n"Kim Jong Un" = "kim jong eun"').over(BUILT_IN)

    assert spoken("Kim Jong Un tiba.", show) == "kim jong eun tiba."


def test_an_editor_adds_acronyms_without_saying_how_letters_are_called() -> None:
    show = Lexicon.parse('[acronyms]\nspoken = ["BARAK"]\nspelled = ["ASEAN"]\n[expanded]\n"TKD" = "tes"').over(
        BUILT_IN
    )

    assert spoken("BARAK, ASEAN, TKD.", show) == "barak, a es e a en, tes."


def test_an_abbreviation_of_the_show_is_read_in_full() -> None:
    show = Lexicon.parse('[abbreviations]\n"bgt" = "banget"\n"Kapt." = "kapten"').over(BUILT_IN)

    assert spoken("Seru bgt kata Kapt. Rina.", show) == "Seru banget kata kapten Rina."


def test_the_built_in_lexicon_knows_its_acronyms_and_no_strangers() -> None:
    assert BUILT_IN.knows("ASEAN")
    assert BUILT_IN.knows("Polri")
    assert not BUILT_IN.knows("Zelenskyy")


def test_a_lexicon_from_a_file_says_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "acara.toml"
    path.write_text('[words]\n"Łódź" = "wuc"\n', encoding="utf-8")

    assert spoken("Pabrik di Łódź tutup.", Lexicon.load(path)) == "Pabrik di wuc tutup."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[words]\n"a" = "b"\n"c" = \n', "line 3"),
        ('[words]\n"a" = 5\n', "line 2"),
        ("[words]\n\n[kata]\n", "line 3"),
        ('[acronyms]\nspoken = "ASEAN"\n', "line 2"),
        ('[acronyms]\nsaid = ["ASEAN"]\n', "line 2"),
        ('[expanded]\n"RI" = ["a"]\n', "line 2"),
        ("words = 1\n", "line 1"),
        ('[words]\n"a" = "b"\n"a" = "c"\n', "line 3"),
        ('[words]\n"a" = "b', "line 2"),
    ],
)
def test_a_broken_lexicon_names_its_file_and_line(text: str, line: str) -> None:
    with pytest.raises(LexiconError) as caught:
        Lexicon.parse(text, "acara.toml")

    assert "acara.toml" in str(caught.value)
    assert line in str(caught.value)


def test_a_lexicon_that_cannot_be_read_names_its_file(tmp_path: Path) -> None:
    broken = tmp_path / "rusak.toml"
    broken.write_bytes(b"[words]\n\xff\xfe")

    for path in (broken, tmp_path / "tiada.toml"):
        with pytest.raises(LexiconError, match=path.name):
            Lexicon.load(path)


def test_a_lexicon_is_frozen() -> None:
    with pytest.raises(AttributeError):
        BUILT_IN.words = {}  # type: ignore[misc]
