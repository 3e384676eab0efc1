"""Saved pages with traps, made for these tests: what is the article's, what is not, and the bytes of the page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """`article` are the lines that must stay ticked, in order; `planted` must be unticked or gone."""

    name: str
    raw: bytes
    article: tuple[str, ...]
    planted: tuple[str, ...]
    language: str = ""


NEWS = Page(
    "a modern page",
    """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Harbour deal collapses | The Gazette</title>
<link rel="canonical" href="https://gazette.example/world/harbour-deal">
<meta property="og:site_name" content="The Gazette"><meta property="article:section" content="World">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Harbour deal collapses","datePublished":"2024-05-03T09:30:00+02:00",
"author":[{"@type":"Person","name":"Ana Lopes"},{"@type":"Person","name":"Tom Brandt"}],
"publisher":{"@type":"Organization","name":"The Gazette"}}</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<div class="cookie-consent"><p>We use cookies to improve your experience on this site. Accept all?</p></div>
<main><article><h1>Harbour deal collapses</h1>
<p class="standfirst">Talks over the northern harbour ended on Friday without a result.</p>
<p class="byline">By <a href="/ana">Ana Lopes</a> and <a href="/tom">Tom Brandt</a></p>
<div class="body"><p>The government of Valdoria said on Friday that talks over its northern harbour had collapsed after
eleven months, leaving the future of four thousand jobs uncertain.</p>
<p>“We were never shown the final figures,” the transport minister, Irene Kaas, told reporters in the capital.</p>
<p><strong>READ ALSO:</strong> <a href="/x">How the harbour was lost in a single night</a></p>
<p>The operator, Norlane, denied this. Its spokesman said that <a href="/doc">every document the ministry asked for</a>
had been handed over in March.</p>
<h2>What happens next</h2>
<ul><li>The tender will be opened again in June.</li><li>Workers will be paid until September.</li></ul>
<aside class="related"><h3>Related stories</h3><a href="/1">Dockers walk out in three ports of the south</a>
<a href="/2">Norlane posts a record loss after a quiet winter</a></aside>
<blockquote><p>Nobody in this town believes the ministry any more.</p></blockquote>
<p>READ MORE: <a href="/3">The seven promises of Irene Kaas</a></p>
<div class="newsletter"><p>Get our morning briefing, every day before breakfast, from our editors.</p>
<form><input type="email"><button>Sign up</button></form></div>
<p>The opposition has asked for an inquiry, which parliament will debate on Tuesday at the earliest.</p>
</div></article>
<section id="comments"><h3>2 Comments</h3>
<div class="comment"><p>Harald: They should all resign, every one of them, at once.</p>
</div><div class="comment"><p>Mira: I worked there for twenty years and nobody asked us anything.</p></div>
</section>
<div class="most-read"><h3>Most read</h3>
<ol><li><a href="/a">Storm closes the coast road for a week</a></li></ol></div>
</main><footer><p>© 2024 The Gazette. All rights reserved.</p>
<p><a href="/about">About us</a></p></footer></body></html>
""".encode(),
    (
        "Harbour deal collapses",
        "Talks over the northern harbour ended on Friday without a result.",
        "The government of Valdoria said on Friday that talks over its northern harbour had collapsed after"
        " eleven months, leaving the future of four thousand jobs uncertain.",
        "“We were never shown the final figures,” the transport minister, Irene Kaas, told reporters in the capital.",
        "The operator, Norlane, denied this. Its spokesman said that every document the ministry asked for"
        " had been handed over in March.",
        "What happens next",
        "The tender will be opened again in June.",
        "Workers will be paid until September.",
        "Nobody in this town believes the ministry any more.",
        "The opposition has asked for an inquiry, which parliament will debate on Tuesday at the earliest.",
    ),
    (
        "We use cookies", "READ ALSO", "Related stories", "Dockers walk out", "Norlane posts", "READ MORE",
        "morning briefing", "Sign up", "2 Comments", "They should all resign", "I worked there", "Most read",
        "Storm closes", "All rights reserved", "About us",
    ),
)  # fmt: skip

SOUP = Page(
    "an old page in Latin-1 with line breaks",
    """<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<title>Jornal da Ilha - Câmara aprova orçamento</title></head><body>
<div class=top><a href="/">Início</a> <a href="/pol">Política</a> <a href="/desp">Desporto</a></div>
<div class=txt><b>Câmara aprova orçamento</b><br><br>
A câmara municipal aprovou ontem, por sete votos contra quatro, o orçamento para o próximo ano, que prevê mais
dinheiro para as escolas e menos para as estradas.<br><br>
O presidente, João Assunção, disse que “não havia outra solução” e que a oposição sabia disso desde março.<br><br>
Leia também: Greve nas escolas adiada para maio<br><br>
A vereadora Conceição Brandão acusou-o de mentir: “O relatório diz exatamente o contrário”, afirmou.<br><br>
PUBLICIDADE<br><br>
A votação final realiza-se na próxima semana, segundo a agenda da câmara.<br><br></div>
<div class=com>Comentários<br><br>Zé: Isto é sempre a mesma coisa, ano após ano, e ninguém faz nada.<br><br>
Maria: Concordo, mas a oposição também não ajuda ninguém nesta terra.</div>
<div class=foot>© Jornal da Ilha. Todos os direitos reservados.</div></body></html>""".encode("cp1252"),
    (
        "Câmara aprova orçamento",
        "A câmara municipal aprovou ontem, por sete votos contra quatro, o orçamento para o próximo ano, que prevê mais"
        " dinheiro para as escolas e menos para as estradas.",
        "O presidente, João Assunção, disse que “não havia outra solução” e que a oposição sabia disso desde março.",
        "A vereadora Conceição Brandão acusou-o de mentir: “O relatório diz exatamente o contrário”, afirmou.",
        "A votação final realiza-se na próxima semana, segundo a agenda da câmara.",
    ),
    (
        "Desporto",
        "Leia também",
        "PUBLICIDADE",
        "Comentários",
        "sempre a mesma coisa",
        "Concordo",
        "direitos reservados",
    ),
    "pt",
)

WIRE = Page(
    "a wire item of two sentences",
    b"""<html><head><title>Quake off the coast</title></head><body><h1>Quake off the coast</h1>
<p>A quake of magnitude 5.1 was felt off the coast on Monday, the survey said. Nobody was hurt.</p>
<p><a href="/more">More from the wire</a></p></body></html>""",
    (
        "Quake off the coast",
        "A quake of magnitude 5.1 was felt off the coast on Monday, the survey said. Nobody was hurt.",
    ),
    ("More from the wire",),
)

_PARAGRAPHS = tuple(
    f"In the {nth} year of the strike the {who} said that {what}, and the council wrote it down without a word."
    for nth, who, what in (
        ("first", "dockers", "nobody would ever sail again"),
        ("second", "pilots", "the fog had become their only friend"),
        ("third", "cooks", "bread was dearer than rope"),
        ("fourth", "clerks", "the books had been balanced by candlelight"),
        ("fifth", "mayor", "the strike was over"),
        ("sixth", "dockers", "the mayor had been mistaken again"),
    )
)
LONG_SOUP = Page(
    "a long page of divisions",
    (
        "<html><head><title>The long strike</title></head><body><div><a href='/'>Front page</a> | <a href='/n'>News</a>"
        "</div><div><div>The long strike</div>"
        + "".join(f"<div>{one}</div>" for one in _PARAGRAPHS[:3])
        + "<div>Advertisement</div><div>Read also: <a href='/b'>Bread riots of the north</a></div>"
        + "".join(f"<div>{one}</div>" for one in _PARAGRAPHS[3:])
        + "</div><div><div>Comments (2)</div><div>Old Tar: I was there and it was nothing like this at all.</div>"
        "<div>Anon: The mayor was right and all of you know it very well.</div></div>"
        "<div>Copyright 2024 by The Harbour Post</div></body></html>"
    ).encode(),
    ("The long strike", *_PARAGRAPHS),
    ("Front page", "Advertisement", "Bread riots", "Comments (2)", "I was there", "The mayor was right", "Copyright"),
)

INLINE = Page(
    "a page with traps inside the text",
    """<!DOCTYPE html><html lang="en"><head><title>Three times no</title><meta charset="utf-8"></head><body><article>
<h1>Three times no</h1>
<p>The minister was asked three times on Monday whether the report existed, and this is what she answered.</p>
<p>“There is no report.”</p>
<p>The reporter asked again, and read from page four of the report that he held in his hand.</p>
<p>“There is no report.”</p>
<p>Then she said <q>not now</q>, wrote H<sub>2</sub>O on the board and left; the <em>third</em> answer came
by tele<wbr>gram.</p>
<p>“There is no report.”</p>
<blockquote class="twitter-tweet"><p lang="en">I have the report and I will publish all of it tonight.</p>&mdash; Jo
Field (@jofield) <a href="https://x.example/1">May 3, 2024</a></blockquote>
<table><tr><th>Bid</th><th>Price</th></tr><tr><td>A</td><td>10</td></tr><tr><td>B</td><td>12</td></tr></table>
<figure><img src="m.jpg" alt="The minister on the stairs"><figcaption>The minister on Monday. Photo: Agency</figcaption>
</figure>
<p style="display:none">You have reached your limit of free articles for this month.</p>
<p>The report was published that night, on forty pages, with the minister’s name on every one of them.</p>
<div class="share"><a href="#">Facebook</a> <a href="#">WhatsApp</a></div>
</article></body></html>""".encode(),
    (
        "Three times no",
        "The minister was asked three times on Monday whether the report existed, and this is what she answered.",
        "“There is no report.”",
        "The reporter asked again, and read from page four of the report that he held in his hand.",
        "“There is no report.”",
        "Then she said “not now”, wrote H2O on the board and left; the third answer came by telegram.",
        "“There is no report.”",
        "I have the report and I will publish all of it tonight.",
        "— Jo Field (@jofield) May 3, 2024",
        "Bid\tPrice",
        "A\t10",
        "B\t12",
        "The report was published that night, on forty pages, with the minister’s name on every one of them.",
    ),
    ("on the stairs", "Photo: Agency", "limit of free articles", "WhatsApp"),
)

PAGES = (NEWS, SOUP, WIRE, LONG_SOUP, INLINE)
