#!/bin/sh
# Remake the hashed locks from the .in files, by hand, when a version changes. No index address gets into them.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
export UV_CUSTOM_COMPILE_COMMAND="make lock"
compile() { "$uv" pip compile -q --universal --generate-hashes --python-version 3.11 "$@"; }

compile requirements.in -o requirements.txt
compile -c requirements.txt requirements-dev.in -o requirements-dev.txt
compile tools/uv.in -o tools/uv.txt
compile tools/node.in -o tools/node.txt
