import importlib
import inspect
import pkgutil
import re
import threading
from collections.abc import Iterator

import gtts as theirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from podme_audio.exceptions import EngineUnavailableError, SpeechError, SynthesisError
from podme_audio.outgoing import Outgoing
from podme_audio.speech import Engine, Probing, ready
from podme_audio.speech import gtts as ours
from podme_audio.speech.governed import Clock, Governor, retry_after
from podme_audio.speech.gtts import Gtts, cut
from tests.speech import service as stand_in
from tests.speech.contract import LONG, EngineContract, seconds
from tests.speech.service import EMPTY, FRAME, HALF, LATE, NO_SOUND, PAGE, WELL, Service, body, status, wrapped

LINE = "Rapat ditunda, kata panitia."

GOVERNOR = (
    "Gubernur meninjau jembatan yang baru selesai dibangun itu. "
    "Warga dari dua desa kini tidak perlu lagi memutar sejauh belasan kilometer."
)
RIVER = "Setelah dua hari hujan tanpa henti di hulu, sungai yang membelah kota itu meluap, dan ratusan rumah terendam."
COMMITTEE = "Panitia seleksi menyampaikan bahwa seluruh peserta dari tiga puluh delapan provinsi sudah tiba di asrama"


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        yield running


def gtts(service: Service, voice: str = "", *, timeout: float = 5.0, parallel: int = 4) -> Gtts:
    free = Governor(60_000, 1_000)
    return Gtts(voice, address=service.address, outgoing=Outgoing(timeout=timeout), governor=free, parallel=parallel)


class TestGttsKeepsTheContract(EngineContract):
    @pytest.fixture(autouse=True)
    def _service(self, service: Service) -> None:
        self.service = service

    def make(self, voice: str = "") -> Engine:
        return gtts(self.service, voice)


def test_a_line_is_asked_for_in_parts_of_at_most_100_characters(service: Service) -> None:
    gtts(service).synthesize(LONG)

    assert sorted(service.asked) == sorted(cut(LONG))
    assert len(service.asked) == 4
    assert max(map(len, service.asked)) <= 100


def test_parts_are_joined_in_order_whatever_the_order_of_the_answers() -> None:
    first, *others = cut(LONG)
    said = threading.Semaphore(0)

    def first_comes_last(text: str) -> bytes:
        for _ in others if text == first else ():
            assert said.acquire(timeout=10)
        said.release()
        return FRAME * len(text)

    with Service(sound=first_comes_last) as service:
        clip = gtts(service).synthesize(LONG)

    assert clip.format == "mp3"
    assert clip.sound == FRAME * sum(map(len, cut(LONG)))
    assert [word.text for word in clip.words] == list(cut(LONG))
    assert [word.end - word.start for word in clip.words] == [pytest.approx(len(part) * 0.024) for part in cut(LONG)]
    assert clip.words[-1].end == pytest.approx(seconds(clip))


def test_a_few_requests_are_under_way_at_once_and_no_more(service: Service) -> None:
    engine = gtts(service, parallel=2)
    line = " ".join(
        f"Kalimat nomor {number} ini panjangnya pas supaya tidak muat bersama yang lain." for number in "abcdefgh"
    )

    engine.synthesize(line)

    assert len(service.asked) == 8
    assert 1 <= service.busiest <= 2


@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        (status(429), SynthesisError, "429"),
        (status(500), SynthesisError, "500"),
        (status(503), SynthesisError, "503"),
        (status(403), EngineUnavailableError, "403"),
        (status(404), EngineUnavailableError, "404"),
        (EMPTY, SynthesisError, "nothing instead of sound"),
        (PAGE, SynthesisError, "a web page instead of sound"),
        (NO_SOUND, SynthesisError, "an answer instead of sound"),
        (HALF, SynthesisError, "cut short"),
        (body(wrapped(b"")), SynthesisError, "no sound in it"),
        (body(wrapped(b"RIFF" + bytes(400))), SynthesisError, "does not begin an MP3 frame"),
        (body(wrapped(FRAME * 9)[:900]), SynthesisError, "an answer instead of sound"),
        (LATE, SynthesisError, "does not answer"),
    ],
)
def test_a_bad_answer_is_an_error_of_ours(
    service: Service, answer: stand_in.Answer, kind: type[SpeechError], message: str
) -> None:
    service.next(answer)

    with pytest.raises(SpeechError, match=message) as caught:
        gtts(service, timeout=0.3).synthesize(LINE)

    assert type(caught.value) is kind
    assert caught.value.engine == "gtts"


def test_one_bad_part_fails_the_line_and_calls_back_what_was_not_begun(service: Service) -> None:
    service.next(status(500))
    line = _sentences(30)

    with pytest.raises(SynthesisError):
        gtts(service, parallel=1).synthesize(line)

    assert len(service.asked) < len(cut(line)) == 30


def test_another_attempt_asks_only_for_what_is_missing(service: Service) -> None:
    engine = gtts(service, parallel=1)
    service.next(WELL, WELL, HALF)
    with pytest.raises(SynthesisError):
        engine.synthesize(LONG)

    clip = engine.synthesize(LONG)

    first, second, third, fourth = cut(LONG)
    # Whether the fourth was under way when the third failed is a matter of luck.
    assert [one for one in service.asked if one != fourth] == [first, second, third, third]
    assert service.asked.count(fourth) == 1
    assert clip == gtts(service).synthesize(LONG)


def test_what_is_remembered_of_failed_lines_is_bounded(service: Service) -> None:
    engine, line = gtts(service, parallel=1), _sentences(70)
    service.next(*[WELL] * 69, status(500))
    with pytest.raises(SynthesisError):
        engine.synthesize(line)
    assert len(service.asked) == 70

    engine.synthesize(line)

    assert len(service.asked) == 70 + (70 - 64)


def test_a_line_said_twice_is_asked_for_twice(service: Service) -> None:
    engine = gtts(service)

    engine.synthesize(LINE)
    engine.synthesize(LINE)

    assert service.asked == [LINE, LINE]


def test_what_the_service_asks_us_to_wait_can_be_read(service: Service) -> None:
    service.next(status(429, "17"))

    with pytest.raises(SynthesisError) as caught:
        gtts(service).synthesize(LINE)

    assert retry_after(caught.value) == 17


def test_an_escaped_answer_is_read_too(service: Service) -> None:
    service.sound = lambda _: FRAME[:4] + bytes(188) + b"TAG" + bytes(125)
    service.next(body(wrapped(service.sound(""), escape=True)))

    assert gtts(service).synthesize(LINE).sound == FRAME


def test_parts_of_different_kinds_are_not_joined(service: Service) -> None:
    other = bytes.fromhex("fff344c4") + bytes(92)
    low_rate = bytes.fromhex("fff348c4") + bytes(140)
    service.next(body(wrapped(low_rate)), body(wrapped(other)))

    with pytest.raises(SynthesisError, match="fit together"):
        gtts(service, parallel=1).synthesize(LONG)


def test_nobody_there_is_an_error_worth_another_try() -> None:
    with Service() as service:
        engine = gtts(service)

    with pytest.raises(SynthesisError, match="does not answer"):
        engine.synthesize(LINE)


def test_every_request_passes_the_governor(service: Service) -> None:
    waits: list[float] = []
    slow = Governor(60, 2, clock=Clock(now=lambda: 0.0, sleep=waits.append))

    Gtts(address=service.address, governor=slow, parallel=1).synthesize(LONG)

    assert waits == [pytest.approx(1.0), pytest.approx(2.0)]


def test_all_engines_of_the_process_share_one_governor() -> None:
    parameters = inspect.signature(Gtts).parameters

    assert parameters["governor"].default is ours.GOVERNOR


class TestTls:
    def test_a_certificate_that_nobody_trusts_is_refused(self) -> None:
        with Service(tls=True) as service, pytest.raises(SynthesisError, match="SSL"):
            gtts(service).synthesize(LINE)

        assert service.asked == []

    def test_the_same_certificate_is_good_for_those_who_trust_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(stand_in.CERTIFICATE))

        with Service(tls=True) as service:
            assert gtts(service).synthesize(LINE).sound

    def test_the_real_service_is_asked_over_tls(self) -> None:
        assert ours.ADDRESS.startswith("https://translate.google.")
        assert inspect.signature(Gtts).parameters["address"].default == ours.ADDRESS


class TestAnswers:
    def test_a_service_that_speaks_answers(self, service: Service) -> None:
        assert isinstance(gtts(service), Probing)
        assert gtts(service).why_silent() == ""

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (status(429), "answered 429"),
            (status(500), "answered 500"),
            (EMPTY, "sent nothing"),
            (PAGE, "sent a web page"),
            (HALF, "broken MP3"),
        ],
    )
    def test_a_service_that_does_not_speak_is_told_with_what_came_instead(
        self, service: Service, answer: stand_in.Answer, reason: str
    ) -> None:
        service.always(answer)

        assert reason in gtts(service).why_silent()

    def test_the_question_takes_no_longer_than_allowed(self, service: Service) -> None:
        service.always(LATE)

        assert "nothing within 0.2 s" in gtts(service, timeout=20).why_silent(within=0.2)

    def test_nobody_there_is_told_in_one_sentence_with_what_to_do(self) -> None:
        with Service() as service:
            engine = gtts(service)

        host = service.address.partition("://")[2]
        reason = f"{host} does not answer (it refuses the connection)"
        assert engine.why_silent() == f"{reason}; try again later, or choose kokoro, which needs no network"


class TestTranslations:
    def test_every_exception_of_gtts_has_one(self) -> None:
        modules = [theirs, *(importlib.import_module(name) for name in _modules())]
        exported = {
            member
            for module in modules
            for _, member in inspect.getmembers(module, inspect.isclass)
            if issubclass(member, BaseException) and member.__module__.startswith("gtts")
        }

        assert exported
        assert exported <= set(ours.TRANSLATIONS)

    def test_every_exception_its_documentation_names_has_one(self) -> None:
        named = {name for name in _raised(theirs.gTTS) if name not in _IMPOSSIBLE}

        assert named == {"AssertionError", "ValueError", "RuntimeError", "gTTSError"}
        assert named == {kind.__name__ for kind in ours.TRANSLATIONS}

    @pytest.mark.parametrize("kind", ours.TRANSLATIONS)
    def test_it_is_applied(self, kind: type[Exception]) -> None:
        with pytest.raises(SpeechError) as caught, ours.translated():
            raise kind("theirs")

        assert type(caught.value) is ours.TRANSLATIONS[kind]
        assert isinstance(caught.value.__cause__, kind)


class TestCut:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("Pendek saja.", ["Pendek saja."]),
            ("Satu. Dua. Tiga.", ["Satu. Dua. Tiga."]),
            ("", []),
            (" – … ! ", []),
            ("a" * 130, ["a" * 100, "a" * 30]),
            (GOVERNOR, [GOVERNOR[:58], GOVERNOR[59:]]),
            (RIVER, [RIVER[:43], RIVER[44:]]),
            (COMMITTEE, [COMMITTEE[:28], COMMITTEE[29:]]),
        ],
    )
    def test_a_line_is_cut_where_a_reader_pauses(self, text: str, parts: list[str]) -> None:
        assert list(cut(text)) == parts

    @given(st.text(st.sampled_from("abc dan, . –!?;: \n"), max_size=400), st.integers(5, 40))
    def test_no_part_is_too_long_and_no_letter_is_lost(self, text: str, limit: int) -> None:
        parts = cut(text, limit)

        assert all(0 < len(part) <= limit for part in parts)
        assert [one for part in parts for one in part if one.isalnum()] == [one for one in text if one.isalnum()]


def test_it_is_listed_without_asking_the_service() -> None:
    (voice,) = Gtts(address="http://127.0.0.1:9").voices()

    assert (voice.engine, voice.name, voice.ready) == ("gtts", "id", True)


def test_an_unknown_voice_is_never_ready() -> None:
    assert not ready("gtts", "tidak-ada")


#: Raised by what we never call: write_to_fp.
_IMPOSSIBLE = {"TypeError"}

_NAMED = re.compile(r"^\s+(?::class:`)?(\w+Error)`?:", re.MULTILINE)


def _modules() -> list[str]:
    found = [name for _, name, _ in pkgutil.walk_packages(theirs.__path__, "gtts.")]
    return [name for name in found if ".tests" not in name and name != "gtts.cli"]


def _raised(kind: type) -> set[str]:
    """Read the names under "Raises:" in the documentation of a class and its methods."""
    texts = [kind.__doc__ or "", *(member.__doc__ or "" for _, member in inspect.getmembers(kind, inspect.isfunction))]
    return {name for text in texts for name in _NAMED.findall(text.partition("Raises:")[2])}


def _sentences(number: int) -> str:
    """Make a line of so many sentences, of which no two fit into one request."""
    return " ".join(f"Kalimat ke-{one} ini cukup panjang supaya tidak muat bersama yang lain." for one in range(number))
