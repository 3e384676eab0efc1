"""What is page furniture, in many languages, and what only looks like it."""

import pytest

from annotator.intake.furniture import REASONS, why

SEEN = {
    "promo": [
        "READ ALSO: Minister resigns", "Read also: what we know", "Also read – the talks", "READ MORE Port deal signed",
        "Related: Port deal", "» Lesen Sie auch: Hafenvertrag", "À lire aussi : le port", "Leia também: acordo",
        "Lea también: acuerdo", "Leggi anche: accordo", "Czytaj też: umowa", "Читайте также: договор",
        "اقرأ أيضا: اتفاق الميناء", "קראו גם: הסכם הנמל", "関連記事：港の合意", "यह भी पढ़ें: बंदरगाह",
        "(See also: the port)",
    ],
    "comments": ["Comments", "Comments.", "12 Comments", "Comments (3)", "Kommentare", "Commentaires", "Комментарии",
        "التعليقات", "Leave a comment"],
    "share": ["Share", "Share on Facebook", "Facebook Twitter WhatsApp", "Teilen", "Follow us on X and Telegram"],
    "newsletter": ["Sign up for our daily newsletter", "Get the latest news straight to your inbox.", "Our newsletter"],
    "subscribe": ["Subscribe now", "Already a subscriber? Log in", "Jetzt abonnieren"],
    "advert": ["Advertisement", "ADVERTISEMENT", "Anzeige", "Publicité", "Story continues below advertisement"],
    "copyright": ["© 2024 The Post", "Copyright 2024 The Post. All rights reserved.", "(c) The Post",
        "The Post. Alle Rechte vorbehalten."],
}  # fmt: skip
NOT = [
    "He said comments were closed.", "Share prices fell.", "Ad spending rose.", "Related companies were fined.",
    "Newsletter editor quits", "Read this aloud, he said.", "Print is dead", "Copyright lawyers sue",
    "Send help, he said", "World leaders meet", "Subscribe to nothing, she advised", "Save the whales",
    "The union said in its newsletter that …",
    "Officials, in a statement to the newsletter, said they would subscribe to the deal", "", "   ",
    "“Read also the second page,” Brok told them.", "READ: " + "the minister said " * 20,
]  # fmt: skip


@pytest.mark.parametrize(("reason", "line"), [(reason, line) for reason, lines in SEEN.items() for line in lines])
def test_furniture_is_recognised(reason, line):
    assert why(line) == reason
    assert reason in REASONS


@pytest.mark.parametrize("line", NOT)
def test_what_only_looks_like_furniture_is_left_alone(line):
    assert why(line) == ""


@pytest.mark.parametrize("line", ["World", "POLITIK", "العالم", "Home > News > World", "Middle East"])
def test_a_section_is_one_only_above_the_headline(line):
    assert why(line, first=True) == "section"
    assert why(line) == ""


@pytest.mark.parametrize("line", ["World leaders meet", "Talks > no talks, says the minister of state for everything"])
def test_a_headline_is_no_section(line):
    assert why(line, first=True) == ""
