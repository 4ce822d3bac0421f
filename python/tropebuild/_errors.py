"""What can go wrong: the message says what it is and what to do about it."""

from __future__ import annotations


class TropebuildError(Exception):
    """All errors of this package."""


class NotAProjectError(TropebuildError):
    """What was named is no project and no database."""


class NothingRecordedError(TropebuildError):
    """The project has no records yet, or no ledger."""


class ForeignDatabaseError(TropebuildError):
    """A file that is no database of tropebuild's, or not the one that was asked for."""


class NewerDatabaseError(TropebuildError):
    """A newer tropebuild made the database."""


class DamagedDatabaseError(TropebuildError):
    """The database cannot be read."""


class NoDataFramesError(TropebuildError, ImportError):
    """Neither pandas nor polars nor pyarrow is installed."""
