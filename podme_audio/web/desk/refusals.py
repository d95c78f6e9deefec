"""What went wrong with an article, a script or a voice, said in Indonesian: an error in, one sentence out."""

import re

from podme_audio.exceptions import (
    ArticleGoneError,
    CapReachedError,
    EditRefusedError,
    EngineUnavailableError,
    FetchError,
    IncompleteSpeechError,
    LexiconError,
    LineChangedError,
    LineNotFoundError,
    ManuscriptNotFoundError,
    NetworkError,
    NotAnArticleError,
    NotFetchedError,
    NothingToSayError,
    PodmeError,
    PublishedError,
    SynthesisError,
    UndecodableClipError,
)

#: Why an edit cannot be made, by its rule.
RULES = {
    "nothing to say": "Baris itu tidak berisi apa pun yang dapat dibacakan. Hapus saja barisnya.",
    "no next line": "Baris hanya dapat digabung dengan baris berikutnya dari artikel yang sama.",
    "disclosure stays": "Kalimat bahwa naskah dibacakan mesin harus ada. Ubah kata-katanya, jangan dihapus.",
    "last line": "Episode perlu setidaknya satu baris.",
}
#: The first that fits.
SENTENCES: tuple[tuple[type[PodmeError], str], ...] = (
    (FetchError, "Alamat itu tidak menjawab sebagaimana mestinya. Coba lagi, atau tempelkan teks artikelnya."),
    (NothingToSayError, "Tidak ada isi berita di sana, hanya menu, iklan, dan tautan. Tempelkan teks artikelnya."),
    (ArticleGoneError, "Artikel itu sudah tidak ada di alamatnya. Periksa alamatnya, atau tempelkan teks artikelnya."),
    (NotFetchedError, "Alamat itu tidak boleh dibuka dari sini: bukan halaman umum. Tempelkan saja teks artikelnya."),
    (NotAnArticleError, "Tidak ditemukan artikel di sana. Periksa alamatnya, atau tempelkan teks artikelnya."),
    (LineChangedError, "Baris ini baru saja diubah editor lain. Lihat dulu perubahannya; tulisan Anda ada di bawah."),
    (LineNotFoundError, "Baris ini sudah tidak ada: editor lain menghapus atau menggabungnya."),
    (ManuscriptNotFoundError, "Naskah itu tidak ada lagi."),
    (PublishedError, "Episode ini sudah terbit. Meralatnya tugas redaktur: minta redaktur membuatnya dari naskah ini."),
    (LexiconError, "Kata itu tidak dapat dimasukkan ke leksikon. Isi kata tertulis dan cara membacanya."),
    (CapReachedError, "Jatah karakter bulan ini untuk mesin suara itu tidak cukup. Pilih mesin lain."),
    (EngineUnavailableError, "Mesin suara itu sedang tidak dapat dipakai di sini. Pilih mesin lain."),
    (IncompleteSpeechError, "Suara baris ini terpotong atau kosong. Ubah barisnya, atau pilih mesin lain."),
    (SynthesisError, "Baris ini gagal disuarakan. Coba lagi, atau pilih mesin lain."),
    (UndecodableClipError, "Berkas itu bukan rekaman yang dapat dipakai: kosong, senyap, terlalu panjang, atau rusak."),
    (NetworkError, "Alamat itu tidak dapat dihubungi. Periksa alamatnya, atau tempelkan teks artikelnya."),
)
#: Why a build or a line failed, by what its error says: only its words survive from the worker to the desk. The first
#: that is found; a number in it may be told again.
REASONS: tuple[tuple[str, str], ...] = (
    (r"called off", "Tidak jadi disuarakan karena baris lain gagal."),
    (
        r"(\w+) may say [\d,]+ characters a month, ([\d,]+) of them are left, and this needs ([\d,]+)",
        (
            "Jatah karakter bulan ini untuk {0} tidak cukup: perlu {2}, tersisa {1}. Tidak ada yang dikirim. "
            "Pilih mesin suara lain."
        ),
    ),
    (r"is silent when", "Baris ini keluar tanpa suara. Ubah barisnya, pilih mesin suara lain, atau keluarkan."),
    (r"the line .* is .* when", "Suara baris ini tidak utuh. Ubah barisnya, pilih mesin suara lain, atau keluarkan."),
    (r"the recording of this line is lost", "Rekaman baris ini hilang. Unggah lagi, atau buang rekamannya."),
    (
        r"no engine is ready|is given up for now",
        "Mesin suara sedang tidak dapat dipakai. Coba lagi nanti, atau pilih lain.",
    ),
    (
        r"cannot be loaded|not installed|has no voice",
        "Mesin suara itu tidak terpasang di sini. Pilih mesin suara lain.",
    ),
    (
        r"was not said|did not answer|instead of sound|said nothing|failed",
        (
            "Mesin suara tidak menghasilkan suara untuk "
            "baris ini. Coba lagi, pilih mesin lain, ubah barisnya, atau keluarkan."
        ),
    ),
    (r"No space left", "Penyimpanan penuh. Hubungi admin."),
)
STOPPED = "Pembuatan berhenti karena gangguan. Coba lagi; jika terulang, hubungi admin."


def why(told: str) -> str:
    """Say why a build or a line failed, from what its error said."""
    for pattern, sentence in REASONS:
        if (found := re.search(pattern, told, re.DOTALL)) is not None:
            return sentence.format(*(part.replace(",", ".") for part in found.groups()))
    return STOPPED


#: The same of a page that rules are tried on, and of a list: nothing is to be pasted there.
UNREAD: tuple[tuple[type[PodmeError], str], ...] = (
    (FetchError, "Alamat itu tidak menjawab sebagaimana mestinya. Coba lagi sebentar lagi."),
    (ArticleGoneError, "Tidak ada apa-apa lagi di alamat itu. Periksa alamatnya."),
    (NotFetchedError, "Alamat itu tidak boleh dibuka dari sini, atau isinya bukan yang diharapkan. Periksa alamatnya."),
    (NotAnArticleError, "Dengan aturan ini tidak ditemukan isi berita di halaman itu."),
    (NothingToSayError, "Dengan aturan ini tidak tersisa isi berita di halaman itu."),
)


def refused(error: PodmeError) -> str:
    """Say what went wrong, and what to do about it."""
    if isinstance(error, EditRefusedError):
        return RULES[error.rule]
    told = next((sentence for kind, sentence in SENTENCES if isinstance(error, kind)), "")
    return told or "Permintaan itu tidak dapat dijalankan. Coba lagi sebentar lagi."


def unread(error: PodmeError) -> str:
    """Say why a page that rules are tried on, or a list, cannot be read."""
    return next((sentence for kind, sentence in UNREAD if isinstance(error, kind)), "") or refused(error)
