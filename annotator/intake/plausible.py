"""How strange a text looks for its language: what a wrong encoding makes of it looks stranger than what it is. Pure."""

import re
from itertools import pairwise

# The letters beyond ASCII that a language writes its own words with.
_LETTERS = {
    "pt": "áâãàçéêíóôõúü", "es": "áéíóúñü", "fr": "àâæçéèêëîïôœùûüÿ", "de": "äöüß", "it": "àèéìîòóù", 
    "ca": "àçéèíïóòúü",
    "en": "éèêëïñçàáâäöüíóôã", "nl": "áéëïíóúèöüê", "sv": "åäöé", "fi": "åäö", "da": "æøåé", "no": "æøåéòô",
    "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű", "ro": "ăâîșțşţ",
    "sl": "čšž", "hr": "čćđšž", "bs": "čćđšž", "tr": "çğıöşüâîû", "az": "çğıöşüə", "et": "äöõüšž", "lv": "āčēģīķļņšūž",
    "lt": "ąčęėįšųūž", "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюяё", "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
}  # fmt: skip
_LETTERS |= {"nb": _LETTERS["no"], "nn": _LETTERS["no"], "be": _LETTERS["uk"] + "ўыэё", "sr": _LETTERS["ru"] + "ђјљњћџ"}
_LETTERS["mk"] = _LETTERS["ru"] + "ѓѕјљњќџ"
# What every third or fourth character of a text in these languages is.
_FREQUENT = {
    "zh": (
        "的是一不在了有和人這这中大為为上個个国國我以要他時时來来用們们生"
        "到作地於于出就分對对成會会可主發发年動动同工也能下過过子說说產产"
    ),
    "ja": "".join(map(chr, [*range(0x3041, 0x3094), *range(0x30A1, 0x30FB)])),
}
_SIGNS = frozenset("“”‘’„‚«»‹›–—…•€£§©®°·¿¡\u00a0ºª№、。「」，：；？！（）《》・ー")
_JOINING = frozenset("’–—-·\u00a0")
_INSIDE = re.compile(r"(?<=[^\W\d_])[^\w\s](?=[^\W\d_])")
_TURNED = re.compile(r"[^\W\d_]{2,}")


def strangeness(text: str, language: str) -> float:
    """From 0, nothing strange, to 1 and more: how much of what is beyond ASCII does not belong there."""
    language = language.partition("-")[0].lower()
    beyond = [one for one in text if not one.isascii()]
    if not beyond:
        return 0.0
    if language in _FREQUENT:
        own = frozenset(_FREQUENT[language])
        return 1 - sum(one in own for one in beyond) / len(beyond)
    own = frozenset(_LETTERS.get(language, ""))
    foreign = sum(_is_foreign(one, own) for one in beyond)
    inside = sum(found[0] not in _JOINING and not found[0].isascii() for found in _INSIDE.finditer(text))
    turned = sum(_turns(found[0]) for found in _TURNED.finditer(text))
    return (foreign + inside + turned) / len(beyond)


def _is_foreign(one: str, own: frozenset[str]) -> bool:
    if one in _SIGNS:
        return False
    return not one.isalpha() or bool(own and one.lower() not in own and one.casefold() not in own)


def _turns(word: str) -> int:
    """How often a word goes from small to capital letters beyond ASCII, or the other way after its first letter."""
    return sum(
        before.islower() and after.isupper() and not (before.isascii() and after.isascii())
        for before, after in pairwise(word)
    )
