"""A job for the tests of real workers: slow enough to be killed in the middle. Not collected as tests.

Named to the worker by `--include`, so that it knows the job's kind.
"""

import time

from registry.jobs import work


@work.handler("test.slow")
def slow(progress: work.Progress) -> dict[str, int]:
    """Takes `seconds`, one number for each start, with a sign of life every tenth of one. A start that is to be killed
    gets more than any test waits, so that a busy machine never finishes it first."""
    steps = int(progress.arguments["seconds"][progress.job.starts - 1] * 10)
    for step in range(steps):
        progress.report(step + 1, steps)
        time.sleep(0.1)
    return {"steps": steps}
