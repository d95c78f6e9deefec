from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from podme_audio.exceptions import BuildError, BuildNotFoundError, LibraryError, LostBuildError, PublishedError
from podme_audio.library import Claim, Library
from podme_audio.model import Build, Line, Progress, Role, State
from tests.library.drafts import LATER, NOW, Drafting

LINES = tuple(Line(id, Role.PARAGRAPH, text, text, 0.5) for id, text in (("a1", "Air surut."), ("a2", "Warga pulang.")))


class Queue:
    """Where builds are queued in the transaction that opens them; it remembers which."""

    def __init__(self) -> None:
        self.attempts: list[tuple[str, int]] = []

    def __call__(self, _session: Any, build: Build) -> None:
        self.attempts.append((build.id, build.attempt))


@pytest.fixture
def queue() -> Queue:
    return Queue()


Opening = Callable[..., Build]


@pytest.fixture
def opening(library: Library, queue: Queue) -> Opening:
    def opened(origin: str = "banjir", order: bytes = b"an order") -> Build:
        return library.ledger.open((f"{origin}.md",), origin, order, queue)

    return opened


# -- opening


def test_a_build_is_opened_queued_and_found_by_the_beginning_of_its_id(library: Library, opening: Opening) -> None:
    build = opening()

    assert (build.state, build.references, build.attempt) == (Progress.QUEUED, ("banjir.md",), 1)
    assert library.ledger.build(build.id[:6]) == build
    assert library.ledger.order(build.id) == b"an order"


def test_the_same_while_it_is_being_built_is_one_build(opening: Opening, queue: Queue) -> None:
    first, again, other = opening(), opening(order=b"another"), opening("pasar")

    assert first == again != other
    assert queue.attempts == [(first.id, 1), (other.id, 1)]


def test_of_many_who_open_the_same_at_once_one_does(library: Library, queue: Queue) -> None:
    with ThreadPoolExecutor(6) as pool:
        builds = list(pool.map(lambda _: library.ledger.open(("a.md",), "a", b"", queue), range(6)))

    assert len({build.id for build in builds}) == len(queue.attempts) == 1


def test_a_build_that_is_final_makes_room_for_another_of_the_same(library: Library, opening: Opening) -> None:
    first = opening()
    library.ledger.cancel(first.id)

    assert opening().id != first.id


def test_what_cannot_be_queued_is_not_opened(library: Library) -> None:
    def refuse(_session: Any, _build: Build) -> None:
        raise BuildError("the queue is full")

    with pytest.raises(BuildError, match="the queue is full"):
        library.ledger.open(("a.md",), "a", b"", refuse)

    assert library.ledger.builds() == ()


@pytest.mark.parametrize("id", ["", "tiada", "%", "_"])
def test_a_build_that_is_not_there_is_told(library: Library, opening: Opening, id: str) -> None:
    opening()

    with pytest.raises(BuildNotFoundError, match="there is no build"):
        library.ledger.build(id)


def test_an_id_that_could_be_several_builds_is_told(library: Library, opening: Opening) -> None:
    many = [opening(str(number)).id for number in range(17)]  # a hexadecimal digit has sixteen values
    twice = next(id[0] for id in many if sum(other[0] == id[0] for other in many) > 1)

    with pytest.raises(BuildNotFoundError, match="could be several builds: give more of its id"):
        library.ledger.build(twice)


def test_builds_are_listed_newest_first_and_counted_by_their_state(library: Library, opening: Opening) -> None:
    builds = [opening(str(number)) for number in range(3)]
    library.ledger.cancel(builds[0].id)

    assert [build.id for build in library.ledger.builds()] == [build.id for build in reversed(builds)]
    assert [build.id for build in library.ledger.builds(limit=1)] == [builds[2].id]
    assert {build.id for build in library.ledger.builds(open_only=True)} == {builds[1].id, builds[2].id}
    assert library.ledger.counts() == {"queued": 2, "cancelled": 1}


# -- whose it is


def test_a_build_belongs_to_who_claimed_it_last(library: Library, opening: Opening) -> None:
    ledger, id = library.ledger, opening().id

    assert (ledger.claim(id, "first"), ledger.claim(id, "second")) == (1, 2)

    ledger.tell(id, "second", stage="saying", done=3, total=9)
    told = ledger.build(id)
    assert (told.state, told.stage, told.done, told.total) == (Progress.RUNNING, "saying", 3, 9)
    assert told.started is not None


def test_nothing_that_a_zombie_does_changes_the_build(library: Library, opening: Opening, drafting: Drafting) -> None:
    ledger, id = library.ledger, opening().id
    ledger.claim(id, "zombie")
    ledger.claim(id, "owner")
    ledger.script(id, "owner", LINES)
    before = ledger.build(id)

    with pytest.raises(LostBuildError, match=f"build {id} was taken over by another worker, or cancelled"):
        ledger.tell(id, "zombie", stage="mastering")
    with pytest.raises(LostBuildError):
        ledger.script(id, "zombie", ())
    with pytest.raises(LostBuildError):
        library.save(drafting(claim=Claim(id, "zombie")), now=NOW)

    assert not ledger.finish(id, "zombie", Progress.FAILED, "it is dead")
    assert (ledger.build(id), len(ledger.lines(id)), library.episodes()) == (before, 2, ())


def test_what_one_build_made_is_kept_once(library: Library, opening: Opening, drafting: Drafting) -> None:
    id = opening().id
    library.ledger.claim(id, "first")
    kept = library.save(drafting(claim=Claim(id, "first")), now=NOW)
    library.ledger.claim(id, "second")

    again = library.save(drafting(b"another sound", claim=Claim(id, "second")), now=LATER)

    assert again == kept == library.episode(library.ledger.build(id).guid)
    assert kept.revision == 1


def test_a_build_ends_once(library: Library, opening: Opening) -> None:
    ledger, id = library.ledger, opening().id
    ledger.claim(id, "one")

    assert ledger.finish(id, "one", Progress.FAILED, "the voice broke")
    assert not ledger.finish(id, "one", Progress.DONE)

    build = ledger.build(id)
    assert (build.state, build.error, build.stage) == (Progress.FAILED, "the voice broke", "")
    assert build.finished is not None
    assert ledger.claim(id, "two") == 0


def test_a_cancelled_build_is_lost_to_who_had_it(library: Library, opening: Opening, drafting: Drafting) -> None:
    ledger, id = library.ledger, opening().id
    ledger.claim(id, "one")

    assert (ledger.cancel(id), ledger.cancel(id)) == (True, False)

    with pytest.raises(LostBuildError):
        ledger.tell(id, "one", done=1)
    with pytest.raises(LostBuildError):
        library.save(drafting(claim=Claim(id, "one")), now=NOW)
    assert not ledger.finish(id, "one", Progress.DONE)
    assert ledger.build(id).state is Progress.CANCELLED


def test_what_failed_or_was_cancelled_is_queued_again_as_another_attempt(
    library: Library, opening: Opening, queue: Queue
) -> None:
    ledger, id = library.ledger, opening().id
    ledger.claim(id, "one")
    ledger.finish(id, "one", Progress.FAILED, "the voice broke")

    again = ledger.again(id, queue)

    assert (again.state, again.error, again.attempt, again.finished) == (Progress.QUEUED, "", 2, None)
    assert queue.attempts == [(id, 1), (id, 2)]
    assert ledger.claim(id, "two") == 1


def test_what_is_open_or_done_is_not_queued_again(library: Library, opening: Opening, queue: Queue) -> None:
    ledger, id = library.ledger, opening().id

    assert ledger.again(id, queue).attempt == 1
    ledger.claim(id, "one")
    ledger.finish(id, "one", Progress.DONE)
    assert ledger.again(id, queue).state is Progress.DONE
    assert queue.attempts == [(id, 1)]


def test_a_build_is_not_queued_again_beside_another_of_the_same(
    library: Library, opening: Opening, queue: Queue
) -> None:
    first = opening()
    library.ledger.cancel(first.id)
    second = opening()

    assert library.ledger.again(first.id, queue).id == second.id
    assert library.ledger.build(first.id).state is Progress.CANCELLED
    assert queue.attempts == [(first.id, 1), (second.id, 1)]


# -- its lines


def test_lines_are_told_in_order_with_what_became_of_each(library: Library, opening: Opening) -> None:
    ledger, id = library.ledger, opening().id
    ledger.claim(id, "one")
    ledger.script(id, "one", LINES)

    ledger.note(id, ("a2",), state="said", seconds=1.5)
    ledger.note(id, ("a1",), state="failed", error="the service answered 500")

    told = [(line.position, line.written, line.state, line.seconds, line.error) for line in ledger.lines(id)]
    assert told == [
        (0, "Air surut.", "failed", 0.0, "the service answered 500"),
        (1, "Warga pulang.", "said", 1.5, ""),
    ]


def test_a_second_script_takes_the_place_of_the_first(library: Library, opening: Opening) -> None:
    ledger, id = library.ledger, opening().id
    ledger.claim(id, "one")
    ledger.script(id, "one", LINES)
    ledger.note(id, ("a1",), state="said")

    ledger.script(id, "one", LINES)

    assert [line.state for line in ledger.lines(id)] == ["waiting", "waiting"]


# -- silence and age


def test_a_build_of_which_nothing_is_heard_is_told_of_once(library: Library, opening: Opening) -> None:
    build = opening()

    assert library.ledger.stalled(3600) == ()
    assert [one.id for one in library.ledger.stalled(-1)] == [build.id]
    assert library.ledger.stalled(3600) == ()


def test_old_builds_are_forgotten_unless_they_are_open(library: Library, opening: Opening) -> None:
    ledger, old, open = library.ledger, opening().id, opening("pasar").id
    ledger.claim(old, "one")
    ledger.script(old, "one", LINES)
    ledger.finish(old, "one", Progress.DONE)
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    assert ledger.forget(tomorrow - timedelta(days=2)) == 0
    assert ledger.forget(tomorrow) == 1

    assert [build.id for build in ledger.builds()] == [open]
    assert ledger.lines(old) == ()


# -- workers


def test_workers_are_active_while_they_say_that_they_are_alive(library: Library) -> None:
    workers = library.workers

    assert workers.alive("satu", 4)
    assert workers.alive("dua", 2)

    assert [(one.id, one.lines) for one in workers.active(60)] == [("dua", 2), ("satu", 4)]
    workers.leave("dua")
    assert [one.id for one in workers.active(60)] == ["satu"]
    assert workers.active(-60) == ()


def test_a_dead_worker_is_given_up_by_one_of_many(library: Library) -> None:
    workers = library.workers
    workers.alive("mati", 4)

    def give_up(by: int) -> tuple[str, ...]:
        return workers.give_up(f"hidup-{by}", 3600, lambda id: id == "mati")

    with ThreadPoolExecutor(4) as pool:
        given_up = list(pool.map(give_up, range(4)))

    assert sorted(given_up) == [(), (), (), ("mati",)]
    assert workers.active(60) == ()


def test_a_silent_worker_is_given_up_but_never_by_itself(library: Library) -> None:
    workers = library.workers
    workers.alive("satu", 4)
    workers.alive("dua", 4)

    assert workers.give_up("satu", 3600, lambda _: False) == ()
    assert workers.give_up("satu", -60, lambda _: False) == ("dua",)
    assert [one.id for one in workers.active(60)] == ["satu"]


def test_who_was_given_up_is_told_so_and_is_alive_again(library: Library) -> None:
    workers = library.workers
    workers.alive("lambat", 4)
    workers.give_up("lain", -60, lambda _: False)

    assert not workers.alive("lambat", 4)
    assert workers.alive("lambat", 4)
    assert [one.id for one in workers.active(60)] == ["lambat"]
    assert workers.give_up("lain", -60, lambda _: False) == ("lambat",)


def test_workers_that_were_given_up_are_forgotten_in_time(library: Library) -> None:
    workers = library.workers
    workers.alive("mati", 4)
    workers.alive("hidup", 4)
    workers.give_up("hidup", 3600, lambda id: id == "mati")

    workers.forget(datetime.now(UTC) + timedelta(days=1))

    assert [one.id for one in workers.active(60)] == ["hidup"]
    assert workers.alive("mati", 4)


# -- when an episode is due


def test_a_scheduled_episode_is_due_at_its_moment_and_not_before(library: Library, drafting: Drafting) -> None:
    saved = library.save(drafting(), now=NOW)

    scheduled = library.schedule(saved.guid, LATER, now=NOW)

    assert (scheduled.state, scheduled.due) == (State.SCHEDULED, LATER)
    assert library.due(LATER - timedelta(seconds=1)) == ()
    assert library.due(LATER) == (scheduled,)
    published = library.publish(saved.guid, now=LATER)
    assert (published.state, published.due, published.published) == (State.PUBLISHED, None, LATER)
    assert library.due(LATER) == ()


def test_what_is_due_comes_in_the_order_of_its_moments(library: Library, drafting: Drafting) -> None:
    guids = [library.save(drafting(references=(str(at),)), now=NOW).guid for at in range(3)]
    for hours, guid in zip((3, 1, 2), guids, strict=True):
        library.schedule(guid, NOW + timedelta(hours=hours), now=NOW)

    assert [one.guid for one in library.due(NOW + timedelta(days=1))] == [guids[1], guids[2], guids[0]]


def test_a_scheduled_episode_may_get_another_moment(library: Library, drafting: Drafting) -> None:
    saved = library.save(drafting(), now=NOW)
    library.schedule(saved.guid, LATER, now=NOW)

    moved = library.schedule(saved.guid, LATER + timedelta(days=1), now=NOW)

    assert (moved.due, library.due(LATER)) == (LATER + timedelta(days=1), ())


def test_what_listeners_hear_is_not_changed_by_a_draft_that_may_not(library: Library, drafting: Drafting) -> None:
    kept = replace(drafting(), correct=False)
    saved = library.save(kept, now=NOW)
    again = library.save(replace(drafting(b"again"), correct=False), now=NOW)
    published = library.publish(saved.guid, now=NOW)

    with pytest.raises(PublishedError, match="correcting it takes the right to publish"):
        library.save(replace(drafting(b"corrected"), correct=False), now=NOW)

    assert again.revision == 2
    assert library.episode(saved.guid) == published
    assert library.save(drafting(b"corrected"), now=NOW).revision == 3


def test_a_schedule_can_be_called_off(library: Library, drafting: Drafting) -> None:
    saved = library.save(drafting(), now=NOW)
    library.schedule(saved.guid, LATER, now=NOW)

    draft = library.unschedule(saved.guid, now=NOW)

    assert (draft.state, draft.due, draft.published) == (State.DRAFT, None, None)
    assert library.due(LATER) == ()
    library.publish(saved.guid, now=NOW)
    with pytest.raises(LibraryError, match="cannot be draft: its state is published"):
        library.unschedule(saved.guid, now=NOW)


def test_what_is_published_cannot_be_scheduled(library: Library, drafting: Drafting) -> None:
    saved = library.publish(library.save(drafting(), now=NOW).guid, now=NOW)

    with pytest.raises(LibraryError, match="cannot be scheduled: its state is published"):
        library.schedule(saved.guid, LATER, now=NOW)

    assert library.episode(saved.guid) == saved


def test_a_correction_of_a_scheduled_episode_keeps_its_moment(library: Library, drafting: Drafting) -> None:
    saved = library.save(drafting(), now=NOW)
    library.schedule(saved.guid, LATER, now=NOW)

    corrected = library.save(drafting(b"corrected"), now=NOW)

    assert (corrected.state, corrected.due, corrected.revision) == (State.SCHEDULED, LATER, 2)


def test_a_schedule_outlives_the_loss_of_the_database(library: Library, drafting: Drafting) -> None:
    saved = library.save(drafting(), now=NOW)
    scheduled = library.schedule(saved.guid, LATER, now=NOW)

    assert library.rebuild() == ()
    assert library.due(LATER) == (replace(scheduled, due=LATER),)
