"""Paths in containers: frames, series, labelled arrays, dictionaries, lists. The only module that knows them.

narwhals reads frames and series of pandas, polars, pyarrow and others; all else comes as `__array__` gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from siglib._array import Array, is_tensor


class Path(NamedTuple):
    """A path: its points, which should have shape (L, d); the names of its channels; when its points are."""

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
    """Return what a container holds as one array; None if it is none.

    Raises
    ------
    TypeError
        If it holds something else than numbers.
    ValueError
        If it holds paths of different lengths.
    """
    if isinstance(value, Mapping) or _frame(value) is not None or _series(value) is not None:
        points = read_paths(value, name).points if _holds_paths(value) else read_path(value, name).points
        return points if isinstance(points, np.ndarray) else _stacked(points, name)
    if hasattr(value, "__array__") and not isinstance(value, np.generic):
        return _array_of(value, name)
    return None


def read_paths(value: Any, name: str, time: Hashable = None, channels_first: bool = False) -> Paths:
    """Read a batch of paths.

    `time` is the channel that tells when points are: its name in a frame, its number in an array; "index" for the index
    of frames. With `channels_first`, arrays have shape (d, L).
    """
    if isinstance(value, Mapping):
        paths = _together([*value.values()], name, time, channels_first, labels=[*value], places=[*value])
        shapes = {path.shape for path in paths.points}
        if any(len(shape) != 2 for shape in shapes):
            raise TypeError(
                f"{name}: expected a dict of paths, of shapes (L, d), got a dict of shapes {sorted(shapes)}"
            )
        return paths
    if _frame(value) is not None or _series(value) is not None:
        return _read_frame(value, name, time, channels_first)
    if isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.dtype == object):
        return _together(list(value), name, time, channels_first)
    names = _labelled(value, channels_first)
    points = _array_of(value, name)
    if channels_first and points.ndim == 3:
        points = points.swapaxes(1, 2)
    return Paths(*_without_time(points, names, time, name))


def read_path(value: Any, name: str, time: Hashable = None, channels_first: bool = False) -> Path:
    """Read one path: a row for each point."""
    frame = _frame(value)
    if frame is not None:
        return _read_table(value, frame, name, time)
    series = _series(value)
    points = _of_series(series, name) if series is not None else _array_of(value, name)
    if channels_first and points.ndim == 2:
        points = points.T
    return Path(*_without_time(points, _labelled(value, channels_first), time, name))


def moments_in(value: Any, name: str) -> Array | None:
    """Return dates or durations in seconds, from the first of each row; None if `value` holds none."""
    if hasattr(value, "to_series") and hasattr(value, "__array__"):
        value = value.to_series()
    series = _series(value)
    if series is not None:
        return _moments(series, name) if series.dtype.is_temporal() else None
    if isinstance(value, np.ndarray) and value.dtype.kind in "Mm":
        return np.asarray((value - value[..., :1]) / np.timedelta64(1, "s"))
    return None


# ---------------------------------------------------------------------------------------------------------------------
# Sequences, dictionaries


def _together(
    items: list[Any],
    name: str,
    time: Hashable,
    channels_first: bool,
    labels: Sequence[Any] | None = None,
    places: Sequence[Any] | None = None,
) -> Paths:
    """Read paths one by one."""
    places = range(len(items)) if places is None else places
    paths = [
        read_path(item, f"{name}[{place!r}]", time, channels_first) for item, place in zip(items, places, strict=True)
    ]
    names = {path.names for path in paths}
    if len(names) > 1:
        shown = [None if some is None else [*some] for some in sorted(names, key=str)]
        raise ValueError(f"{name}: expected the same channels in every path, got {shown[0]} and {shown[1]}")
    times = [path.times for path in paths if path.times is not None]
    return _of_one_shape([path.points for path in paths], names.pop() if names else None, times or None, labels)


def _of_one_shape(
    points: list[Array], names: tuple[Hashable, ...] | None, times: list[Array] | None, labels: Sequence[Any] | None
) -> Paths:
    """Make one array of paths of the same shape."""
    if points and len({path.shape for path in points}) == 1:
        return Paths(np.stack(points), names, None if times is None else np.stack(times), labels)
    return Paths(points, names, times, labels)


def _stacked(points: list[Array], name: str) -> Array:
    """Refuse paths that are not of one shape."""
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
    """Return what the library of a container gives as an array."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name}: expected an array without a mask, got a masked array; fill it first")
    if is_tensor(value):
        raise TypeError(f"{name}: expected a numpy.ndarray, got a torch.Tensor; convert it with .numpy()")
    try:
        return np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name}: expected an array, got a ragged sequence ({error})") from None
    except TypeError as error:
        kind = f"{type(value).__module__}.{type(value).__qualname__}"
        raise TypeError(f"{name}: expected an array, got {kind}, which NumPy cannot read ({error})") from None


def _labelled(value: Any, channels_first: bool) -> tuple[Hashable, ...] | None:
    """Return the names that an array of xarray has for its channels."""
    dims, coords = getattr(value, "dims", ()), getattr(value, "coords", {})
    axis = -2 if channels_first else -1
    if not isinstance(dims, tuple) or len(dims) < 2 or dims[axis] not in coords:
        return None
    return tuple(np.asarray(coords[dims[axis]]).tolist())


def _without_time(
    points: Array, names: tuple[Hashable, ...] | None, time: Hashable, name: str
) -> tuple[Array, tuple[Hashable, ...] | None, Array | None]:
    """Split the channel that tells when points are from the others."""
    if time is None:
        return points, names, None
    channels = points.shape[-1] if points.ndim else 0
    known: Sequence[Hashable] = range(channels) if names is None else names
    if time not in known:
        raise ValueError(f"time: expected a channel of {name}, one of {[*known]}, got {time!r}")
    place = [*known].index(time)
    others = None if names is None else (*names[:place], *names[place + 1 :])
    return np.delete(points, place, axis=-1), others, points[..., place]


# ---------------------------------------------------------------------------------------------------------------------
# Frames and series


def _narwhals(value: Any, **how: Any) -> Any:
    """Return a frame or a series as narwhals sees it; None if it is none, or narwhals is not there."""
    if isinstance(value, (np.ndarray, list, tuple, Mapping)) or is_tensor(value) or not hasattr(value, "__array__"):
        return None
    try:
        import narwhals as nw  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError:
        return None
    seen = nw.from_native(value, pass_through=True, eager_only=True, **how)
    return None if seen is value else seen


def _frame(value: Any) -> Any:
    return _narwhals(value)


def _series(value: Any) -> Any:
    seen = _narwhals(value, allow_series=True)
    return None if seen is None or hasattr(seen, "columns") else seen


def _is_nested(dtype: Any) -> bool:
    """Tell whether the cells of a column are arrays."""
    import narwhals as nw  # noqa: PLC0415

    return bool(dtype == nw.Object or isinstance(dtype, (nw.List, nw.Array)) or dtype in (nw.List, nw.Array))


def _instances(native: Any) -> Any:
    """Return the index of pandas whose last level counts points, and whose others tell which path they are of."""
    index = getattr(native, "index", None)
    return index if getattr(index, "nlevels", 1) > 1 else None


def _holds_paths(value: Any) -> bool:
    """Tell whether a container holds several paths, not the points of one."""
    if isinstance(value, Mapping):
        return True
    frame, series = _frame(value), _series(value)
    dtypes = [series.dtype] if series is not None else frame.schema.values()
    return _instances(value) is not None or any(map(_is_nested, dtypes))


def _read_frame(value: Any, name: str, time: Hashable, channels_first: bool) -> Paths:
    """Read the paths of a frame, or of a series of arrays."""
    if not _holds_paths(value):
        kind = f"{type(value).__module__.split('.')[0]}.{type(value).__name__}"
        raise ValueError(
            f"{name}: expected several paths, got a {kind} without an index of paths and points, and without columns "
            f"of arrays; if it is one path, pass [{name}]"
        )
    if _instances(value) is not None:
        return _by_instance(value, name, time)
    series = _series(value)
    if series is not None:
        cells = series.to_list()
        return _together(cells, name, time, channels_first, labels=getattr(value, "index", None))
    return _read_nested(value, name, time)


def _by_instance(native: Any, name: str, time: Hashable) -> Paths:
    """Split a frame of pandas into paths; the points of each are ordered by the last level of the index."""
    index = native.index
    frame = native.to_frame() if _frame(native) is None else native
    points, names, times = read_path(frame, name, time)
    places = native.groupby(level=list(range(index.nlevels - 1)), sort=False).ngroup().to_numpy()
    if not (places >= 0).all():
        raise ValueError(f"{name}: expected an index without missing values")
    number = places.astype(np.intp)
    order = np.lexsort((np.asarray(index.get_level_values(-1)), number))
    stops = np.bincount(number).cumsum()[:-1]
    paths = np.split(points[order], stops) if len(number) else []
    stamps = None if times is None else np.split(times[order], stops) if len(number) else []
    return _of_one_shape(paths, names, stamps, index.droplevel(-1).unique())


def _read_nested(native: Any, name: str, time: Hashable) -> Paths:
    """Read a frame with a row for each path, a column for each channel, and an array in each cell."""
    frame = _frame(native)
    columns = {column: frame[column].to_list() for column in frame.columns}
    paths = []
    for i in range(len(frame)):
        cells = [_array_of(cells[i], f"{name}[{column!r}][{i}]") for column, cells in columns.items()]
        shapes = sorted({cell.shape for cell in cells})
        if len(shapes) > 1 or len(shapes[0]) != 1:
            raise ValueError(f"{name}: expected arrays of one length in the columns of row {i}, got shapes {shapes}")
        paths.append(_without_time(np.stack(cells, axis=-1), tuple(columns), time, name))
    points, times = [path[0] for path in paths], [path[2] for path in paths if path[2] is not None]
    names = tuple(column for column in columns if column != time)
    return _of_one_shape(points, names, times or None, getattr(native, "index", None))


def _read_table(native: Any, frame: Any, name: str, time: Hashable) -> Path:
    """Read the points of a frame, row by row."""
    channels = [column for column in frame.columns if column != time]
    times = None
    if time is not None and time in frame.columns:
        times = _moments(frame[time], f"{name}[{time!r}]")
    elif time == "index" and hasattr(native, "index"):
        times = _moments(_series(native.index.get_level_values(-1).to_series()), f"the index of {name}")
    elif time is not None:
        raise ValueError(f"time: expected a column of {name}, one of {list(frame.columns)}, got {time!r}")
    return Path(_numbers_of(frame, channels, name), tuple(channels), times)


def _numbers_of(frame: Any, columns: list[Any], name: str) -> Array:
    """Return columns of numbers as an array: float32 if all are, else float64, and NaN for what is missing."""
    import narwhals as nw  # noqa: PLC0415

    for column in columns:
        _check_numbers(frame.schema[column], f"{name}[{column!r}]")
    if not columns:
        return np.empty((len(frame), 0))
    is_single = all(frame.schema[column] == nw.Float32 for column in columns)
    dtype = nw.Float32 if is_single else nw.Float64
    out: Array = np.stack([_of_series(frame[column].cast(dtype), name) for column in columns], axis=-1)
    return out


def _check_numbers(dtype: Any, name: str) -> None:
    import narwhals as nw  # noqa: PLC0415

    if not (dtype.is_numeric() or dtype == nw.Boolean):
        raise TypeError(f"{name}: expected a column of numbers, got dtype {dtype}")


def _of_series(series: Any, name: str) -> Array:
    """Return a series of numbers as an array, with NaN for what is missing."""
    import narwhals as nw  # noqa: PLC0415

    _check_numbers(series.dtype, name)
    if not series.dtype.is_float() and (series.dtype == nw.Boolean or series.null_count()):
        series = series.cast(nw.Float64)
    out: Array = series.to_numpy()
    return out


def _moments(series: Any, name: str) -> Array:
    """Return when points are: numbers as they are, and seconds from the first of dates and durations."""
    import narwhals as nw  # noqa: PLC0415

    convert: Callable[[Any], Any]
    if isinstance(series.dtype, nw.Datetime) or series.dtype == nw.Date:
        convert = lambda moments: moments.dt.timestamp("ns")  # noqa: E731
    elif isinstance(series.dtype, nw.Duration):
        convert = lambda moments: moments.dt.total_nanoseconds()  # noqa: E731
    else:
        return _of_series(series, name).astype(np.float64)
    nanoseconds = convert(series)
    return np.asarray((nanoseconds - nanoseconds.min()).cast(nw.Float64).to_numpy() / 1e9)
