"""Twenty attributions of different shapes in one article: the script by which keys and pointer actions are counted."""

from dataclasses import dataclass

TITLE = "Council to close two libraries, mayor says"
TEXT = """Council to close two libraries, mayor says
Two of the town’s five branch libraries will shut before winter, Mayor Helen Oduya announced on Thursday.
“We have looked at every other line of the budget,” she said. “There is nothing left to cut.”
According to a report by the finance department, the two branches cost the town 400,000 a year.
A senior official, who asked not to be named, warned that a third branch might follow in spring.
Readers were quick to answer. “They are selling our children’s afternoons,” Tomasz Wren told reporters at Mill Lane.
The librarians’ union said the deputy mayor had promised that no branch was in danger.
Asked about that meeting, Deputy Mayor Lars Okeke denied having made any such promise.
“I spoke of looking at every option,” he insisted. “Closing was one of them.”
The closures, councillor Mireille Tan argued, would save far less than the town expects.
Oduya and Okeke both maintained that the vote would go ahead.
“The books will not be thrown away. They will go to the schools. A shelf awaits each,” the mayor wrote to parents.
The county was less certain: its transport office estimates that the way to the next branch takes forty minutes.
It is feared that evening classes will go, too.
Wren asked why the town could afford a new fountain.
Okeke’s reply was short: “The fountain is a gift.”
In a statement, the builders’ association called the plan “a quiet demolition”.
Tan has vowed to take the matter to court.
A decision is expected next week, the town clerk’s office confirmed."""


@dataclass(frozen=True)
class Piece:
    """One attribution as it is to be stored: words of one paragraph; an empty tuple is a role that nobody plays.

    As the guidelines have it, quotation marks and “that” belong to what was said."""

    paragraph: int
    content: tuple[str, ...]
    cue: tuple[str, ...]
    source: tuple[str, ...]


TWENTY = [
    Piece(0, ("Council to close two libraries",), ("says",), ("mayor",)),  # a headline
    Piece(
        1,
        ("Two of the town’s five branch libraries will shut before winter",),
        ("announced",),
        ("Mayor Helen Oduya",),
    ),
    Piece(  # split around its cue, said by a pronoun
        2,
        ("“We have looked at every other line of the budget,”", "“There is nothing left to cut.”"),
        ("said",),
        ("she",),
    ),
    Piece(
        3,
        ("the two branches cost the town 400,000 a year",),
        ("According to",),
        ("a report by the finance department",),
    ),
    Piece(4, ("that a third branch might follow in spring",), ("warned",), ("A senior official",)),  # unnamed
    Piece(5, ("“They are selling our children’s afternoons,”",), ("told reporters",), ("Tomasz Wren",)),
    Piece(  # the outer one of two
        6,
        ("the deputy mayor had promised that no branch was in danger",),
        ("said",),
        ("The librarians’ union",),
    ),
    Piece(6, ("that no branch was in danger",), ("had promised",), ("the deputy mayor",)),  # the inner one
    Piece(7, ("having made any such promise",), ("denied",), ("Deputy Mayor Lars Okeke",)),
    Piece(8, ("“I spoke of looking at every option,”", "“Closing was one of them.”"), ("insisted",), ("he",)),
    Piece(  # the cue stands inside an indirect one
        9,
        ("The closures", "would save far less than the town expects"),
        ("argued",),
        ("councillor Mireille Tan",),
    ),
    Piece(10, ("that the vote would go ahead",), ("maintained",), ("Oduya", "Okeke")),  # two sources
    Piece(  # three sentences
        11,
        ("“The books will not be thrown away. They will go to the schools. A shelf awaits each,”",),
        ("wrote",),
        ("the mayor",),
    ),
    Piece(12, ("that the way to the next branch takes forty minutes",), ("estimates",), ("its transport office",)),
    Piece(13, ("that evening classes will go, too",), ("is feared",), ()),  # nobody says it
    Piece(14, ("why the town could afford a new fountain",), ("asked",), ("Wren",)),  # a question
    Piece(15, ("“The fountain is a gift.”",), ("reply",), ("Okeke’s",)),  # the cue is a noun
    Piece(16, ("“a quiet demolition”",), ("called",), ("the builders’ association",)),
    Piece(17, ("to take the matter to court",), ("has vowed",), ("Tan",)),  # an intention
    Piece(18, ("A decision is expected next week",), ("confirmed",), ("the town clerk’s office",)),
]
