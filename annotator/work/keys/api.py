"""The API of a person's own keys."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.work.keys.actions import keep_keys
from annotator.work.keys.commands import AT_MOST
from annotator.work.keys.reading import keys_of
from articles.authentication import SignedInRequest
from articles.paging import Asked, asked, refuse_unknown


class KeysIn(Asked):
    """A person's own keys. A command that is not named keeps the editor's."""

    keys = serializers.DictField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=40, trim_whitespace=False), max_length=AT_MOST
        ),
        help_text="By the name of a command, its keys, the shown one first: “a”, “Ctrl+Enter”, “Alt+Shift+ArrowLeft”.",
    )
    single = serializers.BooleanField(default=True, help_text="Whether keys of one character act at all.")


class KeysOut(serializers.Serializer[Any]):
    """A person's own keys."""

    keys = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    single = serializers.BooleanField()


class KeysView(APIView):
    """The caller's own keys in the editor."""

    @extend_schema(operation_id="me_keys_read", responses=KeysOut)
    def get(self, request: SignedInRequest) -> Response:
        """The keys the caller has chosen; no command where the editor's own keys stand."""
        refuse_unknown(request.query_params, ())
        return Response(keys_of(request.user) or {"keys": {}, "single": True})

    @extend_schema(operation_id="me_keys_replace", request=KeysIn, responses=KeysOut)
    def put(self, request: SignedInRequest) -> Response:
        """Replace all of the caller's own keys; an empty `keys` puts the editor's back."""
        refuse_unknown(request.query_params, ())
        kept = keep_keys(by=request.user, **asked(KeysIn, request.data))
        return Response({"keys": kept.keys, "single": kept.single})
