#!/usr/bin/env bash
# Makes this checkout runnable: system packages (apt, when something is missing), .venv, locked Python packages.
# Usage: scripts/setup.sh [runtime|dev]
set -euo pipefail
cd "$(dirname "$0")/.."
kind="${1:-runtime}"
stamp=".venv/.setup-$kind"
lock="requirements/$kind.txt"
wanted="$(cat "$lock" pyproject.toml scripts/setup.sh scripts/apt-packages.txt | sha256sum | cut -d' ' -f1)"
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
  echo "setup: '$*' needs root. Run it as root, or install sudo, then run make again." >&2; exit 1; fi; }

apt_install() {
  command -v apt-get >/dev/null || {
    echo "setup: this system has no apt-get. Install the equivalents of: $* and set VITRINE_FONT_DIR." >&2; return 0; }
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

missing=()
while read -r package kinds _; do
  case "$package" in ''|'#'*) continue ;; esac
  case ",$kinds," in *",$kind,"*) ;; *) continue ;; esac
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done < scripts/apt-packages.txt
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then missing+=(python3-venv); fi
if [ "${#missing[@]}" -gt 0 ]; then echo "setup: installing ${missing[*]}"; apt_install "${missing[@]}"; fi

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "setup: Python 3.11 or newer is needed; python3 is $(python3 --version)." >&2; exit 1; }
[ -x .venv/bin/python ] || python3 -m venv .venv
echo "setup: installing Python packages ($lock)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
# As pip does with what it installs: without it every start translates 400 modules anew where Python may not write.
.venv/bin/python -m compileall -q agent api cli domain labeling media pipeline presenter renderer templates
printf '%s' "$wanted" > "$stamp"
if [ "$kind" = dev ]; then rm -f .venv/.setup-runtime; fi
