"""A table is one article a row, whatever its columns are called and however it is written."""

from datetime import UTC, datetime

import duckdb
import pytest

from annotator.intake.formats.source import Asked
from annotator.intake.formats.table import columns_of
from annotator.intake.found import Bad
from articles.drafts import Fault
from tests.intake.formats.reading import everything, found, source_of

ROWS = 'Headline,Body,PubDate,Media name,Link,Reach\n"A, B","One.\nTwo ""quoted"".",14 March 2024,The Post,https://a.example/1,12\n'
PROSE = "The minister, who came late, said no.\nNobody, she said; not even I, would; do it.\nThen he left, too.\n"


def test_known_columns_become_fields_and_others_metadata():
    (one,) = found(ROWS, "a.csv")
    draft = one.draft
    assert (draft.text, draft.title, draft.outlet) == ('One.\nTwo "quoted".', "A, B", "The Post")
    assert draft.published_at == datetime(2024, 3, 14, tzinfo=UTC)
    assert (draft.url, draft.metadata) == ("https://a.example/1", {"Reach": "12"})
    assert (one.line, one.notes, one.blocks) == (2, (), None)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found_even_when_the_text_is_full_of_others(mark):
    text = "He said: yes, no; or | perhaps\tnot, then; there."
    table = f"id{mark}text{mark}title\n" + "".join(f'{n}{mark}"{text}"{mark}T{n}\n' for n in range(5))
    assert {one.draft.text for one in found(table, "a.csv")} == {text}


def test_excel_may_name_the_separator_in_the_first_line():
    assert [one.draft.text for one in found("sep=;\ntext;title\nOne, two;T\n", "a.csv")] == ["One, two"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_in_its_encoding(encoding):
    (one,) = found(
        "text;título\nAção é tudo\nfim;x\n".replace("\nfim", " fim").encode(encoding), "a.csv", language="pt"
    )
    assert one.draft.text == "Ação é tudo fim"


def test_prose_is_no_table():
    with pytest.raises(Fault) as no:
        everything(PROSE, "a.csv")
    assert no.value.code == "no_text_column"


def test_a_person_may_say_what_the_columns_are():
    table = "a,b\nTitle,Text of it\n"
    (one,) = found(table, "a.csv", columns={"b": "text", "a": "title"})
    assert (one.draft.text, one.draft.title) == ("Text of it", "Title")
    with pytest.raises(Fault, match="its columns are: a, b"):
        everything(table, "a.csv", columns={"c": "text"})


def test_the_column_of_a_text_without_a_known_name_is_the_long_one_even_without_a_row_of_names():
    table = "k;Artikeltext\n1;" + "Wort " * 60 + "\n"
    assert columns_of(source_of(table), Asked())[2] == {"Artikeltext": "text"}
    assert len(found("7;" + "Wort " * 60 + "\n8;" + "Satz " * 60 + "\n", "a.csv")) == 2


def test_the_mapping_screen_gets_names_rows_and_a_guess():
    names, rows, guess = columns_of(source_of(ROWS), Asked())
    assert names == ["Headline", "Body", "PubDate", "Media name", "Link", "Reach"]
    assert rows[0][0] == "A, B"
    assert guess == {
        "Headline": "title",
        "Body": "text",
        "PubDate": "published_at",
        "Media name": "outlet",
        "Link": "url",
    }


def test_a_bad_row_is_refused_by_its_number_and_the_rest_goes_on():
    read = everything("text,title\nOne,A\n,B\nTwo, three, four,C\nFive,D\n\n", "a.csv")
    assert [(one.line, getattr(one, "code", "")) for one in read] == [
        (2, ""),
        (3, "no_text"),
        (4, "too_many_cells"),
        (5, ""),
    ]


def test_bad_optional_fields_are_dropped_with_a_note():
    (one,) = found("text,date,url,language\nOne,03/04/2024,nowhere,English!\n", "a.csv")
    assert (one.draft.published_at, one.draft.url, one.draft.language) == (None, "", "")
    assert len(one.notes) == 3
    assert "03/04/2024" in " ".join(one.notes)


def test_columns_with_the_same_name_are_both_kept():
    (one,) = found("text,x,x,\nOne,1,2,3\n", "a.csv")
    assert list(one.draft.metadata.values()) == ["1", "2", "3"]


def test_a_quotation_mark_that_never_closes_does_not_eat_the_memory():
    with pytest.raises(Fault) as no:
        everything('text,title\n"' + "word " * 2_000_000, "a.csv")
    assert no.value.code == "field_too_long"
    assert "never closed" in no.value.message


def parquet(tmp_path, select):
    path = tmp_path / "a.parquet"
    duckdb.sql(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()


def test_parquet_has_types(tmp_path):
    content = parquet(
        tmp_path,
        "SELECT 'One 👋' AS body, 7 AS id, DATE '2024-03-14' AS date, ['A', 'B'] AS authors, "
        "{'a': 1.5::DECIMAL(4,1)} AS more, 'x'::BLOB AS raw UNION ALL SELECT NULL, 8, NULL, NULL, NULL, NULL",
    )
    one, bad = everything(content, "a.parquet")
    assert (one.draft.text, one.draft.external_id, one.draft.byline) == ("One 👋", "7", "A, B")
    assert one.draft.published_at == datetime(2024, 3, 14, tzinfo=UTC)
    assert one.draft.metadata == {"more": {"a": "1.5"}}
    assert isinstance(bad, Bad)
    assert bad.code == "no_text"


def test_a_broken_parquet_file_is_refused_with_a_sentence(tmp_path):
    content = parquet(tmp_path, "SELECT 'One' AS text")
    for broken in (content[:-20], content[:50] + b"\xff" * 40 + content[90:], b"PAR1" + b"\0" * 100 + b"PAR1"):
        with pytest.raises(Fault) as no:
            everything(broken, "a.parquet")
        assert no.value.code == "bad_parquet"
