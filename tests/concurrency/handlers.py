"""A job for the tests of real workers: slow enough to be killed in the middle. Not collected as tests.

Named to the worker by `--include`, so that it knows the job's kind.
"""

import time

from registry.jobs import work


@work.handler("test.slow")
def slow(progress: work.Progress) -> dict[str, int]:
    """Takes `seconds`, with a sign of life every tenth of one."""
    steps = int(progress.arguments["seconds"] * 10)
    for step in range(steps):
        progress.report(step + 1, steps)
        time.sleep(0.1)
    return {"steps": steps}
