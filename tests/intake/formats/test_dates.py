"""A date is understood when it can mean one day only."""

from datetime import UTC, date, datetime

import pytest

from annotator.intake.formats.dates import day_in, understood

MARCH = datetime(2024, 3, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("2024-03-14", ""), ("20240314", ""), ("2024/03/14", ""), ("14 March 2024", ""), ("March 14, 2024", ""),
        ("14th of March 2024", ""), ("14-Mar-2024", ""), ("Thursday, March 14, 2024", ""),
        ("March 14, 2024 Thursday", ""),
        ("14.03.2024", ""), ("03/14/2024", ""), ("14/03/2024", "en"), ("14. März 2024", "de"),
        ("Donnerstag, 14. März 2024", ""),
        ("14 mars 2024", "fr"), ("14 de março de 2024", "pt"), ("quinta-feira, 14 de março de 2024", "pt"),
        ("14 de marzo de 2024 jueves", "es"), ("14 marca 2024", "pl"), ("14 марта 2024", "ru"),
    ],
)  # fmt: skip
def test_a_day_is_its_midnight_however_it_is_written(written, language):
    assert understood(written, language) == MARCH


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("14 March 2024 at 9:30 p.m.", 21), ("2024-03-14 21:30:00", 21), ("Thu, 14 Mar 2024 22:30:00 +0100", 21),
        ("Donnerstag, 14. März 2024, 21.30 Uhr", 21), ("20240314T213000Z", 21), ("March 14, 2024 12:30 AM GMT", 0),
    ],
)  # fmt: skip
def test_a_time_and_its_zone_are_read(written, hour):
    assert understood(written) == MARCH.replace(hour=hour, minute=30)


def test_two_numbers_that_could_be_a_day_and_a_month_need_a_language():
    assert understood("03/04/2024", "pt") == datetime(2024, 4, 3, tzinfo=UTC)
    assert understood("03/04/2024", "en-US") == datetime(2024, 3, 4, tzinfo=UTC)
    assert understood("03/04/2024", "en") is None
    assert understood("03/04/2024") is None
    assert understood("04/04/2024") == datetime(2024, 4, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "", "yesterday", "1710408600", "14/03/24", "31.02.2024", "March 2024", "14 March 2024 - 16 March 2024",
        "Mar 14 2024 09:30 EST", "14 Brumaire 2024", "99:99 14 March 2024", "14 March 2024" + " x" * 50, 12, None,
    ],
)  # fmt: skip
def test_what_is_no_day_or_could_be_two_is_not_guessed(written):
    assert understood(written) is None


def test_dates_of_databases_are_dates():
    assert understood(date(2024, 3, 14)) == understood(datetime(2024, 3, 14)) == MARCH


def test_a_line_may_go_on_after_its_date():
    assert day_in("March 14, 2024 Thursday  Final Edition") == MARCH
    assert day_in("A headline about March") is None
