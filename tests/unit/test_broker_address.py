"""Where the broker is: what an address tells a client, and what may be shown of it."""

from pathlib import Path

import pytest

from shared.messaging.address import options, servers

BY_NAME = {
    "bootstrap_servers": ["a:1", "b:2"],
    "security_protocol": "SASL_PLAINTEXT",
    "sasl_mechanism": "SCRAM-SHA-512",
    "sasl_plain_username": "booking",
    "sasl_plain_password": "hush",
}


def test_servers_alone():
    assert options("a:1,b:2") == {"bootstrap_servers": ["a:1", "b:2"]}


def test_a_name_and_a_password_in_the_address_or_in_a_file(tmp_path: Path):
    (tmp_path / "password").write_text("hush\n")
    assert options("scram://booking:hush@a:1,b:2") == BY_NAME
    assert options(f"scram://booking@a:1,b:2?passfile={tmp_path / 'password'}") == BY_NAME


def test_encrypted():
    told = options("tls://booking:hush@a:1,b:2")
    assert told.pop("ssl_context").check_hostname
    assert told == BY_NAME | {"security_protocol": "SASL_SSL"}


@pytest.mark.parametrize("address", ["scram://a:1", "scram://booking@a:1", "plain://booking:hush@a:1"])
def test_an_address_that_cannot_be_meant_is_refused(address):
    with pytest.raises(ValueError, match="AIXIN_KAFKA"):
        options(address)


@pytest.mark.parametrize("address", ["a:1,b:2", "scram://booking:hush@a:1,b:2", "tls://booking@a:1,b:2?passfile=/x"])
def test_what_is_shown_holds_no_password(address):
    assert servers(address) == "a:1,b:2"
