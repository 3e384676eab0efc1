"""A release in a researcher’s hands: whole or not at all, fetched once, the same in every library, filled again."""

import hashlib
import importlib.util
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from annotator.release.frozen.actions import withdraw_release
from annotator.release.frozen.tables import TABLES
from annotator.release.models import Release, ReleaseFile, release_storage
from articles import texts
from articles.models import Article
from ascribe import AscribeError, Refused, Torn, Unreachable, frames
from ascribe import Release as Fetched
from ascribe.rehydration import canonical
from tests.clients.conftest import Client
from tests.clients.cutting import Cutting, cutting
from tests.release.test_frozen import built, make_corpus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def release() -> Release:
    return built(make_corpus())


@pytest.fixture
def fetched(release: Release, client: Client) -> Fetched:
    return client(release.project).release(release.number)


def test_everything_is_downloaded_with_its_digests(release: Release, fetched: Fetched, tmp_path: Path) -> None:
    folder = fetched.download(tmp_path / "here")
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    known = dict(release.files.values_list("name", "sha256"))
    assert {name: hashlib.sha256(body).hexdigest() for name, body in found.items()} == known


def test_what_is_there_is_not_fetched_again(release: Release, live_server: Any, client: Client) -> None:
    with cutting(live_server.url) as proxy:
        fetched = client(release.project, url=proxy.url).release(1)
        fetched.download()
        asked = proxy.connections
        fetched.download()
        assert proxy.connections == asked


def test_only_what_is_wanted_is_fetched(fetched: Fetched, tmp_path: Path) -> None:
    fetched.download(tmp_path / "here", only=["data/*.parquet", "README.md"])
    names = {path.name for path in (tmp_path / "here").rglob("*") if path.is_file()}
    assert names == {f"{table}.parquet" for table in TABLES} | {"README.md"}
    with pytest.raises(AscribeError, match=r"\*\.exe"):
        fetched.download(only="*.exe")


@pytest.mark.parametrize("cuts", [pytest.param(12), pytest.param(100, marks=pytest.mark.soak)])
def test_every_download_that_is_cut_off_is_noticed(
    release: Release, live_server: Any, client: Client, tmp_path: Path, cuts: int
) -> None:
    chance, name = random.Random(5), "data/spans.parquet"
    with cutting(live_server.url) as proxy:
        for number in range(cuts):
            fetched = client(release.project, url=proxy.url, retries=0).release(1)
            fetched.manifest()
            proxy.cuts = [chance.randrange(1, whole(release, name))]
            with pytest.raises((Torn, Unreachable)):
                fetched.download(tmp_path / str(number), only=name)
            assert not (tmp_path / str(number) / name).exists()


def test_a_download_goes_on_where_it_broke_off(release: Release, live_server: Any, client: Client) -> None:
    name = "data/spans.parquet"
    with cutting(live_server.url) as proxy:
        fetched = client(release.project, url=proxy.url, retries=2).release(1)
        fetched.manifest()
        size = whole(release, name)
        proxy.cuts = [size // 2, size // 3]
        got = fetched.file(name).read_bytes()
        assert hashlib.sha256(got).hexdigest() == fetched.manifest()[name]
        assert [answer[9:12] for answer in proxy.answered[-3:]] == [b"200", b"206", b"206"]
        assert 0 < continued_at(proxy, -2) < continued_at(proxy) < size


def test_the_next_run_goes_on_where_the_last_one_broke_off(release: Release, live_server: Any, client: Client) -> None:
    name = "data/spans.parquet"
    with cutting(live_server.url) as proxy:
        broken = client(release.project, url=proxy.url, retries=0).release(1)
        broken.manifest()
        proxy.cuts = [whole(release, name) - 100]
        with pytest.raises(Torn):
            broken.file(name)
        arrived = (broken.folder / f"{name}.part").stat().st_size
        again = client(release.project, url=proxy.url).release(1)
        assert hashlib.sha256(again.file(name).read_bytes()).hexdigest() == again.manifest()[name]
        assert 0 < arrived == continued_at(proxy)


def test_two_at_once_do_not_spoil_each_others_file(release: Release, client: Client) -> None:
    ours = [client(release.project).release(1) for _ in range(4)]
    ours[0].manifest()
    with ThreadPoolExecutor(len(ours)) as pool:
        paths = set(pool.map(lambda one: one.file("data/spans.parquet"), ours))
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths] == [
        ours[0].manifest()["data/spans.parquet"]
    ]
    assert list(ours[0].folder.rglob("*.part")) == []


def test_the_rest_of_another_file_is_thrown_away(fetched: Fetched) -> None:
    part = fetched.folder / "data/spans.parquet.part"
    part.parent.mkdir(parents=True)
    for rubbish in (b"PAR1 of another release", b"x" * 10**6):
        part.write_bytes(rubbish)
        path = fetched.file("data/spans.parquet")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == fetched.manifest()["data/spans.parquet"]
        path.unlink()


def test_a_file_that_was_altered_on_the_server_never_gets_its_name(release: Release, fetched: Fetched) -> None:
    path = Path(release_storage().path(f"{release.folder}/README.md"))  # type: ignore[attr-defined]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[::-1])
    with pytest.raises(Torn, match="another SHA-256"):
        fetched.file("README.md")
    assert not (fetched.folder / "README.md").exists()


def test_a_release_is_only_the_one_that_is_cited(release: Release, client: Client) -> None:
    assert client(release.project).release(1, sha256=release.sha256).info["title"] == release.title
    with pytest.raises(Torn, match="is not the one"):
        client(release.project).release(1, sha256="0" * 64).load("spans")


def test_no_name_leads_out_of_the_folder(fetched: Fetched, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fetched, "manifest", lambda: {"../../outside": "0" * 64})
    with pytest.raises(AscribeError, match="not the name"):
        fetched.download(tmp_path / "a/b")


def test_the_newest_is_the_newest_that_can_be_had(client: Client) -> None:
    project = make_corpus()
    asked = client(project)
    with pytest.raises(AscribeError, match="no release yet"):
        asked.latest()
    built(project), built(project)
    assert [release.number for release in asked.releases()] == [2, 1]
    withdraw_release(Release.objects.get(number=2), by=project.created_by, reason="A name was left in.")
    assert asked.latest().number == 1
    with pytest.raises(Refused, match="A name was left in") as no:
        asked.release(2).load("spans")
    assert (no.value.status, no.value.code) == (410, "withdrawn")


def test_every_library_loads_the_same(fetched: Fetched, monkeypatch: pytest.MonkeyPatch) -> None:
    polars, pandas = fetched.load(using="polars"), fetched.load(using="pandas")
    there = importlib.util.find_spec
    monkeypatch.setattr(
        frames, "find_spec", lambda name: None if name in ("pyarrow", "fastparquet", "polars") else there(name)
    )
    lines = fetched.load()
    assert frames.suffix_for("pandas") == "jsonl.gz"
    for table, columns in TABLES.items():
        assert list(polars[table].columns) == list(pandas[table].columns) == list(lines[table].columns) == list(columns)
        assert plain(polars[table].to_dicts()) == plain(pandas[table].to_dict("records"))
        assert plain(lines[table].to_dict("records")) == plain(pandas[table].to_dict("records"))


def test_without_a_library_it_is_said_what_to_install(fetched: Fetched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "find_spec", lambda name: None)
    with pytest.raises(AscribeError, match=r"pip install 'ascribe-client\[pandas\]'"):
        fetched.load("spans")
    with pytest.raises(AscribeError, match=r"polars is not installed"):
        fetched.load("spans", using="polars")


def test_a_release_without_texts_is_filled_from_ones_own_copies(client: Client, tmp_path: Path) -> None:
    project = make_corpus()
    built(project, rights="full"), built(project, rights="standoff")
    full, bare = client(project).release(1), client(project).release(2)
    first, second, third = Article.objects.filter(project=project).order_by("pk")
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "one.txt").write_bytes(b"\xef\xbb\xbf" + first.text.replace("\n", "\r\n").encode())
    (folder / "two.txt").write_bytes(f"Port closed\n\n{second.text}\n\n".encode())
    (folder / "a3.txt").write_text(third.text.replace("“", '"').replace("”", '"'))
    filled = bare.rehydrate(folder)
    assert (filled.found, [missing["external_id"] for missing in filled.missing]) == (2, ["a3"])
    assert "another text" in filled.missing[0]["reason"]
    have, want = list(filled.articles()), list(full.articles())
    assert all(span["text"] is None for span in plain(bare.load("spans", using="polars").to_dicts()))
    assert [line["text"] for line in have[:2]] == [first.text, second.text]
    assert have[0]["sets"] == want[0]["sets"]
    for using in frames.KNOWN:
        spans = plain(records(filled.load("spans", using=using)))
        whole_spans = plain(records(full.load("spans", using=using)))
        assert [span["text"] for span in spans[:8]] == [span["text"] for span in whole_spans[:8]]
        assert {span["text"] for span in spans[8:]} == {None}
    saved = filled.save(tmp_path / "filled")
    assert [path.name for path in saved.iterdir()] == ["all.jsonl.gz"]


def test_the_client_repairs_texts_as_the_server_does() -> None:
    for text in ("a\r\nb\rc\x85d\u2028e\x0cf", "\ufeffa\x00\x1fb", "\ud83d\udc4b \ud83d", "é\u0301 “x” \u00a0"):
        assert canonical(text) == texts.canonical(text)


def continued_at(proxy: Cutting, request: int = -1) -> int:
    """From which byte on the proxy was asked for a file."""
    return int(proxy.asked[request].partition(b"range: bytes=")[2].partition(b"-")[0])


def whole(release: Release, name: str) -> int:
    """How many bytes of an answer are certainly not all of it."""
    return ReleaseFile.objects.get(release=release, name=name).bytes


def records(frame: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = frame.to_dicts() if hasattr(frame, "to_dicts") else frame.to_dict("records")
    return found


def plain(value: Any) -> Any:
    """Without the types of any library."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if hasattr(value, "isoformat"):
        return None if str(value) == "NaT" else value.isoformat()[:19]
    return None if value != value else value


def test_nothing_the_server_says_of_itself_leads_out_of_the_cache(fetched: Fetched, client: Client) -> None:
    fetched._info = None
    lying = {"state": "built", "sha256": "/../../../.."}
    fetched._session.get = lambda path, **params: lying  # type: ignore[method-assign]
    with pytest.raises(Torn, match="no SHA-256"):
        _ = fetched.folder
    for slug, number in (("../../..", 1), ("port", "../../../x"), ("port", 1.5)):
        with pytest.raises(AscribeError, match="is not the"):
            Fetched(fetched._session, slug, number, cache=fetched._cache)  # type: ignore[arg-type]
