PY := .venv/bin/python
export PYTHONPATH := .

.PHONY: pictures page-media page-pictures demo test quick lint types imports check bench faults image setup lock sbom clean

demo:  ## set up, then make a labelled video from examples/briefs/thermos.yaml
	@scripts/setup.sh runtime
	@VITRINE_PRODUCER=Vitrine-Demo .venv/bin/vitrine make examples/briefs/thermos.yaml --out out/demo

test:  ## set up, then run the whole suite
	@scripts/setup.sh dev
	@$(PY) -m pytest -n auto --dist loadfile

quick:  ## the fast tests only
	@$(PY) -m pytest -m "not slow"

lint:
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types:
	@$(PY) -m mypy

imports:
	@.venv/bin/lint-imports --no-cache

check: lint types imports  ## style, types, and which package may import which

bench:  ## print the performance figures and write benchmarks/results.json
	@scripts/setup.sh dev
	@$(PY) -m benchmarks

faults:  ## kill, stop and starve workers many times over, on both databases, ask the API anything, then a long batch
	@scripts/setup.sh dev
	@FAULT_ROUNDS=$${ROUNDS:-7} $(PY) -m pytest tests/pipeline/jobs -m slow --durations=5 --log-cli-level=INFO
	@API_EXAMPLES=$${EXAMPLES:-50} $(PY) -m pytest tests/api/test_schema.py
	@$(PY) -m benchmarks.long_batch --rows $${ROWS:-200} --kill-every $${EVERY:-60}

image:  ## the container image that deploy/ runs
	@docker build -f deploy/Containerfile -t vitrine .

LOCK := .venv/bin/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
  --python-version 3.11 pyproject.toml requirements/build.in

lock:  ## resolve the dependencies again, with hashes and without any registry address
	@$(LOCK) --extra dev -o requirements/dev.txt
	@$(LOCK) -o requirements/runtime.txt

sbom:  ## a bill of materials of the locked packages, as CycloneDX
	@$(PY) scripts/sbom.py > sbom.json && echo "written to sbom.json"

pictures:  ## draw the pictures of README and docs again, with the program itself
	@VITRINE_PRODUCER=Vitrine-Demo $(PY) scripts/gallery.py

page-media:  ## draw what the pages show of templates, presenters and voices again
	@VITRINE_PRODUCER=Vitrine-Demo $(PY) scripts/page_media.py

page-pictures:  ## take the screenshots of README and docs from the running product
	@$(PY) scripts/page_pictures.py

clean:
	rm -rf .venv out .vitrine
