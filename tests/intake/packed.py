"""Word and OpenDocument files made by hand, part by part."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_ROOT = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{_RELS}/officeDocument" Target="word/document.xml"/></Relationships>"""
_PARTS = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{_RELS}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_RELS}/numbering" Target="numbering.xml"/>
<Relationship Id="rId3" Type="{_RELS}/footnotes" Target="footnotes.xml"/>
<Relationship Id="rId4" Type="{_RELS}/comments" Target="comments.xml"/>
<Relationship Id="rId5" Type="{_RELS}/header" Target="header1.xml"/>
<Relationship Id="rId6" Type="{_RELS}/hyperlink" Target="https://harbour.example/" TargetMode="External"/>
</Relationships>"""
_STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
</w:style></w:styles>"""
_NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">
<w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
</w:numbering>"""


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, style: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{style}</w:pPr>' if style else ''}{inside}</w:p>"


def core(title: str = "", creator: str = "") -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>'
        "</cp:coreProperties>"
    )


def docx(body: str, prolog: str = "", **parts: str) -> bytes:
    """A Word file with this body; `parts` are further members of `word/`, without their ending, or `core`."""
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "word/_rels/document.xml.rels": _PARTS,
        "word/styles.xml": _STYLES,
        "word/numbering.xml": _NUMBERING,
        "word/document.xml": f"{prolog}<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
    }
    for name, xml in parts.items():
        members["docProps/core.xml" if name == "core" else f"word/{name}.xml"] = xml
    return zipped(members)


def note(kind: str, inside: str) -> str:
    """The part `footnotes` or `comments` with one entry, whose id is 2."""
    return f'<w:{kind}s xmlns:w="{W}"><w:{kind} w:id="2">{inside}</w:{kind}></w:{kind}s>'


def zipped(members: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


_ODT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("meta", "meta"),
        ("style", "style"), ("svg", "svg-compatible"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip


def odt(body: str, prolog: str = "", title: str = "") -> bytes:
    """An OpenDocument text with this body."""
    kind = "application/vnd.oasis.opendocument.text"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": (
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
                '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
                "</manifest:manifest>"
            ),
            "meta.xml": f"<office:document-meta {_ODT}><office:meta><dc:title>{title}</dc:title></office:meta>"
            "</office:document-meta>",
            "styles.xml": f"<office:document-styles {_ODT}/>",
            "content.xml": f"{prolog}<office:document-content {_ODT}><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        }
    )
