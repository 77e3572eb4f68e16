"""Plugins must be named at the root; everything else is in tests/conftest.py."""

pytest_plugins = ["tests.browser", "tests.call_stack", "tests.either_database"]
