"""What an installation may decide for itself it can: on one server by `.env`, in a cluster by the ConfigMap, and both say so."""

import yaml

from shared.events.registry import SYSTEMS
from shared.settings import Settings
from tests.support.k8s import K8S, of_kind

DEPLOY = K8S.parent
OF_THE_PROGRAM = {"role", "topic_prefix", "keys_dir", "pool_size", "host", "port"}
"""Settings that whoever starts a process knows, and no installation has to."""


def names(settings: set[str]) -> set[str]:
    """As the environment calls them."""
    return {f"AIXIN_{setting.upper()}" for setting in settings}


def told_by_compose() -> dict[str, str | None]:
    """Every variable of the four; None is handed through."""
    compose = yaml.safe_load((DEPLOY.parent / "docker-compose.yml").read_text(encoding="utf-8"))
    return {key: said for one in SYSTEMS for key, said in compose["services"][one]["environment"].items()}


def test_on_one_server_every_setting_reaches_a_system() -> None:
    assert names(set(Settings.model_fields) - OF_THE_PROGRAM) <= set(told_by_compose())


def test_what_one_server_may_set_is_written_down() -> None:
    page = (DEPLOY / "compose" / "README.md").read_text(encoding="utf-8")
    free = {name for name, said in told_by_compose().items() if said is None or f"${{{name}" in said}
    assert len(free) > 10
    assert not [name for name in free if f"{name}=" not in page]


def test_in_a_cluster_every_part_of_a_system_reads_the_settings() -> None:
    for system in SYSTEMS:
        parts = [m for m in of_kind("base", "Deployment") if m["metadata"]["name"].startswith(f"{system}-")]
        assert len(parts) == 2
        for part in parts:
            (container,) = part["spec"]["template"]["spec"]["containers"]
            told = [one["configMapRef"]["name"] for one in container["envFrom"] if "configMapRef" in one]
            assert [name.startswith("aixin-") for name in told] == [True]


def test_the_example_asks_a_second_factor_of_the_staff() -> None:
    (told,) = (m["data"] for m in of_kind("example", "ConfigMap") if m["metadata"]["name"].startswith("aixin-"))
    assert told["AIXIN_SECOND_FACTOR"] == "required"
    assert Settings(database_url="postgresql://", second_factor=told["AIXIN_SECOND_FACTOR"])
