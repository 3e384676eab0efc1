"""ZIP files that are made while they are sent."""

import io
import zipfile
import zlib

import pytest

from annotator.release.formats.zipping import LEVEL, zipped

TEXT = "".join(f"{number % 97} said {number % 89}, and {number % 83} denied it.\n" for number in range(5_000))


@pytest.mark.parametrize("content", [TEXT, [TEXT[:70_000].encode(), TEXT[70_000:].encode()]], ids=["text", "pieces"])
def test_every_file_is_compressed_as_little_as_was_meant(content):
    body = b"".join(zipped([("a.txt", content)]))
    assert body == b"".join(zipped([("a.txt", content)])), "not the same bytes twice"
    archive = zipfile.ZipFile(io.BytesIO(body))
    assert archive.read("a.txt").decode() == TEXT
    assert archive.getinfo("a.txt").compress_size == size_at(LEVEL) != size_at(6)


def size_at(level: int) -> int:
    press = zlib.compressobj(level, zlib.DEFLATED, -15)
    return len(press.compress(TEXT.encode()) + press.flush())
