"""deploy/k8s is what Kubernetes and the operators accept, holds together, and says what the code says."""

from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import kubernetes_validate
import pytest
import yaml

from deploy.local.postgres import AUDITOR
from shared.db.clerk import CLERK
from shared.events.registry import RECEIVERS, SYSTEMS, TOPICS
from shared.events.rights import rights
from shared.messaging.topics import WHOLE
from shared.settings import Settings
from tests.support.k8s import (
    FOLDERS,
    K8S,
    chosen,
    crds,
    distinct,
    labels_of_pods,
    name_of,
    of_kind,
    rendered,
    templates,
    within,
)

KUBERNETES = "1.37"
OPERATORS = ("kafka.strimzi.io", "postgresql.cnpg.io")
every_folder = pytest.mark.parametrize("folder", FOLDERS)


def test_kubernetes_accepts_it() -> None:
    for manifest in distinct():
        if not manifest["apiVersion"].startswith(OPERATORS):
            kubernetes_validate.validate(manifest, KUBERNETES, strict=True)


def test_the_operators_accept_it() -> None:
    theirs = [manifest for manifest in distinct() if manifest["apiVersion"].startswith(OPERATORS)]
    assert {manifest["kind"] for manifest in theirs} == {
        "Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser", "Cluster", "ScheduledBackup"
    }  # fmt: skip
    for manifest in theirs:
        crds()[manifest["apiVersion"], manifest["kind"]].validate(manifest)


@every_folder
def test_every_pod_is_restricted(folder: str) -> None:
    assert templates(folder)
    for name, template in templates(folder):
        pod = template["spec"]
        assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"], name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            bounds = container["securityContext"]
            assert bounds["readOnlyRootFilesystem"] and bounds["allowPrivilegeEscalation"] is False, name
            assert bounds["capabilities"]["drop"] == ["ALL"], name
            assert set(bounds["capabilities"].get("add", ())) <= {"NET_BIND_SERVICE"}, name
            assert container["resources"]["requests"] and container["resources"]["limits"]["memory"], name


@every_folder
def test_what_is_named_is_there(folder: str) -> None:
    """Made here, by an operator, or by hand as the README says."""
    made = {m["metadata"]["name"] for m in of_kind(folder, "ConfigMap")}
    made |= {f"{m['metadata']['name']}-app" for m in of_kind(folder, "Cluster")}
    made |= {m["metadata"]["name"] for m in of_kind(folder, "KafkaUser")} | {"kafka-cluster-ca-cert"}
    by_hand = {f"aixin-{name}" for name in ("keys", *SYSTEMS, "signing", "papers", "mail", "auditor", "backups", "tls")}
    readme = (K8S / "README.md").read_text(encoding="utf-8")
    assert all(name in readme for name in by_hand) and "$system-clerk" in readme
    by_hand |= {f"{system}-clerk" for system in SYSTEMS}
    named = {
        reference["name"] for key in ("secretKeyRef", "configMapKeyRef", "secretRef", "configMapRef", "configMap", "accessKeyId", "secretAccessKey", "passwordSecret")
        for reference in within(rendered(folder), key)
    }  # fmt: skip
    named |= {name for name in within(rendered(folder), "secretName")}
    named |= {source["name"] for source in within(rendered(folder), "secret") if "name" in source}
    assert named <= made | by_hand
    assert by_hand <= named
    assert {m["spec"]["cluster"]["name"] for m in of_kind(folder, "ScheduledBackup")} == {
        m["metadata"]["name"] for m in of_kind(folder, "Cluster")
    }


@every_folder
def test_whoever_selects_pods_means_some(folder: str) -> None:
    pods = labels_of_pods(folder)
    for manifest in of_kind(folder, "Service", "PodDisruptionBudget", "NetworkPolicy", "Deployment"):
        spec = manifest["spec"]
        selectors = (
            [{"matchLabels": spec["selector"]}] if manifest["kind"] == "Service" else list(within(spec, "podSelector"))
        )
        selectors += [spec["selector"]] if manifest["kind"] in ("PodDisruptionBudget", "Deployment") else []
        assert selectors, name_of(manifest)
        for selector in selectors:
            assert any(chosen(selector, labels) for labels in pods), (name_of(manifest), selector)
    for labels in (template["metadata"]["labels"] for _, template in templates(folder)):
        bound = {direction for policy in _on(folder, labels) for direction in policy["policyTypes"]}
        assert bound == {"Ingress", "Egress"}, labels


@every_folder
def test_web_and_workers_scale_apart_and_are_not_all_drained_at_once(folder: str) -> None:
    parts = {f"{system}-{role}" for system in SYSTEMS for role in ("web", "worker")}
    assert {m["spec"]["scaleTargetRef"]["name"] for m in of_kind(folder, "HorizontalPodAutoscaler")} == parts
    assert {m["metadata"]["name"] for m in of_kind(folder, "PodDisruptionBudget")} == parts | {"edge"}
    by_lag = {m["metadata"]["name"] for m in of_kind(folder, "HorizontalPodAutoscaler") if list(within(m, "external"))}
    assert by_lag == {f"{system}-worker" for system in RECEIVERS}


@every_folder
def test_databases_bear_all_who_may_come_and_partitions_are_enough(folder: str) -> None:
    most = {m["metadata"]["name"]: m["spec"]["maxReplicas"] + 1 for m in of_kind(folder, "HorizontalPodAutoscaler")}
    pool = Settings.model_fields["pool_size"].default
    for database in of_kind(folder, "Cluster"):
        system = database["metadata"]["name"].removesuffix("-db")
        bears = int(database["spec"]["postgresql"]["parameters"]["max_connections"])
        assert (most[f"{system}-web"] + most[f"{system}-worker"]) * pool + 20 <= bears, system
    partitions = {m["spec"]["partitions"] for m in of_kind(folder, "KafkaTopic") if m["metadata"]["name"] not in WHOLE}
    assert max(most[f"{system}-worker"] for system in RECEIVERS) <= min(partitions)


def test_what_is_acknowledged_lies_on_two_of_three_brokers() -> None:
    (kafka,), (pool,) = of_kind("base", "Kafka"), of_kind("base", "KafkaNodePool")
    config = kafka["spec"]["kafka"]["config"]
    assert (pool["spec"]["replicas"], config["default.replication.factor"], config["min.insync.replicas"]) == (3, 3, 2)
    assert config["auto.create.topics.enable"] is config["unclean.leader.election.enable"] is False
    topics = {m["metadata"]["name"]: m["spec"] for m in of_kind("base", "KafkaTopic")}
    assert set(topics) == set(TOPICS)
    assert all((t["replicas"], t["config"]["min.insync.replicas"]) == (3, 2) for t in topics.values())
    assert {name for name, topic in topics.items() if topic["partitions"] == 1} == set(WHOLE)
    for name, told in WHOLE.items():
        assert told.items() <= {key: str(value) for key, value in topics[name]["config"].items()}.items()


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_may_say_and_hear_what_it_does_and_no_more(system: str) -> None:
    (user,) = (m for m in of_kind("base", "KafkaUser") if m["metadata"]["name"] == f"{system}-kafka")
    acls = user["spec"]["authorization"]["acls"]
    may = {(a["resource"]["type"], a["resource"]["name"], op) for a in acls for op in a["operations"]}
    assert may == rights(system)


@pytest.mark.parametrize("system", SYSTEMS)
def test_each_reads_its_own_keys_and_no_others(system: str) -> None:
    read = {"aixin-keys", f"aixin-{system}", *(["aixin-signing"] if system == "accounts" else [])}
    for role in ("web", "worker"):
        (pod,) = (t["spec"] for name, t in templates("base") if name == f"Deployment {system}-{role}")
        (keys,) = (volume["projected"]["sources"] for volume in pod["volumes"] if volume["name"] == "keys")
        assert {source["secret"]["name"] for source in keys} == read


def test_what_systems_are_told_they_know() -> None:
    known = {f"AIXIN_{name.upper()}" for name in Settings.model_fields} | {"AIXIN_SYSTEM", "FORWARDED_ALLOW_IPS"}
    for folder in FOLDERS:
        (told,) = (m["data"] for m in of_kind(folder, "ConfigMap") if m["metadata"]["name"].startswith("aixin-"))
        assert set(told) <= known
    containers = [c for name, t in templates("base") if "edge" not in name for c in t["spec"]["containers"]]
    assert {env["name"] for c in containers for env in c["env"]} <= known | {
        "KAFKA_PASSWORD",
        "AUDITOR_PASSWORD",
        "CLERK_PASSWORD",
    }


@every_folder
def test_the_auditor_reaches_the_four_by_its_role_and_nobody_else(folder: str) -> None:
    databases = {m["metadata"]["name"]: m["spec"] for m in of_kind(folder, "Cluster")}
    (pod,) = (template for name, template in templates(folder) if name == "CronJob auditor")
    (container,) = pod["spec"]["containers"]
    env = {one["name"]: one for one in container["env"]}
    url = env["AIXIN_AUDIT_URL"]["value"].replace("$(AUDITOR_PASSWORD)", "PASSWORD")
    password = env["AUDITOR_PASSWORD"]["valueFrom"]["secretKeyRef"]
    assert container["args"] == ["aixin", "invariants"] and "AIXIN_DATABASE_URL" not in env
    for system in SYSTEMS:
        spec, at = databases[f"{system}-db"], urlsplit(url.format(system=system))
        (role,) = (one for one in spec["managed"]["roles"] if one["name"] != "aixin_clerk")
        assert (at.username, at.hostname) == (AUDITOR, f"{system}-db-rw") and role["name"] == AUDITOR
        assert at.path == f"/{spec['bootstrap']['initdb']['database']}"
        assert (password["name"], password["key"]) == (role["passwordSecret"]["name"], "password")
        assert not {"superuser", "createdb", "createrole", "bypassrls", "inRoles"} & role.keys()
    pods, labels = labels_of_pods(folder), pod["metadata"]["labels"]
    reached = [one for policy in _on(folder, labels) for one in pods if _lets(policy, "egress", "to", one)]
    assert reached == [spec["inheritedMetadata"]["labels"] for spec in databases.values()]
    assert all(any(_lets(policy, "ingress", "from", labels) for policy in _on(folder, one)) for one in reached)


@every_folder
def test_who_works_with_a_database_is_its_clerk_and_only_the_migrating_job_its_owner(folder: str) -> None:
    databases = {m["metadata"]["name"]: m["spec"] for m in of_kind(folder, "Cluster")}
    for system in SYSTEMS:
        spec, env = databases[f"{system}-db"], {}
        (clerk,) = (one for one in spec["managed"]["roles"] if one["name"] != AUDITOR)
        owner = spec["bootstrap"]["initdb"]["owner"]
        assert (clerk["name"], clerk["login"]) == (owner + CLERK, True)
        assert not {"superuser", "createdb", "createrole", "bypassrls", "inRoles"} & clerk.keys()
        for name, template in templates(folder):
            if name.partition(" ")[2] in (f"{system}-web", f"{system}-worker", f"{system}-migrate"):
                (container,) = template["spec"]["containers"]
                env[name] = {one["name"]: one for one in container["env"]}
        job = env.pop(f"Job {system}-migrate")
        assert job["AIXIN_DATABASE_URL"]["valueFrom"]["secretKeyRef"]["name"] == f"{system}-db-app"
        for told in env.values():
            at = urlsplit(
                told["AIXIN_DATABASE_URL"]["value"]
                .replace("$(AIXIN_SYSTEM)", system)
                .replace("$(", "")
                .replace(")", "")
            )
            assert (at.username, at.password, at.hostname) == (clerk["name"], "CLERK_PASSWORD", f"{system}-db-rw")
            assert at.path == f"/{spec['bootstrap']['initdb']['database']}"
            password = told["CLERK_PASSWORD"]["valueFrom"]["secretKeyRef"]
            assert (password["name"], password["key"]) == (clerk["passwordSecret"]["name"], "password")
        assert len(env) == 2


def _on(folder: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    """The policies that bind a pod with these labels."""
    return [m["spec"] for m in of_kind(folder, "NetworkPolicy") if chosen(m["spec"]["podSelector"], labels)]


def _lets(policy: dict[str, Any], direction: str, side: str, labels: dict[str, str]) -> bool:
    """Whether a policy names pods with these labels; pods of this namespace, that is."""
    peers = [peer for rule in policy.get(direction, ()) for peer in rule.get(side, ())]
    return any("podSelector" in peer and chosen(peer["podSelector"], labels) for peer in peers)


@pytest.mark.parametrize("system", SYSTEMS)
async def test_probes_ask_what_is_answered(system: str, keys_dir: Path) -> None:
    settings = Settings(database_url="postgresql://nowhere/nothing", keys_dir=keys_dir)
    app = import_module(f"services.{system}.bootstrap").build(settings).app
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://aixin.test") as web:
        for role in ("web", "worker"):
            (pod,) = (t["spec"] for name, t in templates("base") if name == f"Deployment {system}-{role}")
            (container,) = pod["containers"]
            asked = {p: container[f"{p}Probe"]["httpGet"]["path"] for p in ("startup", "liveness", "readiness")}
            assert asked["startup"] == asked["liveness"] and (await web.get(asked["liveness"])).status_code == 200
            assert asked["readiness"] == asked["liveness"].replace("healthz", "readyz")


def test_one_edge_everywhere() -> None:
    """What it calls the systems are Services here, and containers on one server."""
    caddy = (K8S.parent / "edge" / "Caddyfile").read_text(encoding="utf-8")
    services = {f"{m['metadata']['name']}:{m['spec']['ports'][0]['port']}" for m in of_kind("base", "Service")}
    assert {word for word in caddy.split() if word.endswith(":8000")} == services - {"edge:80"}
    image = next(
        iter(c["image"] for c in within(of_kind("base", "Deployment"), "containers") for c in c if c["name"] == "caddy")
    )
    compose = yaml.safe_load((K8S.parents[1] / "docker-compose.yml").read_text(encoding="utf-8"))
    assert compose["services"]["edge"]["image"] == image
