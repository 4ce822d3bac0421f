"""The results of tropebuild, as data frames.

    import tropebuild

    tropebuild.labels("my-project")    # a row for each character, a column for each field of the recipe
    tropebuild.movies("my-project")    # a row for each movie, a column for each of its own fields
    tropebuild.records("my-project")   # a row for each movie: how and when it was answered
    tropebuild.spending("my-project")  # what was paid, by day, lane, model and endpoint

A project is named by its directory, its tropefile, or the database itself. Reading changes nothing, leaves no file behind
and may be done while a build runs. docs/python.md lists the columns and their types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from ._errors import (
    DamagedDatabaseError,
    ForeignDatabaseError,
    NewerDatabaseError,
    NoDataFramesError,
    NothingRecordedError,
    NotAProjectError,
    TropebuildError,
)
from ._frames import made
from ._projects import StrPath, ledger_of, records_of
from ._tables import labels_table, movies_table, records_table, spending_table
from ._version import __version__

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = [
    "DamagedDatabaseError",
    "ForeignDatabaseError",
    "NewerDatabaseError",
    "NoDataFramesError",
    "NotAProjectError",
    "NothingRecordedError",
    "TropebuildError",
    "__version__",
    "labels",
    "movies",
    "records",
    "spending",
]

FrameKind = Literal["pandas", "polars", "arrow"]


@overload
def labels(project: StrPath = ..., *, frame: Literal["pandas"]) -> pandas.DataFrame: ...
@overload
def labels(project: StrPath = ..., *, frame: Literal["polars"]) -> polars.DataFrame: ...
@overload
def labels(project: StrPath = ..., *, frame: Literal["arrow"]) -> pyarrow.Table: ...
@overload
def labels(project: StrPath = ..., *, frame: None = ...) -> Any: ...
def labels(project: StrPath = ".", *, frame: FrameKind | None = None) -> Any:
    """A row for each character: `movie_id`, `position`, `name`, `in_cast`, and a column for each field of the recipe.

    `frame` is "pandas", "polars" or "arrow"; without it, the first of these that is installed.
    """
    return made(labels_table(records_of(project)), frame)


@overload
def movies(project: StrPath = ..., *, frame: Literal["pandas"]) -> pandas.DataFrame: ...
@overload
def movies(project: StrPath = ..., *, frame: Literal["polars"]) -> polars.DataFrame: ...
@overload
def movies(project: StrPath = ..., *, frame: Literal["arrow"]) -> pyarrow.Table: ...
@overload
def movies(project: StrPath = ..., *, frame: None = ...) -> Any: ...
def movies(project: StrPath = ".", *, frame: FrameKind | None = None) -> Any:
    """A row for each movie that has a record: `movie_id`, `title`, `year`, a column for each field of `recipe.movie_fields`, `model`.

    `frame` is "pandas", "polars" or "arrow"; without it, the first of these that is installed.
    """
    return made(movies_table(records_of(project)), frame)


@overload
def records(project: StrPath = ..., *, frame: Literal["pandas"]) -> pandas.DataFrame: ...
@overload
def records(project: StrPath = ..., *, frame: Literal["polars"]) -> polars.DataFrame: ...
@overload
def records(project: StrPath = ..., *, frame: Literal["arrow"]) -> pyarrow.Table: ...
@overload
def records(project: StrPath = ..., *, frame: None = ...) -> Any: ...
def records(project: StrPath = ".", *, frame: FrameKind | None = None) -> Any:
    """A row for each movie that has a record: the lane and model that answered, tokens, cost and time.

    `frame` is "pandas", "polars" or "arrow"; without it, the first of these that is installed.
    """
    return made(records_table(records_of(project)), frame)


@overload
def spending(project: StrPath = ..., *, frame: Literal["pandas"]) -> pandas.DataFrame: ...
@overload
def spending(project: StrPath = ..., *, frame: Literal["polars"]) -> polars.DataFrame: ...
@overload
def spending(project: StrPath = ..., *, frame: Literal["arrow"]) -> pyarrow.Table: ...
@overload
def spending(project: StrPath = ..., *, frame: None = ...) -> Any: ...
def spending(project: StrPath = ".", *, frame: FrameKind | None = None) -> Any:
    """A row for each day, lane, model and endpoint: replies, tokens and dollars; the sandbox's, which cost nothing, in rows of their own.

    `frame` is "pandas", "polars" or "arrow"; without it, the first of these that is installed.
    """
    return made(spending_table(ledger_of(project)), frame)
