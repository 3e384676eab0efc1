"""What agencies and feeds send is read with everything it says of itself."""

import io
import json
from datetime import UTC, datetime

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.drafts import Fault
from tests.intake.formats.reading import everything, found

NITF = """<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" xml:lang="en"><head><title>Slug</title>
<docdata><doc-id id-string="nyt-7"/><date.issue norm="20240314T093000Z"/>
<key-list><keyword key="harbour"/></key-list></docdata>
<pubdata name="The Daily Test" position.section="World" ex-ref="https://a.example/7"/></head>
<body><body.head><hedline><hl1>Harbour deal <em>is</em> off</hl1><hl2>Below it</hl2></hedline>
<byline>By Ada Made-Up</byline><dateline>LISBON</dateline></body.head>
<body.content><block><p>The <person>minister</person> said no.</p><hl2>Between</hl2><p>One<br/>two &amp; three.</p>
<media><media-caption>A harbour.</media-caption><media-metadata name="x" value="y">hidden</media-metadata></media>
<ul><li>First</li><li>Second</li></ul><!-- unsaid --><p>The end.</p></block></body.content></body></nitf>"""
BODY = (
    "Harbour deal is off\n\nBelow it\n\nThe minister said no.\n\nBetween\n\nOne\n\ntwo & three.\n\n"
    "First\n\nSecond\n\nThe end."
)
MARCH = datetime(2024, 3, 14, 9, 30, tzinfo=UTC)


def test_nitf_is_read_paragraph_by_paragraph():
    (one,) = found(NITF, "a.xml")
    draft = one.draft
    assert draft.text == BODY
    assert (draft.title, draft.byline, draft.outlet) == ("Harbour deal is off", "Ada Made-Up", "The Daily Test")
    assert (draft.section, draft.language, draft.external_id) == ("World", "en", "nyt-7")
    assert (draft.url, draft.published_at) == ("https://a.example/7", MARCH)
    assert draft.metadata == {"dateline": "LISBON", "keywords": ["harbour"]}
    assert [block["text"] for block in one.blocks if not block["keep"]] == ["A harbour."]


def newsml(*items):
    return (
        '<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>'
        + "".join(items)
        + "</itemSet></newsMessage>"
    )


def item(inner, guid="tag:x:1"):
    return f"""<newsItem guid="{guid}" version="2"><itemMeta><provider literal="TST"><name>Test Agency</name></provider>
<versionCreated>2024-03-14T09:30:00Z</versionCreated><title>Fallback</title><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline role="hld:sub">Not this</headline><headline role="hld:main">Harbour deal is off</headline>
<by>Ada Made-Up</by><language tag="pt-BR"/><subject qcode="medtop:1"><name>Harbours</name></subject></contentMeta>
<contentSet>{inner}</contentSet></newsItem>"""


XHTML = '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>'


def test_a_news_message_holds_many_items_each_with_a_body_of_its_kind():
    inner = NITF.partition("<nitf")
    read = everything(
        newsml(
            item(f"{XHTML}<body><p>The <b>minister</b> said no.</p><p>Twice.</p></body></html></inlineXML>"),
            item(f'<inlineXML contenttype="application/nitf+xml">{"".join(inner[1:])}</inlineXML>', "tag:x:2"),
            item('<inlineData contenttype="text/plain">One.\nTwo.</inlineData>', "tag:x:3"),
            item('<remoteContent href="a.jpg"/>', "tag:x:4"),
        ),
        "a.xml",
    )
    assert [getattr(one, "code", "") for one in read] == ["", "", "", "no_text"]
    xhtml, nitf, plain = (one.draft for one in read[:3])
    assert xhtml.text == "Harbour deal is off\n\nThe minister said no.\n\nTwice."
    assert (xhtml.outlet, xhtml.byline, xhtml.language) == ("Test Agency", "Ada Made-Up", "pt-BR")
    assert (xhtml.external_id, xhtml.published_at) == ("tag:x:1", MARCH)
    assert xhtml.metadata == {"version": "2", "pubstatus": "stat:usable", "subjects": ["Harbours"]}
    assert nitf.text == BODY
    assert (nitf.section, nitf.outlet) == ("World", "Test Agency")
    assert plain.text == "Harbour deal is off\n\nOne.\n\nTwo."


NINJS = [
    {
        "uri": "https://a.example/1", "headline": "Harbour deal is off", "body_html": "<p>The minister said no.</p>",
        "body_text": "short", "byline": "Ada Made-Up", "versioncreated": "2024-03-14T09:30:00Z", "language": "en",
        "infosource": [{"name": "Test Agency"}], "pubstatus": "usable", "subject": [{"name": "Harbours"}],
    },
    {
        "uri": "https://a.example/1", "headlines": [{"role": "short", "value": "Not this"},
        {"role": "main", "value": "Harbour deal is off"}],
        "bodies": [{"role": "main", "contenttype": "text/plain", "value": "The minister said no."}],
        "byline": "Ada Made-Up", "contentcreated": "2024-03-14T09:30:00Z", "language": "en", "pubstatus": "usable",
        "infosources": [{"name": "Test Agency"}], "subjects": [{"name": "Harbours"}],
    },
    {
        "uri": "https://a.example/1", "headlines": [{"role": "sub", "value": "Not this"},
        {"role": "main", "value": "Harbour deal is off"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": "<div><p>The minister said no.</p></div>"}],
        "by": "Ada Made-Up", "contentCreated": "2024-03-14T09:30:00Z", "language": "en", "pubStatus": "usable",
        "infoSources": [{"name": "Test Agency"}], "subjects": [{"name": "Harbours"}],
    },
]  # fmt: skip


@pytest.mark.parametrize("given", NINJS, ids=["version 1", "version 2", "version 3"])
def test_ninjs_is_read_in_every_version(given):
    (one,) = found(json.dumps(given), "a.json")
    draft = one.draft
    assert draft.text == "Harbour deal is off\n\nThe minister said no."
    assert (draft.title, draft.byline, draft.outlet) == ("Harbour deal is off", "Ada Made-Up", "Test Agency")
    assert (draft.url, draft.language, draft.published_at) == ("https://a.example/1", "en", MARCH)
    assert draft.metadata["subjects"] == "Harbours"


def test_a_list_of_ninjs_is_read_item_by_item():
    read = everything(json.dumps([*NINJS, {"uri": "x", "headline": "No body"}]), "a.json")
    assert [(one.line, getattr(one, "code", "")) for one in read] == [(1, ""), (2, ""), (3, ""), (4, "no_text")]


def test_ordinary_json_with_an_address_is_no_ninjs():
    (one,) = found('{"text": "One.", "uri": "https://a.example/1", "title": "T"}', "a.json")
    assert one.draft.text == "One."


LONG = "The minister said no, and said it again and again until nobody asked. " * 4
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Daily Test</title><language>en</language>
<item><title>Harbour &amp; deal</title><link>https://a.example/1</link><guid>g1</guid>
<dc:creator>Ada Made-Up</dc:creator>
<pubDate>Thu, 14 Mar 2024 10:30:00 +0100</pubDate><category>World</category><description>Short.</description>
<content:encoded><![CDATA[<p>{LONG}</p><p>Read also: another</p><script>alert(1)</script><p>The end.</p>]]>
</content:encoded></item><item><title>Only a line</title><description>Short.</description></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Daily Test</title><entry><title>Harbour</title>
<id>tag:1</id><link href="https://a.example/1"/><updated>2024-03-14T09:30:00Z</updated><author><name>Ada</name></author>
<content type="html">&lt;p&gt;{LONG}&lt;/p&gt;</content></entry></feed>"""


def test_a_feed_gives_an_article_an_entry():
    full, short = found(RSS, "feed.xml")
    draft = full.draft
    assert draft.text == f"Harbour & deal\n\n{LONG.strip()}\n\nThe end."
    assert (draft.outlet, draft.byline, draft.section) == ("The Daily Test", "Ada Made-Up", "World")
    assert (draft.url, draft.external_id, draft.published_at) == ("https://a.example/1", "g1", MARCH)
    assert [block["why"] for block in full.blocks if not block["keep"]] == ["promo"]
    assert not full.notes
    assert "only the beginning" in " ".join(short.notes)
    (atom,) = found(ATOM, "feed.atom")
    assert (atom.draft.title, atom.draft.byline, atom.draft.published_at) == ("Harbour", "Ada", MARCH)


def warc(*records, gzip=True):
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=gzip)
    for address, kind, content, status in records:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                address, "response", payload=io.BytesIO(content), http_headers=headers,
                warc_headers_dict={"WARC-Date": "2024-03-15T00:00:00Z"},
            )
        )  # fmt: skip
    return buffer.getvalue()


PAGE = (
    "<html><head><title>Harbour deal is off</title></head><body><article><h1>Harbour deal is off</h1>"
    f"<p>{LONG}</p><p>João.</p></article></body></html>"
)


@pytest.mark.parametrize("gzip", [True, False])
def test_a_web_archive_gives_an_article_a_page(gzip):
    content = warc(
        ("https://a.example/a.png", "image/png", b"\x89PNG", "200 OK"),
        ("https://a.example/1", "text/html; charset=iso-8859-1", PAGE.encode("latin-1"), "200 OK"),
        ("https://a.example/gone", "text/html", b"<p>Gone</p>", "404 Not Found"),
        ("https://a.example/2", "text/html", b"", "200 OK"),
        gzip=gzip,
    )
    one, empty = everything(content, "a.warc.gz" if gzip else "a.warc")
    assert "João." in one.draft.text
    assert (one.draft.url, one.place) == ("https://a.example/1", "https://a.example/1")
    assert one.draft.metadata["captured_at"] == "2024-03-15T00:00:00+00:00"
    assert (empty.code, empty.place) == ("no_text", "https://a.example/2")


def test_a_web_archive_cut_off_is_refused_with_a_sentence():
    content = warc(("https://a.example/1", "text/html", PAGE.encode(), "200 OK"), gzip=False)
    with pytest.raises(Fault) as no:
        everything(content[:-100], "a.warc")
    assert no.value.code == "bad_archive"


@pytest.mark.parametrize("broken", ["<nitf><body>", "<rss><channel></rss>", "<newsMessage/>"])
def test_broken_xml_is_refused_with_a_sentence(broken):
    with pytest.raises(Fault):
        everything(broken, "a.xml")
