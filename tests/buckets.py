"""A small S3 server on this machine, for whoever stores files in a bucket."""

import os
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

import boto3
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true"}
REGION = "eu-central-1"
FOLDERS = {"default": "originals", "releases": "releases", "prepared": "prepared"}


@dataclass(frozen=True)
class Store:
    """An empty bucket of one test."""

    name: str
    endpoint: str

    def objects(self) -> dict[str, bytes]:
        """Everything that lies in it."""
        return {one.key: one.get()["Body"].read() for one in self._bucket().objects.all()}

    def put(self, key: str, content: bytes) -> None:
        self._bucket().put_object(Key=key, Body=content)

    def variables(self) -> dict[str, str]:
        """What an installation that stores here is started with."""
        return KEYS | {"S3_BUCKET": self.name, "S3_ENDPOINT": self.endpoint, "S3_REGION": REGION}

    def use(self, settings: Any) -> None:
        """Store all files here from now on, as annotator/settings.py does by those variables."""
        settings.STORAGES = settings.STORAGES | {
            name: {
                "BACKEND": "annotator.buckets.Bucket",
                "OPTIONS": {
                    "bucket_name": self.name,
                    "endpoint_url": self.endpoint,
                    "region_name": REGION,
                    "location": folder,
                },
            }
            for name, folder in FOLDERS.items()
        }
        storages._storages.clear()  # type: ignore[attr-defined]

    def _bucket(self) -> Any:
        return _connection(self.endpoint).Bucket(self.name)


def new_store() -> Store:
    """A bucket nobody has put anything into; the server runs as long as the tests do."""
    os.environ.update(KEYS)
    store = Store(f"news-{uuid4().hex}", _server())
    place = {"LocationConstraint": REGION}
    _connection(store.endpoint).create_bucket(Bucket=store.name, CreateBucketConfiguration=place)
    return store


@cache
def _server() -> str:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@cache
def _connection(endpoint: str) -> Any:
    return boto3.resource("s3", endpoint_url=endpoint, region_name=REGION)
