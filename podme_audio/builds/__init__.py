"""Builds that survive anything: a wish goes in, an episode comes out, whatever dies meanwhile.

A build is a durable workflow (DBOS) whose steps are those of `studio.Studio.produce`; every line is a workflow of its
own on the queue of its engine, so that any worker may say it. `Builds` starts, watches, cancels and resumes them;
`Workshop` makes this process a worker. Only this package imports dbos.
"""

from podme_audio.builds.counter import Builds, taken
from podme_audio.builds.workshop import Workshop

__all__ = ["Builds", "Workshop", "taken"]
