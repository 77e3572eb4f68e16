#!/bin/sh
# The Makefile's three main targets for a machine without make:
#   sh setup.sh         set up and stop there
#   sh setup.sh demo    as "make demo"
#   sh setup.sh test    as "make test"
set -eu
cd "$(dirname "$0")"

case "${1:-only}" in
    only)
        sh tools/setup.sh
        echo "Set up. Next: sh setup.sh demo"
        ;;
    demo)
        sh tools/setup.sh
        exec .venv/bin/python tools/demo.py
        ;;
    test)
        sh tools/setup.sh --dev
        sh tools/system.sh
        exec .venv/bin/python tools/run_tests.py
        ;;
    *)
        echo "setup.sh: unknown word $1 (nothing, demo or test)" >&2
        exit 2
        ;;
esac
