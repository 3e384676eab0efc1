"""Thirty-six short texts in the encodings in which old files of their languages really are."""

import io

import pytest

from annotator.intake.encodings import detect
from articles.drafts import Fault

TEXTS = {
    "pt": "João Assunção disse “não” à câmara: «É mentira», respondeu ontem à noite a vereadora Conceição Brandão.",
    "es": "El señor Núñez negó la acusación: «¿Dónde está el informe?», preguntó; mañana habrá otra sesión aquí.",
    "fr": "L’Assemblée a rejeté l’œuvre à 12 € près, où qu’elle fût déjà annoncée ; le préfet s’est tu.",
    "de": "Der Bürgermeister äußerte sich nicht; „große Lücken“ gäbe es überall, heißt es in den Büros.",
    "it": "La città è più sicura, così ha detto il sindaco: «Perché no? Già lunedì si voterà di là».",
    "en": "“It’s a naïve façade,” the minister told the café’s owner – who didn’t “see” it that way…",
    "pl": "Zażółć gęślą jaźń, powiedział minister, choć nikt go nie słuchał; „później”, dodał wójt Świątek.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy, řekl ministr; starosta však mlčel a těšil se domů.",
    "hu": "A miniszter szerint a jelentés „hűtlen” és önkényes: győzött a többség, de ki tűri ezt tovább?",
    "ru": "Министр отрицает обвинения: «Этого не было», – заявил он в понедельник, но журналисты ему не верят.",
    "tr": "Bakan suçlamaları reddetti: “Şimdi değil,” dedi; ığdırlı çiftçiler ise üzgün olduğunu söyledi.",
    "el": "Ο υπουργός αρνείται τις κατηγορίες: «Άλλη φορά», είπε χθες το βράδυ στους δημοσιογράφους.",
    "ar": "نفى الوزير الاتهامات وقال إن التقرير غير صحيح، ولم يصدقه أحد من الصحفيين في العاصمة.",
    "he": "השר מכחיש את ההאשמות ואמר אתמול כי הדוח אינו נכון, אך איש מן העיתונאים לא האמין לו.",
    "ja": "大臣は月曜日、疑惑を否定した。「そのような報告書は存在しない」と記者団に述べたが、信じる人はいなかった。",
    "zh": "部长星期一否认了指控，他说这份报告是不存在的，但是在场的记者都不相信他的话。",
    "zh-Hant": "部長星期一否認了指控，他說這份報告是不存在的，但是在場的記者都不相信他的話。",
    "ko": "장관은 월요일에 혐의를 부인하며 그런 보고서는 없다고 말했지만 기자들은 믿지 않았다.",
}
MATRIX = {
    "pt": ("cp1252", "mac-roman", "utf-16-le"), "es": ("cp1252", "mac-roman"),
    "fr": ("cp1252", "iso8859-15", "mac-roman"),
    "de": ("cp1252", "mac-roman"), "it": ("cp1252",), "en": ("cp1252", "mac-roman", "utf-16-be"),
    "pl": ("cp1250", "iso8859-2", "cp852"), "cs": ("cp1250", "iso8859-2"), "hu": ("cp1250", "iso8859-2"),
    "ru": ("cp1251", "koi8-r", "cp866", "iso8859-5"), "tr": ("cp1254",), "el": ("cp1253", "iso8859-7"),
    "ar": ("cp1256",), "he": ("cp1255",), "ja": ("shift_jis", "euc-jp", "iso2022_jp"), "zh": ("gb18030",),
    "zh-Hant": ("big5",), "ko": ("cp949",),
}  # fmt: skip
CASES = [(language, encoding) for language, encodings in MATRIX.items() for encoding in encodings]


def read(language, encoding, times=1):
    """What a file is read as, and what was in it: only what its encoding can write."""
    raw = "\n".join([TEXTS[language]] * times).encode(encoding, "ignore")
    try:
        return raw.decode(detect(io.BytesIO(raw), language=language)), raw.decode(encoding)
    except Fault:
        return None, raw.decode(encoding)


def test_there_are_thirty_six():
    assert len(CASES) == 36


@pytest.mark.parametrize("times", [1, 8])
@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_an_old_file_is_read_exactly_with_the_language_known(language, encoding, times):
    found, written = read(language, encoding, times)
    assert found == written


@pytest.mark.parametrize("language", TEXTS)
def test_utf_8_is_never_taken_for_anything_else(language):
    found, written = read(language, "utf-8")
    assert found == written
