# 爱心托管 Aixin. `make up` needs Python >= 3.11 and nothing else; `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8000
# Not ?=: many shells export a HOST of their own.
HOST = 127.0.0.1
AIXIN_HOME ?= .aixin
RUN = .venv/bin/python -m
INSTALL = @command -v "$(PYTHON)" >/dev/null || { echo "需要 Python 3.11 或更新版本。 Install Python 3.11 or newer."; exit 1; }; \
	"$(PYTHON)" deploy/local/install.py
UV = $(RUN) uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
.DEFAULT_GOAL = help
# Where a shell forbids bytecode, each of the many processes that tests start would compile 240 files anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help up demo invariants test faults attack coverage mutants test-compose bench lint docs lock sbom clean

help: ## 列出全部命令 this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

up: .venv/requirements.lock.ready ## 启动(Ctrl-C 停止，数据保留);可加 PORT= HOST= AIXIN_HOME= start everything
	@exec $(RUN) aixin up --host "$(HOST)" --port "$(PORT)" --home "$(AIXIN_HOME)"

demo: .venv/requirements.lock.ready ## 对运行中的系统演示：几百个家庭抢名额，递补，摇号 a race for places, a waiting list, a draw, against a running `make up`
	@exec $(RUN) aixin demo --url "http://$(HOST):$(PORT)" --home "$(AIXIN_HOME)"

invariants: .venv/requirements.lock.ready ## 核对运行中的系统：名额不超卖，消息一条不丢 … what must always be true, asked of a running `make up`
	@exec $(RUN) aixin invariants --home "$(AIXIN_HOME)"

# A file at a time to each core, each with servers of its own.
TESTS = deploy/local/chromium.sh && deploy/local/fault-tools.sh && $(RUN) pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
test: .venv/requirements-dev.lock.ready ## 全部测试 every test
	@$(TESTS) $(ARGS)

faults: .venv/requirements-dev.lock.ready ## 演练四十种故障，写 docs/reliability.md;可加 CASES="18 19" SEEDS= SOAK_MINUTES= ARGS= every fault in full: kills, crashes, failures; takes hours
	@deploy/local/fault-tools.sh
	@AIXIN_FAULTS=1 CASES="$(CASES)" SEEDS="$(SEEDS)" SOAK_MINUTES="$(SOAK_MINUTES)" $(RUN) tests.faults.report $(ARGS)

attack: .venv/requirements-dev.lock.ready ## 试每一扇门：人人敲每个地址，什么都发 every door of docs/doors.md is tried: everybody at every route, anything at every operation
	@deploy/local/chromium.sh
	@$(RUN) tests.attack $(ARGS)
	@$(RUN) tests.advisories

coverage: .venv/requirements-dev.lock.ready ## 全部测试，并显示没有走到的代码和分支 every test, and which lines and branches none of them came to
	@$(TESTS) --cov --cov-report=term-missing $(ARGS)

# In no lock, for CI never calls it. What is known of a mutant is kept in mutants/: the next run goes on, unless a ROOM is named.
MINUTES = 10
mutants: .venv/requirements-dev.lock.ready ## 故意改错一处，看测试能否发现;可加 MINUTES= ROOM=services.notify.domain which faults no test would notice
	@$(RUN) uv pip install --quiet mutmut==3.8.1
	@nice -n 19 timeout --signal=INT $(MINUTES)m .venv/bin/mutmut run --max-children 1 $(if $(ROOM),"$(ROOM).*") || [ $$? -eq 124 ]
	@.venv/bin/mutmut results | grep -v ": \(not checked\|caught by type check\)$$" || true

test-compose: .venv/requirements-dev.lock.ready ## 真正运行 docker compose really run it
	@deploy/test-compose.sh

bench: .venv/requirements-dev.lock.ready ## 量一量开放的一刻、摇号和全省一起发布;可加 FULL=1 an opening through the door, beside pgbench; what batching brings; the seconds of a draw, and of a province that publishes
	@$(RUN) tests.bench.door $(if $(FULL),5 3000 1000000,1 1000 50000)
	@$(RUN) tests.bench.opening
	@$(RUN) tests.bench.drawing
	@$(RUN) tests.bench.units
	@$(RUN) tests.bench.flood

# Without import-linter's cache: it goes on taking a name for a module that is none any more.
lint: .venv/requirements-dev.lock.ready ## 规范与类型 style, types, who may import whom
	@$(RUN) ruff check .
	@$(RUN) ruff format --check --quiet .
	@$(RUN) mypy
	@.venv/bin/lint-imports --no-cache

docs: .venv/requirements.lock.ready ## 重新生成 docs/ generated documents
	@$(RUN) aixin docs

lock: .venv/requirements-dev.lock.ready ## 更新依赖锁定 newest allowed versions of packages and of Kafka's jars
	@$(UV) --upgrade pyproject.toml -o requirements-systems.lock
	@$(UV) --upgrade --extra embedded pyproject.toml -o requirements.lock
	@$(UV) --upgrade --extra dev pyproject.toml -o requirements-dev.lock
	@$(RUN) deploy.local.jars

sbom: .venv/requirements.lock.ready ## 写 sbom.cdx.json：用了别人的什么(CycloneDX) all that others wrote, by version and hash
	@$(RUN) deploy.local.sbom > sbom.cdx.json

clean: ## 删除运行环境与缓存(不删数据) the environment and caches; data in .aixin stay
	rm -rf .venv mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

# Installing is remembered by the lock's own stamp, so a second start asks pip nothing.
.venv/%.ready: % pyproject.toml deploy/local/install.py
	$(INSTALL) $<
