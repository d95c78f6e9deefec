import pytest

from podme_audio.exceptions import ArticleGoneError, FetchError, NetworkError, NotAnArticleError, RefusedError
from podme_audio.model import Role
from podme_audio.outgoing import Answer
from podme_audio.sources.page import Page
from podme_audio.sources.reading import Means

ADDRESS = "https://podme.id/jembatan"
PAGE = """<!doctype html><html lang="id"><head><title>Jembatan Baru Dibuka | Contoh</title>
<meta property="og:title" content="Jembatan Baru Dibuka"><meta name="author" content="Dewi Anggraini">
<meta property="article:published_time" content="2026-05-04T09:00:00+07:00"></head><body>
<nav><a href="/">Beranda</a> <a href="/ekonomi">Ekonomi</a></nav>
<article><h1>Jembatan Baru Dibuka</h1>
<p>Jembatan sepanjang 320 meter yang menghubungkan dua kecamatan di tepi sungai itu dibuka untuk umum pada Senin.</p>
<h2>Lalu lintas</h2>
<p>Kendaraan berat baru boleh melintas setelah uji beban selesai dilakukan oleh dinas pekerjaan umum pekan depan.</p>
<ul><li>Sepeda motor boleh melintas sepanjang hari tanpa dipungut biaya.</li>
<li>Truk di atas delapan ton masih dialihkan ke jalur lama di sebelah utara.</li></ul>
<blockquote>Kami menunggu jembatan ini sebelas tahun lamanya, kata seorang warga.</blockquote>
</article><footer>Hak cipta</footer></body></html>"""


def serving(content: str, kind: str = "text/html; charset=utf-8") -> Page:
    return Page(Means(lambda url, **_: Answer(200, url, kind, content.encode())))


def test_a_page_gives_its_story_and_leaves_its_theme() -> None:
    article = serving(PAGE).fetch(ADDRESS)

    roles = [block.role for block in article.blocks if "sungai" in block.text or "Truk" in block.text]
    text = " ".join(block.text for block in article.blocks)
    assert (article.title, article.byline, article.url) == ("Jembatan Baru Dibuka", "Dewi Anggraini", ADDRESS)
    assert roles == [Role.PARAGRAPH, Role.LIST_ITEM]
    assert "sebelas tahun" in text
    assert "Beranda" not in text
    assert "Hak cipta" not in text
    assert article.published is not None
    assert article.published.date().isoformat() == "2026-05-04"


@pytest.mark.parametrize("html", ["", " ", "<html><body></body></html>", "<p></p>", "%PDF-1.7", "\0\0"])
def test_what_is_no_story_is_said_with_its_address(html: str) -> None:
    with pytest.raises(NotAnArticleError, match="no story on it") as caught:
        serving(html).fetch(ADDRESS)

    assert caught.value.reference == ADDRESS


@pytest.mark.parametrize(
    ("error", "kind", "complaint"),
    [
        (NetworkError("podme.id answered 404", status=404), ArticleGoneError, "is not there"),
        (NetworkError("podme.id answered 410", status=410), ArticleGoneError, "is not there"),
        (NetworkError("podme.id answered 403", status=403), NotAnArticleError, "is not open to us"),
        (RefusedError("podme.id sent application/pdf, not a page"), NotAnArticleError, "cannot be read"),
    ],
)
def test_what_trying_again_will_not_mend_is_no_transient_failure(
    error: NetworkError, kind: type[NotAnArticleError], complaint: str
) -> None:
    def failing(_url: str, **_: object) -> Answer:
        raise error

    with pytest.raises(kind, match=complaint) as caught:
        Page(Means(failing)).fetch(ADDRESS)

    assert not caught.value.transient


def test_a_host_that_fails_is_a_transient_failure() -> None:
    def failing(url: str, **_: object) -> Answer:
        raise NetworkError(f"{url} answered 503", status=503)

    with pytest.raises(FetchError, match="503") as caught:
        Page(Means(failing)).fetch(ADDRESS)

    assert caught.value.transient
