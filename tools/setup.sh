#!/bin/sh
# Set the project up, inside its own folder: Python packages, front-end files and fonts.
#   sh tools/setup.sh          what "make demo" needs
#   sh tools/setup.sh --dev    and what "make test" needs
# Each step skips itself while its inputs are unchanged, so a second run takes a moment.
set -eu
cd "$(dirname "$0")/.."

UV=.venv/bin/uv
PY=.venv/bin/python
NPM_OLDEST=9

say() { printf '%s\n' "set-up: $*"; }
fail() { printf '%s\n' "set-up: $*" >&2; exit 1; }

# The packages' own caches live in the home folder; without a home that can be written to they move in here.
if [ ! -w "${HOME:-/nonexistent}" ]; then
    export UV_CACHE_DIR="$PWD/var/cache/uv" PIP_CACHE_DIR="$PWD/var/cache/pip" npm_config_cache="$PWD/var/cache/npm"
fi
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# The system's own comes before others on PATH where it can make environments: distributions build it with profiled
# optimisation, version managers mostly do not, and the tests take a fifth less of processor time with it.
find_python() {
    for name in ${PYTHON:-} system python3.11 python3 python3.13 python3.12; do
        if [ "$name" = system ]; then
            /usr/bin/python3 -c 'import ensurepip, venv' 2>/dev/null || continue
            name=/usr/bin/python3
        fi
        # A name on PATH may be a shim of a version that is not there: only running it tells.
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    fail "Python 3.11, 3.12 or 3.13 is needed and none was found. On Debian or Ubuntu:
    sudo apt-get install -y python3 python3-venv"
}

install_venv_module() {
    version=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing $version"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$version" >/dev/null
    else
        fail "this Python cannot make a virtual environment (ensurepip is missing). On Debian or Ubuntu:
    sudo apt-get install -y $version"
    fi
}

make_venv() {
    if "$PY" -c 'import pip' 2>/dev/null; then return; fi
    python=$(find_python)
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -c 'import ensurepip, venv' 2>/dev/null || install_venv_module "$python"
    "$python" -m venv .venv
}

# Installs a hashed lock file: by uv, or by pip where uv cannot be had or cannot reach the index that pip is set to.
install_lock() {
    if [ ! -x "$UV" ] && ! "$PY" -m pip install -q --require-hashes -r tools/uv.txt; then
        say "uv cannot be had, using pip (slower)"
    fi
    if [ -x "$UV" ] && "$UV" pip install -q --python "$PY" --require-hashes -r "$1"; then return; fi
    "$PY" -m pip install -q --require-hashes -r "$1"
}

# $1: run or dev. The dev lock holds everything of the other one.
install_python_packages() {
    stamp=.venv/installed-$1
    digest=$(cat requirements.txt requirements-dev.txt | sha256)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$digest" ]; then return; fi
    if [ "$1" = run ] && [ "$(cat .venv/installed-dev 2>/dev/null)" = "$digest" ]; then return; fi
    say "installing the Python packages"
    if [ "$1" = dev ]; then install_lock requirements-dev.txt; else install_lock requirements.txt; fi
    printf '%s\n' "$digest" >"$stamp"
}

sha256() { "$PY" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'; }

npm_is_usable() {
    major=$(npm --version 2>/dev/null | cut -d. -f1)
    [ -n "$major" ] && [ "$major" -ge "$NPM_OLDEST" ] 2>/dev/null
}

install_node_packages() {
    stamp=node_modules/installed
    digest=$(cat package.json package-lock.json .npmrc | sha256)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$digest" ]; then return; fi
    if ! npm_is_usable; then
        PATH="$PWD/.venv/bin:$PATH"
        export PATH
        if ! npm_is_usable; then
            say "npm is missing: installing Node.js into .venv"
            install_lock tools/node.txt
        fi
    fi
    say "fetching the front-end files"
    npm ci --loglevel=error --no-progress >/dev/null
    printf '%s\n' "$digest" >"$stamp"
}

# A random key of this machine, readable by its owner alone: commands work before SECRET_KEY is configured.
make_secret_key() {
    if [ -s var/secret.key ]; then return; fi
    mkdir -p var
    (umask 077 && "$PY" -c 'import secrets; print(secrets.token_urlsafe(64))' >var/secret.key)
}

case "${1:-}" in
    "") wanted=run ;;
    --dev) wanted=dev ;;
    *) fail "unknown option $1 (only --dev is known)" ;;
esac

make_venv
install_python_packages "$wanted"
install_node_packages
make_secret_key
"$PY" tools/assets.py
