"""What `initial`, `basepoint`, `time` and `end_time` stand for: each path built by itself, and then the reference."""

from functools import partial

import numpy as np
import reference
import reference_log
from reference import STEP

DIMENSION, LENGTH, BATCH = 2, 4, 3


def with_time(path, stamps, lead_lag):
    """A path (..., n, d) after lead-lag, with its time as the last channel: halfway on the half steps."""
    points = len(stamps)
    if lead_lag:
        path = reference.transform(path, lead_lag=True)
        stamps = np.interp(np.arange(max(2 * points - 1, 0)) / 2, np.arange(points), stamps) if points else stamps
    stamps = np.broadcast_to(stamps[:, None], (*path.shape[:-1], 1))
    return np.concatenate([path, stamps], axis=-1)


def built(path, *, time_aug=False, lead_lag=False, end_time=1.0, basepoint=None, time=None):
    """The augmented path of paths (..., n, d) that share their other arguments: `basepoint` (d,), `time` (n,)."""
    if basepoint is not None:
        before = np.broadcast_to(basepoint, (*path.shape[:-2], 1, path.shape[-1]))
        path = np.concatenate([before, path], axis=-2)
        if time is not None and len(time) < path.shape[-2]:
            time = np.concatenate([time[:1] if len(time) else [0.0], time])
    if time is None and time_aug:
        time = np.linspace(0, end_time, path.shape[-2])
    if time is not None:
        return with_time(path, time, lead_lag)
    return reference.transform(path, lead_lag=lead_lag)


def signature(path, degree, *, initial=None, method=None, scalar_term=False, **read):
    """The signatures of such paths, or their log-signatures by a method."""
    augmented = built(path, **read)
    width = augmented.shape[-1]
    out = reference.sig(augmented, degree, scalar_term=scalar_term)
    if initial is not None:
        words = reference.sig_length(width, degree)
        before = np.broadcast_to(initial[-words:], (*out.shape[:-1], words)).astype(out.dtype)
        if scalar_term:
            before = np.concatenate([np.ones_like(before[..., :1]), before], axis=-1)
        out = reference.sig_combine(before, out, width, degree)
    return out if method is None else reference_log.sig_to_log_sig(out, width, degree, method=method)


def each(path, degree, *, lengths=None, initial=None, basepoint=None, time=None, end_time=1.0, **flags):
    """For each path of a batch: its points, and its signature as a function of them."""
    if basepoint is True:
        basepoint = np.zeros(path.shape[-1])
    per_path = {"initial": initial, "basepoint": basepoint, "time": time}
    rows = {
        name: np.broadcast_to(value, (len(path), np.shape(value)[-1]))
        for name, value in per_path.items()
        if value is not None
    }
    ends = np.broadcast_to(end_time, len(path))
    for b, points in enumerate(path):
        count = len(points) if lengths is None else int(lengths[b])
        own = {name: values[b] for name, values in rows.items()}
        if "time" in own:  # one of the basepoint may come first
            own["time"] = own["time"][: count + own["time"].size - len(points)]
        yield points[:count], partial(signature, degree=degree, end_time=ends[b], **own, **flags)


def values(path, degree, **options):
    return np.stack([function(points) for points, function in each(path, degree, **options)])


def tangents(path, tangent, degree, **options):
    """Derivatives along a tangent, by a complex step."""
    rows = [
        function(points + STEP * 1j * tangent[b, : len(points)]).imag / STEP
        for b, (points, function) in enumerate(each(path, degree, **options))
    ]
    return np.stack(rows)


def gradients(path, derivs, degree, **options):
    """Derivatives by all points: each coordinate is moved by a complex step."""
    out = np.zeros(path.shape)
    for b, (points, function) in enumerate(each(path, degree, **options)):
        moves = np.eye(points.size).reshape(points.size, *points.shape)
        moved = function(points + STEP * 1j * moves).imag / STEP
        out[b, : len(points)] = (moved[:, moved.shape[1] - derivs.shape[1] :] @ derivs[b]).reshape(points.shape)
    return out


def width_of(basepoint=None, time=None, end_time=1.0, *, time_aug, lead_lag):
    """Channels of the augmented path."""
    return reference.enlarged(DIMENSION, time_aug or time is not None, lead_lag)


def arguments(rng, names, *, time_aug, lead_lag, degree):
    """New arguments by what is in their names; those that say `one` are shared by all paths."""
    made = {}
    for name in names.split():
        kind, *how = name.split("-")
        batch = () if "one" in how else (BATCH,)
        if kind == "origin":
            made["basepoint"] = True
        elif kind == "basepoint":
            made["basepoint"] = rng.standard_normal((*batch, DIMENSION))
        elif kind == "time":
            made["time"] = rng.uniform(0, 2, (*batch, LENGTH + ("more" in how))).cumsum(axis=-1)
        elif kind == "ends":
            made["end_time"] = rng.uniform(0.5, 3, batch or 1)
        elif kind == "initial":
            width = width_of(**{n: v for n, v in made.items() if n == "time"}, time_aug=time_aug, lead_lag=lead_lag)
            made["initial"] = rng.standard_normal((*batch, reference.sig_length(width, degree) + ("scalar" in how)))
            made["initial"][..., : "scalar" in how] = np.nan  # it stands for 1, and is not read
    return made


# Each by itself, in both shapes and formats, and together.
ARGUMENTS = [
    "origin",
    "basepoint",
    "basepoint-one",
    "time",
    "time-one",
    "ends",
    "ends-one",
    "initial",
    "initial-one-scalar",
    "basepoint time",
    "basepoint-one time-one-more",
    "origin ends initial",
    "basepoint time-more initial-scalar",
]
