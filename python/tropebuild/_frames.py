"""Tables as data frames of whichever library there is. Each is imported only when it is asked for."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Callable

from ._errors import NoDataFramesError
from ._tables import Table


def made(table: Table, frame: str | None) -> Any:
    """The table as a frame of the kind, or of the first kind that is installed."""
    if frame is None:
        frame = next((kind for kind, (module, _) in _KINDS.items() if find_spec(module)), None)
        if frame is None:
            raise NoDataFramesError(
                "neither pandas nor polars nor pyarrow is installed; install one of them, as with: pip install pandas"
            )
    if frame not in _KINDS:
        raise ValueError(f"frame must be one of {', '.join(map(repr, _KINDS))}, not {frame!r}")
    module, make = _KINDS[frame]
    if find_spec(module) is None:
        raise NoDataFramesError(f"{module} is not installed; install it with: pip install {module}")
    return make(table)


def _pandas(table: Table) -> Any:
    import pandas

    types = {
        "integer": "int64",
        "number": "float64",
        "boolean": "bool",
        "text": "string",
        "time": "datetime64[us, UTC]",
        "day": "datetime64[us]",
    }
    # The types that know a missing value; integers keep every digit in them.
    missing = types | {"integer": "Int64", "number": "Float64", "boolean": "boolean"}
    return pandas.DataFrame(
        {
            column.name: pandas.Series(column.values, dtype=(missing if column.may_miss else types)[column.kind])
            for column in table
        }
    )


def _polars(table: Table) -> Any:
    import polars

    types = {
        "integer": polars.Int64(),
        "number": polars.Float64(),
        "boolean": polars.Boolean(),
        "text": polars.String(),
        "time": polars.Datetime("us", "UTC"),
        "day": polars.Date(),
    }
    return polars.DataFrame([polars.Series(column.name, column.values, types[column.kind]) for column in table])


def _arrow(table: Table) -> Any:
    import pyarrow

    types = {
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "text": pyarrow.string(),
        "time": pyarrow.timestamp("us", "UTC"),
        "day": pyarrow.date32(),
    }
    schema = pyarrow.schema(
        [pyarrow.field(column.name, types[column.kind], nullable=column.may_miss) for column in table]
    )
    return pyarrow.table([pyarrow.array(column.values, types[column.kind]) for column in table], schema=schema)


_KINDS: dict[str, tuple[str, Callable[[Table], Any]]] = {
    "pandas": ("pandas", _pandas),
    "polars": ("polars", _polars),
    "arrow": ("pyarrow", _arrow),
}
