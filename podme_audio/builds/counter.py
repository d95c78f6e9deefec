"""The counter: wishes are taken in, and whoever waits for one is told how far it is. Works without being a worker."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from threading import Lock
from uuid import uuid4

from dbos import DBOSClient

from podme_audio import sources
from podme_audio.booth import Said, Speaker, Told
from podme_audio.builds import queues
from podme_audio.builds.steps import patiently
from podme_audio.exceptions import EpisodeNotFoundError, SynthesisError
from podme_audio.library import to_json, unheard
from podme_audio.model import Article, Build, Episode, Line
from podme_audio.settings import Settings
from podme_audio.studio import Studio, Wish, means

#: Seconds between two looks at a build.
GLANCE = 0.25
#: Seconds between two looks at a line that somebody waits for, and how long that may take.
GLIMPSE, LONGEST = 0.05, 60.0


class Builds:
    """The builds of one studio, seen from outside."""

    def __init__(self, studio: Studio, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.studio = studio
        self.ledger = studio.library.ledger
        self._sleep = sleep
        self._client: DBOSClient | None = None
        self._lock = Lock()

    def start(self, wish: Wish) -> Build:
        """Queue a build; the same wish for the same articles, while they are being built, is that build.

        Raises:
            SourceError: See `taken`.
            PublishedError: Listeners hear it now, and who asks may not correct it.
        """
        wish = wish if wish.articles else taken(wish, self.studio.settings)
        if not wish.correct and (made := self._made(wish)) is not None:
            unheard(made, correct=False)
        order = to_json(wish)
        same = uuid4().hex if wish.new else sha256(order).hexdigest()
        client = self._queue()
        told = {"title": wish.title, "editor": wish.editor, "urgent": wish.urgent}
        return self.ledger.open(
            wish.references, same, order, lambda session, build: queues.enqueue(client, session, build), **told
        )

    def _made(self, wish: Wish) -> Episode | None:
        """Return the episode whose next revision a wish is."""
        library = self.studio.library
        guid = library.manuscripts.manuscript(wish.manuscript).guid if wish.manuscript else ""
        return library.episode(guid) if guid else library.listing.made(() if wish.new else wish.references)

    def title(self, build: Build) -> str:
        """Return what a build makes: as it was called, as its episode is, or else from where it comes."""
        made = None if build.title else self.made(build)
        return build.title or (made.title if made else ", ".join(build.references))

    def made(self, build: Build) -> Episode | None:
        """Return what came of a build; None while there is nothing, and when it was erased since."""
        with suppress(EpisodeNotFoundError):
            return self.studio.library.episode(build.guid) if build.guid else None
        return None

    def cancel(self, id: str) -> Build:
        """Call a build off: lines that wait are not said, one that is being said is its last."""
        build = self.ledger.build(id)
        if self.ledger.cancel(build.id):
            self._queue().cancel_workflow(queues.workflow(build), cancel_children=True)
        return self.ledger.build(build.id)

    def resume(self, id: str) -> Build:
        """Go on with a build that failed or was cancelled; what was said is not said again."""
        client = self._queue()
        build = self.ledger.build(id)
        return self.ledger.again(build.id, lambda session, again: queues.enqueue(client, session, again))

    def watch(self, id: str, told: Told = lambda _stage, _done, _total: None) -> Build:
        """Wait until a build is final; tell each step of it meanwhile."""
        for build in self.follow(id):
            if build.stage:
                told(build.stage, build.done, build.total)
        return build

    def follow(self, id: str) -> Iterator[Build]:
        """Yield the build whenever it changed, the last time when it is final."""
        before = None
        while before is None or not before.state.final:
            build = patiently(lambda: self.ledger.build(id), self._sleep)
            if build != before:
                yield build
            else:
                self._sleep(GLANCE)
            before = build

    def speak(self, line: Line, speaker: Speaker) -> Said:
        """Have one line said for somebody who waits for it: it overtakes all lines of builds.

        Raises:
            SynthesisError: It could not be said, or no worker has said it in a minute.
        """
        handle = queues.enqueue_line(self._queue(), line, speaker)
        until = time.monotonic() + LONGEST
        while handle.get_status().status not in queues.FINAL:
            if time.monotonic() > until:
                self._queue().cancel_workflow(handle.workflow_id)
                raise SynthesisError(
                    "nobody has said the line in a minute: is a worker running?", engine=speaker.engine
                )
            self._sleep(GLIMPSE)
        answer = handle.get_result()
        if "failed" in answer:
            raise SynthesisError(answer["failed"], engine=speaker.engine)
        return Said(**answer["said"])

    def erase(self, key: str) -> Episode:
        """Forget an episode for good, also what the steps of its builds remember.

        Raises:
            LibraryError: It is being built now.
        """
        erased = self.studio.erase(key)
        attempts = [replace(build, attempt=at) for build in erased.builds for at in range(1, build.attempt + 1)]
        self._queue().delete_workflows([queues.workflow(one) for one in attempts], delete_children=True)
        self.studio.library.database.compact()
        return erased.episode

    def close(self) -> None:
        if self._client is not None:
            self._client.destroy()
            self._client = None

    def _queue(self) -> DBOSClient:
        with self._lock:  # many threads of a server ask here
            if self._client is None:
                self._client = queues.client(self.studio.library.database.address)
            return self._client


def taken(wish: Wish, settings: Settings) -> Wish:
    """Return the wish with what only this machine can read, files and standard input, read.

    Raises:
        SourceError: One of them holds no article.
    """
    return replace(wish, articles=tuple(_read(reference, settings) for reference in wish.references))


def _read(reference: str, settings: Settings) -> Article | None:
    """Read what no other machine could; leave an address to the build."""
    if reference.startswith(("http://", "https://")):
        return None
    return sources.fetch(reference, sources.installed(means(settings)))
