"""What the desk says: one word in, a sentence of Indonesian out."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from podme_audio.model import Rank
from podme_audio.web.desk import terms
from podme_audio.web.wording import MONTHS, WIB

RANKS = {Rank.EDITOR: "Editor", Rank.CHIEF: "Redaktur", Rank.ADMIN: "Admin"}
DUTIES = {
    Rank.EDITOR: "menyiapkan artikel, naskah, dan suara",
    Rank.CHIEF: "juga menerbitkan, meralat, dan membaca catatan perubahan",
    Rank.ADMIN: "boleh semuanya, termasuk mengatur akun redaksi",
}

#: What went well, by the word in the address of the page that tells it.
NEWS = {
    "sandi": "Kata sandi diganti. Semua sesi lain sudah diakhiri.",
    "lepas": "Verifikasi dua langkah dimatikan.",
    "akhir": "Sesi itu sudah diakhiri.",
    "akhir-semua": "Semua sesi lain sudah diakhiri.",
    "keluar": "Anda sudah keluar.",
    "peran": "Peran diganti. Pemilik akun harus masuk lagi.",
    "nonaktif": "Akun dinonaktifkan, dan semua sesinya diakhiri.",
    "aktif": "Akun diaktifkan lagi.",
    "wajib": "Ruang redaksi ini mewajibkan verifikasi dua langkah. Pasang dulu sebelum melanjutkan.",
}

#: What went wrong, by an error's reason.
REASONS = {
    "name": "Nama akun terdiri atas 2 sampai 64 huruf kecil atau angka, boleh dengan titik, tanda hubung, atau berupa "
    "alamat surel. Nama itu belum sesuai.",
    "taken": "Nama akun itu sudah dipakai. Pilih nama lain.",
    "unknown": "Akun itu tidak ada.",
    "last": "Itu satu-satunya admin. Angkat admin lain dulu.",
    "self": "Peran dan status akun sendiri hanya dapat diubah oleh admin lain.",
    "link": "Tautan ini sudah dipakai, sudah diganti, atau sudah kedaluwarsa. Minta tautan baru kepada admin.",
    "disabled": "Akun itu sedang nonaktif. Aktifkan dulu.",
    "provided": "Akun itu masuk lewat OpenID. Atur ulang di sana.",
    "short": "Kata sandi terlalu pendek. Pakai paling sedikit 15 karakter; kalimat pendek lebih mudah diingat.",
    "short-beside": "Kata sandi terlalu pendek. Pakai paling sedikit 8 karakter.",
    "alone": "Kata sandi Anda kurang dari 15 karakter. Ganti dulu dengan yang lebih panjang.",
    "long": "Kata sandi paling panjang 256 karakter.",
    "common": "Kata sandi itu terlalu mudah ditebak. Pakai empat kata atau lebih yang tidak biasa berdampingan.",
    "differ": "Kedua kata sandi tidak sama. Ketik sekali lagi.",
    "wrong": "Nama akun atau kata sandi salah.",
    "password": "Kata sandi sekarang salah.",
    "code": "Kode itu salah atau sudah dipakai. Tunggu kode berikutnya, lalu coba lagi.",
    "trip": "Jawaban dari OpenID tidak cocok dengan permintaan dari peramban ini. Mulai lagi dari halaman masuk.",
    "provider": "OpenID tidak dapat dipakai saat ini. Coba lagi nanti, atau masuk dengan kata sandi.",
    "no-rank": "OpenID mengenal Anda, tetapi Anda belum diberi peran di meja redaksi. Hubungi admin.",
    "shut": "Akun Anda dinonaktifkan. Hubungi admin.",
    "rank": "Peran itu tidak ada.",
}

#: What is done at the desk, by its two words in the audit log.
DONE = {
    "account made": "membuat akun",
    "account disabled": "menonaktifkan akun",
    "account enabled": "mengaktifkan akun",
    "account reset": "mengatur ulang akun",
    "role changed": "mengganti peran",
    "link used": "memakai tautan sekali pakai",
    "password changed": "mengganti kata sandi",
    "second factor on": "memasang verifikasi dua langkah",
    "second factor off": "mematikan verifikasi dua langkah",
    "recovery codes renewed": "mengganti kode cadangan",
    "recovery code used": "memakai kode cadangan",
    "session ended": "mengakhiri sesi",
    "sessions ended": "mengakhiri sesi lain",
    "signed in": "masuk",
    "signed out": "keluar",
}
#: The names of what changed, and values that are words.
NAMES = {
    "role": "peran",
    "address": "alamat",
    "since": "sejak",
    "sessions ended": "sesi diakhiri",
    "ended": "diakhiri",
    "password": "kata sandi",
    "second factor": "dua langkah",
    "disabled": "nonaktif",
    "left": "sisa",
    "by": "lewat",
    "for": "untuk",
    "until": "sampai",
    "standing": "di sumbernya",
}
VALUES: dict[Any, str] = {True: "ya", False: "tidak", "openid": "OpenID", **RANKS, **terms.STANDINGS}

_RECORDED = {"[recording]": "[rekaman]"}
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"))
_ENGINES = (("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS")),
    *(("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")),
)


def agent(text: str) -> str:
    """Name a browser as people do: "Chrome di Android"."""
    browser = next((name for mark, name in (*_BROWSERS, *_ENGINES) if mark in text), "Peramban")
    system = next((name for mark, name in _SYSTEMS if mark in text), "")
    return f"{browser} di {system}" if system else browser


def moment(at: datetime) -> str:
    """Say a moment briefly: "23 Nov 2026, 07.00"."""
    here = at.astimezone(WIB)
    return f"{here.day} {MONTHS[here.month - 1][:3]} {here.year}, {here:%H.%M}"


def ago(at: datetime, now: datetime) -> str:
    """Say how long ago something was: "baru saja", "12 menit lalu"."""
    minutes = int((now - at).total_seconds()) // 60
    if minutes < 1:
        return "baru saja"
    return f"{minutes} menit lalu" if minutes < 60 else f"{minutes // 60} jam lalu"  # noqa: PLR2004


def wait(seconds: float) -> str:
    """Say how long to wait."""
    minutes = -int(-seconds // 60)
    told = f"{max(1, round(seconds))} detik" if seconds < 60 else f"{minutes} menit"  # noqa: PLR2004
    return f"Terlalu banyak percobaan. Coba lagi {told} lagi."


def value(kept: Any) -> str:
    """Say what an entry of the audit log holds."""
    if isinstance(kept, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\S+", kept):
        return moment(datetime.fromisoformat(kept))
    if not isinstance(kept, str | bool):
        return str(kept)
    return str((terms.VALUES | VALUES).get(kept, kept)).removesuffix("[recording]") + _RECORDED.get(str(kept)[-11:], "")


def name(changed: str) -> str:
    """Name what an entry of the audit log says was changed."""
    return (terms.NAMES | NAMES).get(changed) or re.sub(r"^line (\d+)$", r"baris \1", changed)


FILTERS: dict[str, Callable[..., Any]] = {
    "agent": agent,
    "ago": ago,
    "changed_name": name,
    "changed_value": value,
    "done": lambda what: (DONE | terms.DONE).get(what, what),
    "moment": moment,
    "rank_name": lambda rank: RANKS[rank],
}
