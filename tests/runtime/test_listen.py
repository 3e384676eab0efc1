"""Where the web server listens and what it is called."""

import pytest

from annotator.runtime.listen import browser_address, names_of, port_number
from annotator.runtime.trouble import Trouble


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("ascribe.local", "http://ascribe.local:8000"),
    ],
)
def test_the_address_is_one_to_type_into_a_browser(host, address):
    assert browser_address(host, 8000) == address


@pytest.mark.parametrize(
    ("host", "name"), [("192.168.1.5", "192.168.1.5"), ("fe80::1", "[fe80::1]"), ("127.0.0.1", "127.0.0.1")]
)
def test_the_address_chosen_is_a_name_we_answer_to(host, name):
    assert name in names_of(host).split(",")


@pytest.mark.parametrize("given", ["", "http", "-1", "65536", "8000.5", "８０００"])
def test_a_port_that_is_no_port_is_refused(given):
    with pytest.raises(Trouble, match="PORT must be a number"):
        port_number(given)
