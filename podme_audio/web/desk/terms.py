"""What articles, scripts, builds and episodes are called at the desk: the code's words in, Indonesian out."""

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

from podme_audio.library.intake import Standing
from podme_audio.model import BuildLine, Progress, Role, State
from podme_audio.script.editing import Change
from podme_audio.web.desk.refusals import why
from podme_audio.web.wording import MONTHS

ROLES = {
    Role.HEADLINE: "Judul",
    Role.HEADING: "Subjudul",
    Role.PARAGRAPH: "Paragraf",
    Role.LIST_ITEM: "Butir",
    Role.QUOTE: "Kutipan",
    Role.BRIDGE: "Pengantar",
    Role.DISCLOSURE: "Keterangan mesin",
}
STATES = {
    State.DRAFT: "draf",
    State.SCHEDULED: "terjadwal",
    State.PUBLISHED: "terbit",
    State.WITHDRAWN: "ditarik",
}
PROGRESS = {
    Progress.QUEUED: "menunggu",
    Progress.RUNNING: "dikerjakan",
    Progress.DONE: "selesai",
    Progress.FAILED: "gagal",
    Progress.CANCELLED: "dibatalkan",
}
STAGES = {
    "writing": "menulis naskah",
    "choosing": "memilih suara",
    "saying": "menyuarakan baris",
    "mastering": "menyusun suara",
    "lightening": "membuat versi hemat kuota",
    "publishing": "menerbitkan",
}
#: Where an engine is, and whether what is said leaves the house.
ENGINES = {
    "gtts": "Google (lewat internet)",
    "kokoro": "Kokoro (di komputer ini)",
    "tone": "nada uji (di komputer ini)",
}
LINES = {"waiting": "menunggu", "saying": "sedang disuarakan", "said": "selesai", "failed": "gagal"}
CHANGES = {
    Change.SAME: "sama",
    Change.CHANGED: "diubah",
    Change.VOICED: "suara lain",
    Change.ADDED: "baru",
    Change.REMOVED: "dihapus",
}
#: Why something was taken away, as `boilerplate.toml` has it.
REMOVED = {
    "dateline": "kota dan tanggal di awal berita",
    "timestamp": "waktu terbit",
    "byline": "nama penulis",
    "author note": "keterangan penulis",
    "reporter code": "kode reporter",
    "source line": "baris sumber",
    "section name": "nama rubrik",
    "breadcrumb": "jejak menu",
    "navigation": "menu",
    "tags": "label",
    "related link": "tautan berita lain",
    "related links": "tautan berita lain",
    "page links": "nomor halaman",
    "video link": "ajakan menonton video",
    "embedded media": "sematan media sosial",
    "rule": "garis pemisah",
    "photo caption": "keterangan foto",
    "photo credit": "nama fotografer",
    "photo button": "tombol foto",
    "channel invitation": "ajakan mengikuti kanal",
    "share button": "tombol bagikan",
    "button": "tombol halaman",
    "comments": "komentar",
    "view count": "jumlah pembaca",
    "reading time": "lama baca",
    "advertisement": "iklan",
    "copyright": "hak cipta",
    "publication note": "catatan penerbitan",
    "cookie notice": "pemberitahuan kuki",
    "editor": "dikeluarkan redaksi",
    "hidden": "tersembunyi di halaman",
    "share buttons": "tombol bagikan",
    "subscription box": "kotak langganan",
    "author box": "kotak penulis",
    "table of contents": "daftar isi",
    "table": "tabel",
    "embed": "sematan media sosial",
    "pull quote": "kutipan yang diulang",
    "list of posts": "daftar tulisan lain",
    "form": "formulir",
    "aside": "kotak sisipan",
    "photo": "foto",
    "sign-off": "penutup redaksi",
    "site rule": "aturan situs",
    "not taken for story": "tidak dianggap isi berita",
}
#: How a published article stands at its source.
STANDINGS = {
    Standing.THERE: "masih sama",
    Standing.CHANGED: "berubah",
    Standing.GONE: "hilang",
    Standing.UNREADABLE: "tidak terbaca",
}
#: Where a rule of a site stands, by the first word of its name.
ORIGINS = {
    "site": "aturan {}",
    "theme": "tema {}",
    "everywhere": "aturan semua situs",
    "trafilatura": "pencari otomatis",
    "articleBody": "data yang disebut halaman itu sendiri",
    "WordPress": "WordPress lewat REST",
}
#: What stands in the way of a feed, by its word; a number is what its host answers.
TROUBLES = {
    "silent": "Servernya tidak menjawab.",
    "refused": "Yang dikirim bukan feed, terlalu besar, atau alamatnya tidak boleh dibuka dari sini.",
    "no feed": "Isinya bukan RSS atau Atom yang dapat dibaca.",
    "401": "Feed itu tertutup: minta izin kepada pengelolanya (401).",
    "403": "Feed itu tertutup: minta izin kepada pengelolanya (403).",
    "404": "Tidak ada feed lagi di alamat itu: periksa alamatnya (404).",
    "410": "Feed itu dihapus pemiliknya (410).",
    "429": "Servernya meminta kita lebih jarang datang (429).",
}
#: What went well, by the word in the address of the page that tells it.
NEWS = {
    "pilih-dua": "Pilih sedikitnya dua naskah untuk digabung menjadi buletin.",
    "terbit": "Episode sudah terbit.",
    "tarik": "Episode sudah ditarik dari pendengar.",
    "jadwal": "Episode dijadwalkan.",
    "batal-jadwal": "Jadwal dibatalkan. Episode menunggu sebagai draf lagi.",
    "hapus": "Episode dihapus selamanya.",
    "kata": "Leksikon diperbarui.",
    "token-cabut": "Token dicabut. Program yang memakainya ditolak mulai sekarang.",
    "penerima-hapus": "Alamat itu tidak dikabari lagi.",
    "kata-hilang": "Kata itu dibaca menurut aturan lagi.",
    "tautan-akhir": "Tautan itu sudah diakhiri dan tidak membuka apa pun lagi.",
    "dibiarkan": "Dibiarkan. Pemberitahuannya kembali hanya jika artikelnya berubah lagi.",
    "dilihat-lagi": "Artikelnya baru saja dilihat lagi di sumbernya.",
    "dibaca-ulang": "Naskah kini memuat isi artikel yang baru. Periksa barisnya, lalu buat episode beserta catatan.",
    "masuk": "Artikel yang dipilih sudah menjadi naskah.",
    "aturan": "Aturan situs disimpan dan langsung berlaku.",
    "aturan-hilang": "Aturan situs itu dihapus. Yang berlaku lagi aturan bawaan.",
}
#: What is done, by its two words in the audit log.
DONE = {
    "article taken in": "memasukkan artikel",
    "manuscript settled": "mengatur naskah",
    "line rewritten": "menulis ulang baris",
    "line respoken": "mengubah bacaan baris",
    "line split": "membelah baris",
    "lines joined": "menggabung baris",
    "line taken away": "mengeluarkan baris",
    "line added": "menyisipkan baris",
    "line moved": "memindahkan baris",
    "line recorded": "memasang rekaman",
    "recording dropped": "membuang rekaman",
    "voice chosen": "memilih suara",
    "removed text put back": "mengembalikan yang dibuang",
    "lexicon changed": "mengubah leksikon",
    "lexicon applied": "menerapkan leksikon",
    "build started": "membuat episode",
    "revision started": "membuat revisi",
    "build cancelled": "membatalkan pembuatan",
    "build resumed": "mengulang pembuatan",
    "episode published": "menerbitkan episode",
    "episode scheduled": "menjadwalkan episode",
    "episode unscheduled": "membatalkan jadwal episode",
    "episode withdrawn": "menarik episode",
    "episode erased": "menghapus episode selamanya",
    "token made": "membuat token program",
    "token revoked": "mencabut token program",
    "hook added": "mendaftarkan penerima kabar",
    "hook dropped": "menghapus penerima kabar",
    "preview made": "membuat tautan pratinjau",
    "preview ended": "mengakhiri tautan pratinjau",
    "notice dismissed": "membiarkan pemberitahuan",
    "article reread": "membaca ulang artikel",
    "site rules changed": "mengubah aturan situs",
    "site rules dropped": "menghapus aturan situs",
}


#: What an entry of the audit log holds: names of what changed, and values that are words.
NAMES = {
    "title": "judul",
    "engine": "mesin suara",
    "voice": "suara",
    "build": "pembuatan",
    "state": "status",
    "revision": "revisi",
    "due": "terbit pada",
    "words": "dibaca",
    "expanded": "dibaca lengkap",
    "abbreviations": "dibaca lengkap",
    "spelled": "dieja",
    "spoken": "dibaca sebagai kata",
}
VALUES = {state.value: name for state, name in STATES.items()}


def against(text: str, other: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether *other* has it not.

    >>> against("Tarifnya Rp4.000 sekali jalan", "Tarifnya Rp3.500 sekali jalan")
    [('Tarifnya ', False), ('Rp4.000', True), (' sekali jalan', False)]
    """
    words, others = (re.findall(r"\s+|[^\s]+", one) for one in (text, other))
    found = SequenceMatcher(None, others, words, autojunk=False).get_opcodes()
    return [("".join(words[start:end]), what != "equal") for what, _, _, start, end in found if start < end]


def _origin(name: str) -> str:
    """Say where a rule stands: "theme jannah"."""
    kind, _, which = name.partition(" ")
    return ORIGINS.get(kind, kind).format(which)


def _trouble(kind: str) -> str:
    if kind.isdecimal() and kind not in TROUBLES:
        return f"Servernya sedang bermasalah ({kind})."
    return TROUBLES.get(kind, "Feed itu tidak dapat dibaca.")


def _line_state(line: BuildLine) -> str:
    return "dari simpanan" if line.reused and line.state == "said" else LINES.get(line.state, line.state)


def _speaker(names: tuple[str, str]) -> str:
    """Say who speaks and where: "Putri, Kokoro (di komputer ini)"; a service's only voice has no name."""
    engine, voice = names
    where = ENGINES.get(engine, engine)
    return f"Suara {where}" if engine == "gtts" else ", ".join(filter(None, [voice.title(), where]))


FILTERS: dict[str, Callable[..., Any]] = {
    "against": against,
    "day_said": lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "speaker_name": _speaker,
    "engine_name": lambda engine: ENGINES.get(engine, engine),
    "why": why,
    "why_line": lambda told: why(f"the line was not said: {told}"),
    "change_name": lambda change: CHANGES[change],
    "feed_trouble": _trouble,
    "line_state": _line_state,
    "origin_name": _origin,
    "progress_name": lambda state: PROGRESS[state],
    "removed_because": lambda reason: REMOVED.get(reason, reason),
    "removeprefix": str.removeprefix,
    "role_name": lambda role: ROLES[role],
    "stage_name": lambda stage: STAGES.get(stage, stage),
    "standing_name": lambda standing: STANDINGS[standing],
    "state_name": lambda state: STATES[state],
}
