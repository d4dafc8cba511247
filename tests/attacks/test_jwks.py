"""The shop's public keys over https, from a server with a certificate of this test."""

from __future__ import annotations

import datetime
import ipaddress
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from gateway.refusals import Refusal
from gateway.tokens import ShopTokens
from tests.attacks.tokens import claims
from tests.fakes.server import serving
from tests.gateway.conftest import SETTINGS

pytestmark = pytest.mark.slow
PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS = {"keys": [json.loads(RSAAlgorithm.to_jwk(PRIVATE.public_key())) | {"kid": "r1", "use": "sig"}]}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    folder, key = (
        tmp_path_factory.mktemp("tls"),
        rsa.generate_private_key(public_exponent=65537, key_size=2048),
    )
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(plain)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def shop(certificate: tuple[Path, Path]) -> Iterator[str]:
    """The https address of a shop that serves its keys, and redirects at /moved."""
    routes = [
        Route("/keys", lambda _: JSONResponse(KEYS)),
        Route("/moved", lambda _: RedirectResponse("/keys")),
    ]
    chain, key = map(str, certificate)
    with serving(Starlette(routes=routes), ssl_certfile=chain, ssl_keyfile=key) as address:
        yield address


def token() -> str:
    """Signed by the shop's own key."""
    return jwt.encode(claims(), PRIVATE, "RS256", headers={"kid": "r1"})


def read(place: str) -> Any:
    """What a gateway makes of it that gets its keys there."""
    return ShopTokens(replace(SETTINGS, shop_keys={}, shop_jwks=place)).read(token())


def test_keys_over_https(shop: str, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """With a certificate that this machine trusts the keys are taken, and tokens signed with them are good."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert read(f"{shop}/keys").subject == "mia"


def test_a_stranger_in_the_middle(shop: str) -> None:
    """Keys from a server whose certificate nobody vouches for are not taken."""
    with pytest.raises(Refusal, match="bad_token"):
        read(f"{shop}/keys")


@pytest.mark.parametrize("change", ["redirected", "plain http"])
def test_other_places(
    shop: str, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """A redirect is not followed, and plain http is no address for keys."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with pytest.raises(Refusal, match="bad_token"):
        read(f"{shop}/moved" if change == "redirected" else f"{shop.replace('https', 'http')}/keys")
