"""What a request for a file is answered, against slices of bytes: nothing about files is left to taste."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.release.files.ranges import Stored, Told, answer

BODY = bytes(range(256)) * 4
BUILT = datetime(2026, 3, 1, 12, 0, 0, 654_321, tzinfo=UTC)
SECOND = "Sun, 01 Mar 2026 12:00:00 GMT"
BEFORE, AFTER = "Sun, 01 Mar 2026 11:59:59 GMT", "Sun, 01 Mar 2026 12:00:01 GMT"


def stored(body: bytes = BODY) -> Stored:
    return Stored(len(body), hashlib.sha256(body).hexdigest(), BUILT)


def asked(body: bytes = BODY, method: str = "GET", **headers: str) -> Told:
    return answer(stored(body), method, {name.replace("_", "-"): value for name, value in headers.items()})


ETAG = stored().etag


@given(body=st.binary(max_size=60), first=st.integers(0, 70), last=st.one_of(st.none(), st.integers(0, 70)))
def test_a_range_from_a_place_is_the_slice_it_names(body: bytes, first: int, last: int | None) -> None:
    told = asked(body, Range=f"bytes={first}-{'' if last is None else last}")
    if last is not None and last < first:
        assert (told.status, told.start, told.stop) == (200, 0, len(body))
    elif first >= len(body):
        assert (told.status, told.headers["Content-Range"]) == (416, f"bytes */{len(body)}")
        assert "Content-Length" not in told.headers
    else:
        part = body[first:] if last is None else body[first : last + 1]
        assert body[told.start : told.stop] == part
        assert told.headers["Content-Length"] == str(len(part))
        assert told.headers["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(body)}"
        assert told.status == 206


@given(body=st.binary(max_size=60), count=st.integers(0, 70))
def test_a_range_from_the_end_is_the_last_bytes(body: bytes, count: int) -> None:
    told = asked(body, Range=f"bytes=-{count}")
    if not count or not body:
        assert (told.status, told.headers["Content-Range"]) == (416, f"bytes */{len(body)}")
    else:
        assert body[told.start : told.stop] == body[-count:]
        assert told.status == 206


@given(words=st.text(max_size=40))
def test_any_words_for_a_range_are_answered_with_whole_bytes(words: str) -> None:
    told = asked(Range=words)
    assert told.status in (200, 206, 416)
    assert told.status == 416 or int(told.headers["Content-Length"]) == told.length <= len(BODY)


@pytest.mark.parametrize("name", ["If_Range", "If_Modified_Since", "If_Unmodified_Since"])
@pytest.mark.parametrize("words", ["Fri, 31 Dec 9999 23:59:59 -2300", "Fri, 31 Dec 99999 23:59:59 GMT", "\x00"])
def test_a_date_that_no_calendar_has_is_as_good_as_none(name: str, words: str) -> None:
    told = asked(**{name: words})
    assert (told.status, told.length) == (200, len(BODY))


@pytest.mark.parametrize(
    "words",
    ["", "bytes=", "bytes=-", "bytes=0-1,4-5", "bytes=0-1, 4-5", "items=0-1", "bytes=a-b", "bytes 0-1", "bytes=1--1"],
)
def test_several_ranges_other_units_and_nonsense_give_the_whole_file(words: str) -> None:
    told = asked(Range=words)
    assert (told.status, told.length, told.headers["Content-Length"]) == (200, len(BODY), str(len(BODY)))
    assert "Content-Range" not in told.headers


@pytest.mark.parametrize(
    ("words", "status", "length"),
    [
        ("BYTES=0-9", 206, 10),
        ("bytes = 0 - 9", 206, 10),
        (f"bytes=0-{'9' * 5000}", 206, len(BODY)),
        (f"bytes={'9' * 5000}-", 416, 0),
        (f"bytes=-{'9' * 5000}", 206, len(BODY)),
        (f"bytes={'0' * 30}1-2", 206, 2),
        ("bytes=٣-٤", 200, len(BODY)),
    ],
    ids=["capitals", "spaces", "huge end", "huge start", "huge suffix", "leading zeros", "other digits"],
)
def test_odd_spellings(words: str, status: int, length: int) -> None:
    told = asked(Range=words)
    assert (told.status, told.length) == (status, length)


def test_a_whole_file_says_everything_a_client_needs_to_come_back() -> None:
    told = asked()
    assert told.status == 200
    assert told.headers == {
        "ETag": ETAG,
        "Last-Modified": SECOND,
        "Accept-Ranges": "bytes",
        "Content-Length": str(len(BODY)),
    }
    assert f'"sha256-{hashlib.sha256(BODY).hexdigest()}"' == ETAG


def test_head_is_told_of_the_whole_file_whatever_range_it_names() -> None:
    assert asked(method="HEAD", Range="bytes=0-1") == asked()
    assert asked(method="HEAD", Range="bytes=9999-") == asked()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("tags", [ETAG, f'"other", {ETAG}', f"W/{ETAG}", "*"])
def test_whoever_has_it_already_is_told_so(method: str, tags: str) -> None:
    told = asked(method=method, If_None_Match=tags, Range="bytes=0-1")
    assert (told.status, told.length) == (304, 0)
    assert told.headers == {"ETag": ETAG, "Last-Modified": SECOND}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": "nonsense"}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": AFTER}, 200),  # the tag decides alone
        ({"If_Modified_Since": SECOND}, 304),
        ({"If_Modified_Since": AFTER}, 304),
        ({"If_Modified_Since": BEFORE}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
        ({"If_Modified_Since": "Sun, 99 Mar 99999 12:00:00 GMT"}, 200),
        ({"If_Match": ETAG}, 200),
        ({"If_Match": "*"}, 200),
        ({"If_Match": f"W/{ETAG}"}, 412),
        ({"If_Match": '"other"'}, 412),
        ({"If_Match": '"other"', "If_None_Match": ETAG}, 412),
        ({"If_Unmodified_Since": BEFORE}, 412),
        ({"If_Unmodified_Since": SECOND}, 200),
        ({"If_Match": ETAG, "If_Unmodified_Since": BEFORE}, 200),
    ],
)
def test_preconditions(headers: dict[str, str], status: int) -> None:
    assert asked(**headers).status == status


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (ETAG, 206),
        (SECOND, 206),
        (f"W/{ETAG}", 200),
        ('"other"', 200),
        (BEFORE, 200),
        (AFTER, 200),
        ("nonsense", 200),
    ],
)
def test_a_part_is_given_only_to_whom_it_fits(condition: str, status: int) -> None:
    assert asked(Range="bytes=0-1", If_Range=condition).status == status
    assert asked(Range="bytes=9999-", If_Range=condition).status == (416 if status == 206 else 200)


@given(moved=st.timedeltas(min_value=timedelta(days=-2000), max_value=timedelta(days=2000)))
def test_what_last_modified_says_always_means_unchanged(moved: timedelta) -> None:
    file = Stored(9, "0" * 64, BUILT + moved)
    assert answer(file, "GET", {"If-Modified-Since": file.last_modified}).status == 304
    assert answer(file, "GET", {"If-Range": file.last_modified, "Range": "bytes=0-1"}).status == 206
