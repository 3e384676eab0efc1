"""What programs read about a release: Croissant 1.1 and Data Package 2.0. Pure."""

import json
from typing import Any

from annotator.release.frozen import citing
from annotator.release.frozen.facts import TABULAR, Built, Facts
from annotator.release.frozen.tables import TABLES

Json = dict[str, Any]
MANIFEST = "MANIFEST.sha256"
LICENCES = {
    "cc0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "cc-by": "https://creativecommons.org/licenses/by/4.0/",
    "cc-by-sa": "https://creativecommons.org/licenses/by-sa/4.0/",
    "cc-by-nc": "https://creativecommons.org/licenses/by-nc/4.0/",
    "cc-by-nc-sa": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
}
_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_CROISSANT = {"BIGINT": "sc:Integer", "INTEGER": "sc:Integer", "BOOLEAN": "sc:Boolean", "TIMESTAMP": "sc:DateTime"}
_PACKAGE = {"BIGINT": "integer", "INTEGER": "integer", "BOOLEAN": "boolean", "TIMESTAMP": "datetime"}


def as_json(value: Json) -> str:
    """Indented, for people too."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def croissant(facts: Facts, *, files_at: str = "") -> Json:
    """Croissant 1.1 of the tables as Parquet. `files_at` is put before each path; without it they are relative."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": facts.name,
        "description": citing.description(facts),
        "version": facts.version,
        "license": licence_address(facts.licence) or facts.licence or "unknown",
        "url": facts.address or f"urn:ascribe:{facts.name}",
        "creator": {"@type": "sc:Organization", "name": facts.project},
        "publisher": {"@type": "sc:Organization", "name": facts.project},
        "datePublished": facts.day.isoformat(),
        "inLanguage": sorted(filter(None, facts.counts["by"]["language"])) or [facts.language],
        "keywords": citing.KEYWORDS,
        "citeAs": citing.bibtex(facts),
        "isLiveDataset": False,
        "distribution": [_object(one, files_at) for one in facts.files if one.name.endswith(".parquet")],
        "recordSet": [_record_set(name, columns) for name, columns in TABLES.items()],
    }


def datapackage(facts: Facts) -> Json:
    """Data Package 2.0 of the tables as CSV."""
    address = licence_address(facts.licence)
    licences = {"licenses": [{"name": facts.licence, **({"path": address} if address else {})}]}
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": facts.name,
        "title": facts.title,
        "description": citing.description(facts),
        "version": facts.version,
        "created": f"{facts.day.isoformat()}T00:00:00Z",
        **({"homepage": facts.address} if facts.address else {}),
        **(licences if facts.licence else {}),
        "contributors": [{"title": facts.project, "roles": ["creator"]}],
        "keywords": citing.KEYWORDS,
        "resources": [
            _resource(one, columns) for name, columns in TABLES.items() for one in facts.files if one.name == _csv(name)
        ],
    }


def licence_address(licence: str) -> str:
    """Where a licence can be read, for those everybody uses; else empty."""
    if licence.startswith(("https://", "http://")):
        return licence
    plain = licence.strip().lower().replace(" ", "-").removesuffix("-4.0").removesuffix("-1.0")
    return LICENCES.get(plain, "")


def _csv(table: str) -> str:
    return f"data/{table}.csv"


def _object(one: Built, files_at: str) -> Json:
    return {
        "@type": "cr:FileObject",
        "@id": one.name,
        "name": one.name,
        "contentUrl": f"{files_at}{one.name}",
        "contentSize": f"{one.bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": one.sha256,
    }


def _record_set(table: str, columns: dict[str, str]) -> Json:
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{name}",
                "name": name,
                "dataType": _CROISSANT.get(kind.removesuffix("[][]"), "sc:Text"),
                **({"isArray": True, "arrayShape": "-1,2"} if kind.endswith("[][]") else {}),
                "source": {
                    "fileObject": {"@id": f"data/{table}.{next(iter(TABULAR))}"},
                    "extract": {"column": name},
                },
            }
            for name, kind in columns.items()
        ],
    }


def _resource(one: Built, columns: dict[str, str]) -> Json:
    return {
        "name": one.name.removeprefix("data/").removesuffix(".csv"),
        "path": one.name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": one.bytes,
        "hash": f"sha256:{one.sha256}",
        "schema": {
            "fields": [{"name": name, "type": _package_type(kind)} for name, kind in columns.items()],
            "missingValues": [""],
        },
    }


def _package_type(kind: str) -> str:
    return "array" if kind.endswith("[]") else _PACKAGE.get(kind, "string")
