"""A broker that lets in whom it knows, encrypted, and only to what each may: as deploy/k8s asks Strimzi for. `deploy.local.guarded` is ours."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.admin import CreateAclsRequest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from deploy.local.kafka import Kafka
from deploy.local.server import free_port

PASSWORD = "p%40ss"
"""Of every user, as an address holds it: p@ss."""
GUARDED = """\
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SYSTEMS:SASL_SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.systems.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.systems.ssl.keystore.type=PEM
listener.name.systems.ssl.keystore.location={pem}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"""
RESOURCES, OPERATIONS = {"topic": 2, "group": 3}, {"Read": 3, "Write": 4, "Describe": 8, "DescribeConfigs": 10}
LITERAL, ALLOW = 3, 3


class Encrypted(Kafka):
    """Users come by `address`; who comes by `bootstrap` is its administrator."""

    def __init__(self, folder: Path, jars_dir: Path, users: dict[str, list[dict[str, Any]]]) -> None:
        """`users`: by name, the `acls` of a KafkaUser."""
        super().__init__(folder, jars_dir)
        self.users, self.guarded = users, free_port()
        folder.mkdir(parents=True, exist_ok=True)
        self.authority = folder / "ca.crt"
        (folder / "broker.pem").write_bytes(_key_and_certificate(self.authority))

    def address(self, user: str) -> str:
        """As AIXIN_KAFKA says it."""
        return f"tls://{user}:{PASSWORD}@127.0.0.1:{self.guarded}?ca={self.authority}"

    def format(self, words: Sequence[str]) -> None:
        """With the users in the log."""
        known = (f"SCRAM-SHA-512=[name={user},password=p@ss]" for user in self.users)
        super().format([*words, *(word for one in known for word in ("--add-scram", one))])

    async def permit(self) -> None:
        """Let each do what its acls say."""
        client = AIOKafkaClient(bootstrap_servers=self.bootstrap)
        try:
            await client.bootstrap()
            (node,) = client.cluster.brokers()
            for user, acls in self.users.items():
                for acl in acls:
                    kind, name = acl["resource"]["type"], acl["resource"]["name"]
                    for operation in acl["operations"]:
                        request = CreateAclsRequest(
                            RESOURCES[kind], name, LITERAL, f"User:{user}", "*", OPERATIONS[operation], ALLOW
                        )
                        answer = await client.send(node.nodeId, request)
                        assert not answer.creation_responses[0][0], answer
        finally:
            await client.close()

    def _configure(self, data: Path) -> Path:
        file = super()._configure(data)
        more = f"SYSTEMS://127.0.0.1:{self.guarded},"
        plain = file.read_text().replace("listeners=PLAINTEXT", f"listeners={more}PLAINTEXT")
        file.write_text(plain + GUARDED.format(pem=(self.folder / "broker.pem").resolve()))
        return file


def _key_and_certificate(authority: Path) -> bytes:
    """For 127.0.0.1, vouched for by itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "broker")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )  # fmt: skip
    pem = certificate.public_bytes(Encoding.PEM)
    authority.write_bytes(pem)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + pem
