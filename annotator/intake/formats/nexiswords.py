"""The words by which exports of LexisNexis are known, in the languages of its interface. Pure."""

import re
from collections.abc import Sequence

ENDS = frozenset(
    (
        *("end of document", "ende des dokuments", "dokumentende", "fin du document", "fin del documento"),
        *("fin de documento", "fim do documento", "fine del documento", "einde van document"),
    )
)
BODIES = frozenset(
    (
        *("body", "text", "textkörper", "haupttext", "corps", "corps du texte", "texte", "cuerpo", "cuerpo del texto"),
        *("texto", "corpo", "corpo do texto", "testo", "tekst"),
    )
)
CLASSIFICATIONS = frozenset(
    ("classification", "klassifikation", "klassifizierung", "classement", "clasificación", "classificação")
)
# What the keys of an article's head and foot are called.
KEYS: dict[str, tuple[str, ...]] = {
    "length": (
        *("length", "länge", "longueur", "extensión", "longitud", "extensão", "comprimento", "tamanho", "lunghezza"),
        "lengte",
    ),
    "section": ("section", "rubrik", "ressort", "rubrique", "sección", "seção", "secção", "sezione", "sectie"),
    "byline": ("byline", "autor", "verfasser", "auteur", "signature", "firma", "autoría", "autore", "autoria"),
    "headline": ("headline", "schlagzeile", "titel", "titre", "titular", "título", "manchete", "titolo"),
    "dateline": ("dateline", "ort", "lieu", "lugar", "data e local"),
    "highlight": ("highlight", "zusammenfassung", "encart", "chapeau", "resumen", "destaque", "resumo"),
    "graphic": ("graphic", "grafik", "graphique", "illustration", "gráfico", "ilustração"),
    "language": ("language", "sprache", "langue", "idioma", "língua", "lingua", "taal"),
    "published": ("publication-date", "veröffentlichungsdatum", "date de publication", "fecha de publicación"),
    "loaded": (
        *("load-date", "ladedatum", "update", "date de chargement", "fecha de carga", "data de carga"),
        "data de carregamento",
    ),
    "kind": (
        *("publication-type", "publikationstyp", "type de publication", "tipo de publicación", "tipo de publicação"),
        *("journal code", "zeitungscode"),
    ),
    "subject": ("subject", "thema", "sujet", "tema", "assunto"),
}
FIELD_OF = {name: field for field, names in KEYS.items() for name in names}
COUNTED = re.compile(
    r"^[ \t]*(\d+) (?:of|von|de|sur|di) (\d+) (?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?|DOCUMENTI)[ \t\r]*$",
    re.IGNORECASE | re.MULTILINE,
)
LANGUAGES = {
    **{"english": "en", "englisch": "en", "anglais": "en", "inglés": "en", "inglês": "en"},
    **{"german": "de", "deutsch": "de", "allemand": "de", "alemán": "de", "alemão": "de"},
    **{"french": "fr", "französisch": "fr", "français": "fr", "francés": "fr", "francês": "fr"},
    **{"spanish": "es", "spanisch": "es", "espagnol": "es", "español": "es", "espanhol": "es"},
    **{"portuguese": "pt", "portugiesisch": "pt", "portugais": "pt", "portugués": "pt", "português": "pt"},
    **{"italian": "it", "dutch": "nl", "polish": "pl", "swedish": "sv", "turkish": "tr", "russian": "ru"},
}


def is_export(lines: Sequence[str]) -> bool:
    """Whether these lines are from an export of Nexis Uni: a body, and the keys that only such an export has."""
    folded = [line.strip().casefold() for line in lines]
    keys = {FIELD_OF.get(line.partition(":")[0].strip()) for line in folded if ":" in line}
    ends = any(line in ENDS for line in folded)
    return any(line in BODIES for line in folded) and "length" in keys and (ends or "loaded" in keys)
