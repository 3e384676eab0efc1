"""Files in an S3 bucket, by django-storages; imported only where S3_BUCKET is set."""

from typing import Any

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

CONNECT_WITHIN, ANSWER_WITHIN = 5, 30  # seconds
IN_MEMORY = 2 * 2**20  # bytes of a file that is read as a whole; a longer one lies on disk meanwhile
AT_ONCE = 4  # pieces of 8 MB on their way to the bucket


class Bucket(S3Storage):
    """A folder of a bucket. Names are taken as they are, and an object of the same name is written over."""

    def __init__(self, **options: Any) -> None:
        config = Config(
            # By the host's name AWS wants the bucket; most others know it only by the path.
            s3={"addressing_style": "path" if options.get("endpoint_url") else "virtual"},
            signature_version="s3v4",
            connect_timeout=CONNECT_WITHIN,
            read_timeout=ANSWER_WITHIN,
            retries={"mode": "standard", "max_attempts": 4},
            # Newer checksums are refused by stores that are older than they are; TLS guards the way.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(
            client_config=config,
            transfer_config=TransferConfig(max_concurrency=AT_ONCE),
            file_overwrite=True,
            max_memory_size=IN_MEMORY,
            # By a name that ends in .gz it would say "Content-Encoding: gzip", and some stores would then unpack it.
            object_parameters={"ContentType": "application/octet-stream"},
            **options,
        )

    def ranged(self, name: str, start: int, stop: int) -> tuple[Any, int]:
        """The bytes [start, stop) as a body to be read, and how many bytes the object has. One request, no copy.

        Raises OSError where they cannot be had.
        """
        try:
            found = self.bucket.Object(self._normalize_name(name)).get(Range=f"bytes={start}-{stop - 1}")
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from error
            raise OSError(f"{name} cannot be read from the bucket: {error}") from error
        except BotoCoreError as error:
            raise OSError(f"{name} cannot be read from the bucket: {error}") from error
        return found["Body"], int(found["ContentRange"].rpartition("/")[2])
