"""Paths in containers: frames, series, labelled arrays, dictionaries, lists. The only module that knows them.

narwhals reads frames and series of pandas, polars, pyarrow and others; all else comes as `__array__` gives it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np

from siglib._array import Array, is_tensor

# The names of arguments that are paths: only there an index of paths and points means several of them.
_PATHS = re.compile(r"(path|sample)s?[12]?(\[.*\])?")
# What is needed to read frames.
_EXTRA = "narwhals, of the extra 'frames'; from a checkout of siglib: pip install \".[frames]\""


class Path(NamedTuple):
    """A path: its points, which should have shape (L, d); the names of its channels; the times of its points."""

    points: Array
    names: tuple[Hashable, ...] | None = None
    times: Array | None = None


class Paths(NamedTuple):
    """Paths of a container: an array of all, or one for each; names of channels; times of points; labels of paths."""

    points: Any
    names: tuple[Hashable, ...] | None = None
    times: Any = None
    labels: Sequence[Any] | None = None


def numbers_in(value: Any, name: str) -> Array | None:
    """Return the numbers in a container as one array; None if `value` is no container.

    Raises
    ------
    TypeError
        If it holds something else than numbers.
    ValueError
        If it holds paths of different lengths.
    """
    columns = _columns(value, name)
    if isinstance(value, Mapping):
        return _one_array(read_paths(value, name), name)
    if columns is not None and _holds_arrays(columns):
        return _one_array(_of_columns(value, columns, name, None, False), name)
    if columns is None:
        return _array_of(value, name) if hasattr(value, "__array__") and not isinstance(value, np.generic) else None
    if _PATHS.fullmatch(name) and _levels_of(value) > 1:
        # What comes beside the paths, such as times, is not sorted with them.
        return _one_array(_by_instance(value, columns, name, None, sort=False), name)
    return _table_of(columns, name) if hasattr(value, "columns") else _numbers_of(columns[0], name)


def moments_in(value: Any, name: str) -> Array | None:
    """Return dates or durations in seconds, from the first of each row; None if `value` holds none."""
    if hasattr(value, "to_series") and hasattr(value, "nlevels"):
        # An index of pandas.
        value = value.get_level_values(-1).to_series()
    columns = None if hasattr(value, "columns") else _columns(value, name)
    if columns is not None:
        column = _without_zone(columns[0])
        return _times_of(column, name) if column.dtype.is_temporal() else None
    if isinstance(value, np.ndarray) and value.dtype.kind in "Mm" and value.ndim:
        return _seconds(value)
    return None


def dates_in(value: Any) -> Array | None:
    """Return one date or several as NumPy has them, those with a time zone in UTC; None if `value` holds none."""
    if isinstance(value, datetime):
        known = value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
        # Of pandas, with nanoseconds.
        return np.asarray(known.to_datetime64() if hasattr(known, "to_datetime64") else np.datetime64(known))
    if hasattr(value, "to_numpy"):
        has_zone = getattr(value.dtype, "tz", None) is not None
        value = value.to_numpy("datetime64[ns]") if has_zone else value.to_numpy()
    return np.asarray(value) if getattr(value, "dtype", np.dtype(float)).kind == "M" else None


def read_paths(value: Any, name: str, time: Hashable = None, channels_first: bool = False) -> Paths:
    """Read a batch of paths.

    `time` is the channel of times: its name in a frame, its number in an array; "index" is the index of frames. With
    `channels_first`, arrays have shape (d, L).
    """
    if isinstance(value, Mapping):
        return _of_mapping(value, name, time, channels_first)
    columns = _columns(value, name)
    if columns is not None:
        return _of_columns(value, columns, name, time, channels_first)
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return _together([*value], range(len(value)), name, time, channels_first)
    points = _checked(_array_of(value, name), name)
    if channels_first and points.ndim == 3:
        points = points.swapaxes(1, 2)
    return Paths(*_split_time(points, _names_in(value, channels_first), time, name))


def read_path(value: Any, name: str, time: Hashable = None, channels_first: bool = False) -> Path:
    """Read one path: a row for each point."""
    columns = _columns(value, name)
    if columns is not None and _levels_of(value) > 1:
        paths = _by_instance(value, columns, name, time)
        if len(paths.points) != 1:
            raise ValueError(f"{name}: expected one path, got a frame whose index has {len(paths.points)} paths")
        return Path(paths.points[0], paths.names, None if paths.times is None else paths.times[0])
    if columns is not None and hasattr(value, "columns"):
        return _of_table(value, columns, name, time)
    points = _checked(_array_of(value, name) if columns is None else _numbers_of(columns[0], name), name)
    if channels_first and points.ndim == 2:
        points = points.T
    return Path(*_split_time(points, _names_in(value, channels_first), time, name))


# ---------------------------------------------------------------------------------------------------------------------
# Sequences, dictionaries


def _of_mapping(value: Mapping[Any, Any], name: str, time: Hashable, channels_first: bool) -> Paths:
    if hasattr(value, "data_vars"):
        raise TypeError(f"{name}: expected paths, got an xarray.Dataset; take an array of it")
    paths = _together([*value.values()], [*value], name, time, channels_first)
    shapes = sorted({path.shape for path in paths.points})
    if any(len(shape) != 2 for shape in shapes):
        raise TypeError(f"{name}: expected a dict of paths, of shapes (L, d), got a dict of shapes {shapes}")
    return paths._replace(labels=[*value])


def _together(items: Sequence[Any], places: Sequence[Any], name: str, time: Hashable, channels_first: bool) -> Paths:
    """Read paths one by one."""
    paths = [
        read_path(item, f"{name}[{place!r}]", time, channels_first) for item, place in zip(items, places, strict=True)
    ]
    names = {path.names for path in paths if path.names is not None}
    if len(names) > 1:
        one, other = sorted(names, key=str)[:2]
        raise ValueError(f"{name}: expected the same channels in every path, got {[*one]} and {[*other]}")
    times = [path.times for path in paths if path.times is not None]
    return _of_one_shape([path.points for path in paths], names.pop() if names else None, times or None)


def _of_one_shape(points: list[Array], names: tuple[Hashable, ...] | None, times: list[Array] | None) -> Paths:
    """Make one array of paths of the same shape."""
    if points and len({path.shape for path in points}) == 1:
        return Paths(np.stack(points), names, None if times is None else np.stack(times))
    return Paths(points, names, times)


def _one_array(paths: Paths, name: str) -> Array:
    """Return paths as one array, which their lengths have to allow."""
    points = paths.points
    if isinstance(points, np.ndarray):
        return points
    shapes = sorted({path.shape for path in points})
    if not shapes:
        return np.empty((0, 0, 0))
    raise ValueError(
        f"{name}: expected paths of one shape, got {shapes[0]} and {shapes[-1]}; siglib.pad_paths makes an array and "
        "lengths of them"
    )


# ---------------------------------------------------------------------------------------------------------------------
# Arrays


def _array_of(value: Any, name: str) -> Array:
    """Return the array that NumPy makes of a value."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name}: expected an array without a mask, got a masked array; fill it first")
    if _levels_of(value) > 1:
        raise TypeError(f"{name}: expected an array, got a frame with an index of paths and points: it takes {_EXTRA}")
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name}: expected an array, got a ragged sequence ({error})") from None
    except (RuntimeError, TypeError) as error:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        raise TypeError(f"{name}: expected an array, got {kind}, which NumPy cannot read ({error})") from None


def _checked(array: Array, name: str) -> Array:
    """Refuse what holds no numbers; objects may be numbers, which NumPy finds out, but would read words as well."""
    if array.dtype == object and not any(isinstance(item, (str, bytes)) for item in array.flat):
        try:
            return array.astype(np.float64)
        except (TypeError, ValueError):
            pass
    if array.dtype.kind not in "iubf":
        raise TypeError(f"{name}: expected numbers, got dtype {array.dtype}")
    return array


def _names_in(value: Any, channels_first: bool) -> tuple[Hashable, ...] | None:
    """Return the names that an array of xarray has for its channels."""
    dims, coords = getattr(value, "dims", ()), getattr(value, "coords", {})
    axis = -2 if channels_first else -1
    if not isinstance(dims, tuple) or len(dims) < 2 or dims[axis] not in coords:
        return None
    return tuple(np.asarray(coords[dims[axis]]).tolist())


def _split_time(
    points: Array, names: tuple[Hashable, ...] | None, time: Hashable, name: str
) -> tuple[Array, tuple[Hashable, ...] | None, Array | None]:
    """Return the other channels, their names, and the channel of times, from the first one of each path."""
    if time is None:
        return points, names, None
    known: Sequence[Hashable] = range(points.shape[-1] if points.ndim else 0) if names is None else names
    if time not in known or isinstance(time, bool):
        raise ValueError(f"time: expected a channel of {name}, one of {[*known]}, got {time!r}")
    place = [*known].index(time)
    others = None if names is None else (*names[:place], *names[place + 1 :])
    times = points[..., place].astype(np.float64)
    return np.delete(points, place, axis=-1), others, times - times[..., :1]


# ---------------------------------------------------------------------------------------------------------------------
# Frames


def _columns(value: Any, name: str) -> list[Any] | None:
    """Return the columns of a frame, or a series, as narwhals has them; None of all else, and without narwhals."""
    if isinstance(value, (np.ndarray, list, tuple, Mapping)) or is_tensor(value) or not hasattr(value, "__array__"):
        return None
    try:
        import narwhals as nw  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError:
        return None
    try:
        seen = nw.from_native(value, pass_through=True, eager_only=True, allow_series=True)
    except Exception as error:
        raise TypeError(f"{name}: expected a frame of columns with different names, got one with {error}") from None
    if seen is value:
        return None
    return [*seen.iter_columns()] if hasattr(seen, "iter_columns") else [seen]


def _levels_of(value: Any) -> int:
    """Count the levels of an index of pandas: the last of several tells points apart, all others paths."""
    return int(getattr(getattr(value, "index", None), "nlevels", 1))


def _holds_arrays(columns: list[Any]) -> bool:
    """Tell whether there are arrays in the cells of columns."""
    return any(column.dtype in _nested() and not _are_numbers(column) for column in columns)


def _nested() -> tuple[Any, ...]:
    import narwhals as nw  # noqa: PLC0415  (an extra)

    return nw.Object, nw.List, nw.Array


def _are_numbers(column: Any) -> bool:
    """Tell whether objects are not arrays, such as Decimals: the first one that is there says it for all."""
    if column.dtype in _nested()[1:]:
        return False
    cells = (cell for cell in column.to_list() if cell is not None)
    return np.ndim(next(cells, 0.0)) == 0


def _of_columns(value: Any, columns: list[Any], name: str, time: Hashable, channels_first: bool) -> Paths:
    """Read the paths of a frame, or of a series of arrays."""
    labels = getattr(value, "index", None)
    if _holds_arrays(columns):
        if hasattr(value, "columns"):
            return _of_cells(columns, name, time)._replace(labels=labels)
        cells = columns[0].to_list()
        return _together(cells, range(len(cells)), name, time, channels_first)._replace(labels=labels)
    if _levels_of(value) > 1:
        return _by_instance(value, columns, name, time)
    kind = f"{type(value).__module__.split('.')[0]}.{type(value).__name__}"
    raise ValueError(
        f"{name}: expected several paths, got a {kind} without an index of paths and points, and without columns of "
        f"arrays; set such an index (set_index([path, point])), or if it is one path, pass [{name}]"
    )


def _by_instance(native: Any, columns: list[Any], name: str, time: Hashable, sort: bool = True) -> Paths:
    """Split a frame of pandas into paths. Points are sorted by the last level of the index, or have to be."""
    index = native.index
    points, names, times = _of_table(native, columns, name, time)
    ids = index.droplevel(-1)
    number = ids.factorize()[0]
    try:
        rank = index.get_level_values(-1).factorize(sort=True)[0]
    except TypeError as error:
        raise TypeError(
            f"{name}: expected points that can be ordered by the last level of the index ({error})"
        ) from None
    if (number < 0).any() or (rank < 0).any() or any(ids.get_level_values(k).isna().any() for k in range(ids.nlevels)):
        raise ValueError(f"{name}: expected an index without missing values")
    if not len(number):
        return Paths(points.reshape(0, 0, points.shape[-1]), names, None if times is None else np.empty((0, 0)))
    order, stops = np.lexsort((rank, number)), np.bincount(number).cumsum()[:-1]
    if not sort and (order[1:] < order[:-1]).any():
        raise ValueError(f"{name}: expected a frame that is sorted by its index; sort it: .sort_index()")
    stamps = None if times is None else [part - part[0] for part in np.split(times[order], stops)]
    return _of_one_shape(np.split(points[order], stops), names, stamps)._replace(labels=ids.unique())


def _of_cells(columns: list[Any], name: str, time: Hashable) -> Paths:
    """Read a frame with a row for each path, a column for each channel, and an array in each cell."""
    channels = [column for column in columns if column.name != time]
    if time is not None and len(channels) == len(columns):
        raise ValueError(
            f"time: expected a column of {name}, one of {[column.name for column in columns]}, got {time!r}"
        )
    cells = {column.name: column.to_list() for column in columns}
    points, times = [], []
    for i in range(len(columns[0])):
        row = {key: _array_of(column[i], f"{name}[{key!r}][{i}]") for key, column in cells.items()}
        for key, cell in row.items():
            if cell.ndim != 1:
                raise ValueError(f"{name}[{key!r}][{i}]: expected an array of one axis, got shape {cell.shape}")
        shapes = sorted({cell.shape for cell in row.values()})
        if len(shapes) > 1:
            raise ValueError(f"{name}: expected arrays of one length in the columns of row {i}, got shapes {shapes}")
        if time is not None:
            times.append(_stamps_of(row.pop(time), f"{name}[{time!r}][{i}]"))
        numbers = [_checked(cell, f"{name}[{key!r}][{i}]") for key, cell in row.items()]
        points.append(np.stack(numbers, axis=-1) if numbers else np.empty((shapes[0][0], 0)))
    return _of_one_shape(points, tuple(column.name for column in channels), times or None)


def _of_table(native: Any, columns: list[Any], name: str, time: Hashable) -> Path:
    """Read the points of a frame, row by row."""
    names = [column.name for column in columns]
    times = None
    if time is not None and time in names:
        times = _times_of(columns[names.index(time)], f"{name}[{time!r}]")
    elif time == "index" and hasattr(native, "index"):
        level = native.index.get_level_values(-1).to_series()
        times = _times_of(_columns(level, name)[0], f"the index of {name}")  # type: ignore[index]
    elif time is not None:
        raise ValueError(f"time: expected a column of {name}, one of {names}, or 'index', got {time!r}")
    channels = [column for column in columns if column.name != time]
    return Path(_table_of(channels, name), tuple(column.name for column in channels), times)


def _table_of(columns: list[Any], name: str) -> Array:
    """Return columns of numbers side by side: float32 if all are, else float64, and NaN for what is missing."""
    numbers = [_numbers_of(column, f"{name}[{column.name!r}]") for column in columns]
    if not numbers:
        return np.empty((0, 0))
    is_single = all(array.dtype == np.float32 for array in numbers)
    return np.stack(numbers, axis=-1).astype(np.float32 if is_single else np.float64, copy=False)


def _numbers_of(column: Any, name: str) -> Array:
    """Return a column of numbers as an array, with NaN for what is missing."""
    import narwhals as nw  # noqa: PLC0415  (an extra)

    dtype = column.dtype
    if dtype in (nw.Float32, nw.Float64) or (dtype.is_numeric() and dtype != nw.Decimal and not column.null_count()):
        return np.asarray(column.to_numpy())
    if dtype.is_numeric() or dtype == nw.Boolean:
        return np.asarray(column.cast(nw.Float64).to_numpy(), np.float64)
    if dtype in (nw.Object, nw.Unknown):
        return _checked(np.array(column.to_list(), object), name)
    raise TypeError(f"{name}: expected a column of numbers, got dtype {dtype}")


# ---------------------------------------------------------------------------------------------------------------------
# Times


def _without_zone(column: Any) -> Any:
    """Return dates of pandas with a time zone in UTC: narwhals reads few names of zones."""
    import narwhals as nw  # noqa: PLC0415  (an extra)

    native = column.to_native()
    if column.dtype != nw.Unknown or getattr(native.dtype, "tz", None) is None:
        return column
    return nw.from_native(native.dt.tz_convert("UTC").dt.tz_localize(None), series_only=True)


def _times_of(column: Any, name: str) -> Array:
    """Return the times of points from the first one on: in seconds, of dates and durations."""
    import narwhals as nw  # noqa: PLC0415  (an extra)

    column = _without_zone(column)
    dtype = column.dtype
    # Nanoseconds where they are counted: for all other units they could be more than a number holds.
    fine = getattr(dtype, "time_unit", None) == "ns"
    if isinstance(dtype, nw.Datetime) or dtype == nw.Date:
        counts = column.dt.timestamp("ns" if fine else "us")
    elif isinstance(dtype, nw.Duration):
        counts = column.dt.total_nanoseconds() if fine else column.dt.total_microseconds()
    elif dtype.is_numeric() or dtype == nw.Object:
        times = _numbers_of(column, name).astype(np.float64)
        return times - times[:1]
    else:
        raise TypeError(f"{name}: expected dates, durations or numbers, got dtype {dtype}")
    known = counts.drop_nulls()
    return np.asarray((counts - (known[0] if len(known) else 0)).cast(nw.Float64).to_numpy() / (1e9 if fine else 1e6))


def _stamps_of(array: Array, name: str) -> Array:
    """Return the times of points from the first one on, given in an array."""
    if array.dtype == object and array.size and hasattr(array[0], "isoformat"):
        with warnings.catch_warnings():
            # NumPy has no time zones: differences are the same without.
            warnings.simplefilter("ignore", UserWarning)
            array = array.astype("datetime64[us]")
    if array.dtype.kind in "Mm":
        return _seconds(array)
    times = _checked(array, name).astype(np.float64)
    return times - times[:1]


def _seconds(moments: Array) -> Array:
    """Return dates or durations in seconds, from the first of each row."""
    if np.datetime_data(moments.dtype)[0] not in ("us", "ns", "ps", "fs", "as"):
        # Months and years are no numbers of seconds.
        moments = moments.astype("M8[us]" if moments.dtype.kind == "M" else "m8[us]")
    return np.asarray((moments - moments[..., :1]) / np.timedelta64(1, "s"))
