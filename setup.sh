#!/bin/sh
# Without make: "sh setup.sh" sets up and runs the demo as "make demo" does, "sh setup.sh test" as "make test" does,
# "sh setup.sh only" sets up and stops there.
set -eu
cd "$(dirname "$0")"

case "${1:-demo}" in
    demo)
        sh tools/setup.sh
        exec .venv/bin/python tools/demo.py
        ;;
    test)
        sh tools/setup.sh --dev
        sh tools/system.sh
        exec .venv/bin/python tools/run_tests.py
        ;;
    only)
        exec sh tools/setup.sh
        ;;
    *)
        echo "setup.sh: unknown word $1 (demo, test or only)" >&2
        exit 2
        ;;
esac
