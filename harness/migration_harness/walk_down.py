"""The walk of a chain whose beginning nobody has any more: from what the models build down, and up again."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migration_harness.errors import MigrationError
from migration_harness.process import Failure, Step
from migration_harness.walk import AtOnce, Base, Head, Passage, Place, Walk

if TYPE_CHECKING:
    from migration_harness.chain import Revision

_NO_BEGINNING = 'the chain starts from the models (start = "models")'


@dataclass(kw_only=True)
class WalkDown(Walk):
    """A walk that begins with ``create_all()`` and the marks of all heads, and passes the newest revision first.

    At each revision it goes down, pictures, goes up, pictures, goes down again. Nothing can be walked below a revision
    that does not come down.
    """

    def passage(self, revision: str) -> Passage:
        """What was observed at the revision; walks down to there first. Raises ServerError, MigrationError."""
        self.chain.revision(revision)
        with self._server_may_go():
            for item in reversed(self.chain.revisions):
                if revision in self.passages:
                    break
                if item.id not in self.passages:
                    self.passages[item.id] = self._pass(item)
        return self.passages[revision]

    @property
    def place(self) -> Place:
        if self._place is None:
            self._place = self._at_the_models(Place.new(self.server, self.process))
        return self._place

    def _at_the_models(self, place: Place) -> Place:
        """The place with all that the models say, marked as being at the heads. Raises MigrationError."""
        try:
            self._build(place)
        except BaseException:
            place.leave()
            raise
        return place

    def _build(self, place: Place) -> None:
        place.open()
        assert place.session is not None
        if not place.session.create_all():
            raise MigrationError('env.py gives no target_metadata; set metadata = "module:Base.metadata"')
        for revision in self.chain.revisions:
            if (failure := place.step(revision, up=True, stamp=True).failure) is not None:
                raise MigrationError(str(failure))

    def _pass(self, revision: Revision) -> Passage:
        passage = Passage(revision=revision, backend=self.server.backend)
        if revision.id in self._lost:
            return replace(passage, blocked=self._lost[revision.id])
        if revision.id in self.chain.not_downgraded:
            self._lose_what_is_left(f"the chain promises to go down to {revision.name} only")
            return replace(passage, blocked=self._lost[revision.id])
        try:
            at_head = self.place.picture()
        except MigrationError as error:
            return self._cannot_begin(passage, MigrationError(f'start = "models": {error}'))
        first = self.place.step(revision, up=False)
        if first.failure is not None:
            self._lose_what_is_left(f"{revision.name} cannot come down")
            return replace(passage, down=first)
        return self._up_and_down_again(replace(passage, before=self.place.picture(), after_again=at_head), first)

    def _up_and_down_again(self, passage: Passage, first: Step) -> Passage:
        revision = passage.revision
        passage = replace(passage, up=self.place.step(revision, up=True), configured=self.place.configured)
        assert passage.up is not None
        assert passage.before is not None
        assert passage.after_again is not None
        nothing = not (passage.before - passage.after_again) and not _changes_the_schema(first)
        if passage.up.failure is not None:
            self._lose_what_is_left(f"{revision.name} does not go up again")
            why = f"it changes nothing, and upgrade() fails after it: {passage.up.failure}"
            return _does_nothing(passage, why) if nothing else replace(passage, after_again=None)
        if nothing and _changes_the_schema(passage.up):
            self._lose_what_is_left(f"{revision.name} does not come down")
            return _does_nothing(passage, "it changes nothing, and upgrade() does")
        passage = replace(passage, after_up=self.place.picture(), down=self.place.step(revision, up=False))
        assert passage.down is not None
        if passage.down.failure is not None:
            self._lose_what_is_left(f"{revision.name} cannot come down")
            return passage
        return replace(passage, after_down=self.place.picture())

    def _lose_what_is_left(self, reason: str) -> None:
        for item in self.chain.revisions:
            if item.id not in self.passages:
                self._lost.setdefault(item.id, reason)

    def _at_head(self) -> Head:
        """Go up from the very bottom: the drift is what the chain makes of it there."""
        for revision in self.chain.revisions:
            self.passage(revision.id)
        if self._lost:
            return Head(backend=self.server.backend, blocked=next(iter(self._lost.values())))
        for revision in self.chain.revisions:
            if self.place.step(revision, up=True).failure is not None:
                return Head(backend=self.server.backend, blocked=f"{revision.name} does not go up from below")
        return self._look_at_head()

    def _up_at_once(self) -> AtOnce:
        return AtOnce(blocked=_NO_BEGINNING)

    def _all_the_way_down(self) -> Base:
        return Base(backend=self.server.backend, blocked=_NO_BEGINNING)


_CHANGES = re.compile(r"\s*(?:create|alter|drop|rename)\b", re.IGNORECASE)


def _changes_the_schema(step: Step) -> bool:
    return any(_CHANGES.match(statement) for statement in step.statements)


def _does_nothing(passage: Passage, why: str) -> Passage:
    """The downgrade is to blame: what upgrade() makes was there before."""
    down = Step(revision=passage.revision.id, up=False, failure=Failure(message=why))
    return replace(passage, up=None, down=down, after_again=None)
