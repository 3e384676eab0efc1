"""Lists in pages by key, and requests that are refused when they ask for something unknown.

A page starts after the last row of the one before it, so the thousandth costs as much as the first and
rows that come and go meanwhile are neither repeated nor missed. The cursor is signed, not guessed.

    class ActorsAsked(PageAsked):
        q = serializers.CharField(required=False)

    wanted = asked(ActorsAsked, request.query_params)
    page = read_page(Actor.objects.visible_to(request.user), order=("name", "pk"), wanted=wanted)
    return Response(listed(request, page, ActorOut(page.rows, many=True)))
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import F, OrderBy, Q, QuerySet
from django.http import HttpRequest
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.request import Request

from articles.access import Refusal

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
BACK = "before~"
Row = TypeVar("Row")


class Asked(serializers.Serializer[Any]):
    """What a caller may send, in a body or a query. Anything else is refused by its name, never ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            refuse_unknown(data, self.fields)
        for field in self.fields.values():
            if isinstance(field, serializers.ChoiceField):
                field.error_messages["invalid_choice"] = f"There is no “{{input}}”; known are: {_known(field.choices)}."
        return super().to_internal_value(data)


class Names(serializers.CharField):
    """Several names with commas between them; with `of`, only these."""

    def __init__(self, of: Sequence[str] = (), **options: Any) -> None:
        super().__init__(required=False, max_length=1000, **options)
        self.of = of

    def to_internal_value(self, data: Any) -> Any:
        names = [name.strip() for name in super().to_internal_value(data).split(",") if name.strip()]
        if self.of and (unknown := sorted(set(names) - set(self.of))):
            raise serializers.ValidationError(f"There is no “{unknown[0]}”; known are: {', '.join(sorted(self.of))}.")
        return names


class PageAsked(Asked):
    """The query of a list. Subclasses add their filters."""

    fields_ = Names(help_text="Only these members of each row, with commas between them: `id,title`.")
    limit = serializers.IntegerField(min_value=1, max_value=MAX_LIMIT, default=DEFAULT_LIMIT)
    cursor = serializers.CharField(required=False, help_text="Taken from `next` of the page before.")

    def get_fields(self) -> dict[str, Any]:
        """The parameter is called `fields`, a name that serializers keep for themselves."""
        declared: dict[str, Any] = super().get_fields()
        return {"fields": declared.pop("fields_"), **declared}


class Since(serializers.DateTimeField):
    """The query `updated_since`: what has changed at this moment or later."""

    def __init__(self, what: str = "Only what has changed at this moment or later; ") -> None:
        super().__init__(
            required=False,
            help_text=what + "what was being stored just then may come with an earlier time, so go back a minute.",
        )


@dataclass
class Page(Generic[Row]):
    """Some rows, and where the next and the previous ones begin; `next` is empty on the last page.

    `previous` is empty on a page that no cursor led to.
    """

    rows: list[Row]
    next: str
    previous: str = ""


def asked(kind: type[Asked], sent: Any) -> dict[str, Any]:
    """The checked values of a query or a body. Raises 400."""
    wanted = kind(data=sent)
    wanted.is_valid(raise_exception=True)
    checked: dict[str, Any] = wanted.validated_data
    return checked


def _known(choices: Iterable[object]) -> str:
    """The choices one after another, safe in a message that is formatted."""
    return ", ".join(map(str, choices)).replace("{", "{{").replace("}", "}}")


def refuse_unknown(sent: Iterable[str], known: Iterable[str]) -> None:
    """Raise 400 for a name nobody listens to: a filter with a typing error must not answer everything."""
    if unknown := sorted(set(sent) - set(known)):
        expected = ", ".join(sorted(known)) or "none"
        raise Refusal("unknown_parameter", f"There is no “{unknown[0]}” here; known are: {expected}.", 400)


def read_page(rows: QuerySet[Any, Row], *, order: Sequence[str], wanted: Mapping[str, Any]) -> Page[Row]:
    """The rows after `wanted["cursor"]`, at most `wanted["limit"]` of them.

    `order` names columns or annotations that are never null, "-" for descending; together they must be unique.
    """
    cursor, limit = wanted.get("cursor"), wanted.get("limit", DEFAULT_LIMIT)
    if cursor and cursor.startswith(BACK):
        return _read_back(rows, order, cursor, limit)
    behind = rows.filter(_after(order, _opened(cursor, order))) if cursor else rows
    found = list(behind.order_by(*map(_ordering, order))[: limit + 1])
    more = len(found) > limit
    previous = BACK + cursor_at(found[0], order) if cursor and found else ""
    return Page(found[:limit], cursor_at(found[limit - 1], order) if more else "", previous)


def cursor_at(row: Any, order: Sequence[str]) -> str:
    """The cursor of the rows behind `row`."""
    names = [name.lstrip("-") for name in order]
    values = [row[name] if isinstance(row, dict) else getattr(row, name) for name in names]
    plain = [value if isinstance(value, int | float | str) else str(value) for value in values]
    return signing.Signer(salt=_salt(order)).sign_object(plain, compress=True)  # no clock: a page has one address


def listed(request: HttpRequest | Request, page: Page[Any], results: Any) -> dict[str, Any]:
    """The body of a list in the API, of each row only the members that `fields` names; a serializer makes no others."""
    results = _serialized(results, request) if isinstance(results, serializers.ListSerializer) else results
    results = sparse(results, request)
    following = request.build_absolute_uri(next_address(request, page)) if page.next else None
    plain: Any = getattr(request, "_request", request)
    plain.next_page = following  # the conventions make a header Link of it
    return {"results": results, "next": following}


def sparse(rows: Iterable[Mapping[str, Any]], request: HttpRequest | Request) -> list[Mapping[str, Any]]:
    """Of each row only what `fields` names. Raises 400 for a name no row has."""
    rows, names = list(rows), wanted_names(request)
    if not names or not rows:
        return rows
    names += wanted_names(request, "include")
    known = set().union(*rows)
    refuse_unknown(names, known)
    return [{name: row[name] for name in names if name in row} for row in rows]


def _serialized(rows: serializers.ListSerializer[Any], request: HttpRequest | Request) -> list[Mapping[str, Any]]:
    """Raises 400 for a name no row has."""
    members = rows.child.fields  # type: ignore[union-attr]
    if names := wanted_names(request):
        names += wanted_names(request, "include")
        refuse_unknown(names, members)
        for name in set(members) - set(names):
            members.pop(name)
    return list(rows.data)


def wanted_names(request: HttpRequest | Request, parameter: str = "fields") -> list[str]:
    """The names a parameter of the query has; empty for everything."""
    return [name for name in map(str.strip, request.GET.get(parameter, "").split(",")) if name]


def next_address(request: HttpRequest | Request, page: Page[Any]) -> str:
    """The address of the next page with the same filters; empty on the last one. Pages of HTML use it, too."""
    return _address(request, page.next)


def previous_address(request: HttpRequest | Request, page: Page[Any]) -> str:
    """The address of the page before; empty on the first one."""
    return _address(request, page.previous)


def _address(request: HttpRequest | Request, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


@cache
def list_of(row: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """A list as the OpenAPI description shows it."""
    return inline_serializer(
        f"{row.__name__}List", {"results": row(many=True), "next": serializers.URLField(allow_null=True)}
    )


def _read_back(rows: QuerySet[Any, Row], order: Sequence[str], cursor: str, limit: int) -> Page[Row]:
    """The rows before `cursor`, in the same order; where they would be too few, the first page."""
    against = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    before = rows.filter(_after(against, _opened(cursor.removeprefix(BACK), order)))
    found = list(before.order_by(*map(_ordering, against))[: limit + 1])
    if len(found) <= limit:
        return read_page(rows, order=order, wanted={"limit": limit})
    found = found[limit - 1 :: -1]
    return Page(found, cursor_at(found[-1], order), BACK + cursor_at(found[0], order))


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind `values`. The first condition lets an index find the place; the others settle ties."""
    condition = Q()
    for name, value in reversed(list(zip(order, values, strict=True))):
        column = name.lstrip("-")
        beyond = Q(**{f"{column}__{'lt' if name.startswith('-') else 'gt'}": value})
        condition = beyond | (Q(**{column: value}) & condition) if condition else beyond
    first, side = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{side}": values[0]}) & condition


def _ordering(name: str) -> OrderBy:
    return F(name.lstrip("-")).desc() if name.startswith("-") else F(name).asc()


def _opened(cursor: str, order: Sequence[str]) -> list[Any]:
    try:
        values: list[Any] = signing.Signer(salt=_salt(order)).unsign_object(cursor)
    except signing.BadSignature:
        raise Refusal("bad_cursor", "This is not a cursor of this list; take `next` as it was given.", 400) from None
    return values


def _salt(order: Sequence[str]) -> str:
    return "paging " + " ".join(order)
