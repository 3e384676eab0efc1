"""Make an API token for somebody who cannot or need not open the page of tokens."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.access import Refusal, Scope
from articles.actions import LONGEST_TOKEN_DAYS, TOKEN_DAYS, create_token
from articles.models import Project, User


class Command(BaseCommand):
    help = "Print a new API token, alone on standard output. It is shown this once; only a digest is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the username of its owner")
        parser.add_argument("--project", required=True, metavar="SLUG", help="the one project it opens")
        parser.add_argument("--scope", required=True, choices=Scope.values)
        parser.add_argument(
            "--days",
            type=int,
            default=TOKEN_DAYS,
            help=f"how long it lasts, at most {LONGEST_TOKEN_DAYS}; default: %(default)s",
        )
        parser.add_argument("--name", default="", help="what it is for, shown in the list of tokens")

    def handle(self, *args: Any, user: str, project: str, scope: str, days: int, name: str, **options: Any) -> None:
        owner = User.objects.filter(username=user, is_active=True).first()
        if owner is None:
            raise SystemExit(f"There is no user “{user}”.")
        opened = Project.objects.visible_to(owner).filter(slug=project).first()
        if opened is None:
            raise SystemExit(f"There is no project “{project}” that “{user}” is a member of.")
        try:
            _, secret = create_token(user=owner, project=opened, scope=Scope(scope), by=owner, name=name, days=days)
        except Refusal as refusal:
            raise SystemExit(refusal.message) from None
        self.stdout.write(secret)
