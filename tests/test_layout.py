"""Any strides, any alignment, any batch shape; inputs are never touched."""

import sys
import tempfile

import numpy as np
import pytest
from support import error, output_of, walks

import siglib

DEGREE = 3
LENGTH = siglib.sig_length(2, DEGREE)


def spread(a, axis, step):
    """A view equal to `a` with `step` between the items of one axis, NaN in the gaps."""
    shape = list(a.shape)
    shape[axis] *= abs(step)
    base = np.full(shape, np.nan, a.dtype)
    view = base[(slice(None),) * (axis % a.ndim) + (slice(None, None, step),)]
    view[...] = a
    return view


def unaligned(a):
    raw = np.zeros(a.nbytes + 1, np.uint8)
    view = raw[1:].view(a.dtype).reshape(a.shape)
    view[...] = a
    assert not view.flags.aligned
    return view


def field(a):
    """A column of a packed record array: strides that are no multiple of the item size."""
    records = np.zeros(a.shape, [("flag", "u1"), ("value", a.dtype)])
    records["value"] = a
    return records["value"]


def inside(a):
    """The middle of a larger array."""
    base = np.full([n + 2 for n in a.shape], np.nan, a.dtype)
    view = base[(slice(1, -1),) * a.ndim]
    view[...] = a
    return view


def read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


def frozen_bytes(a):
    return np.frombuffer(a.tobytes(), a.dtype).reshape(a.shape)


def mapped(a):
    with tempfile.TemporaryFile() as file:
        out = np.memmap(file, a.dtype, "w+", shape=a.shape)
    out[...] = a
    return out


LAYOUTS = {
    "contiguous": lambda a: a,
    "fortran": np.asfortranarray,
    "swapped axes": lambda a: a.swapaxes(0, -1).copy().swapaxes(0, -1),
    "every second row": lambda a: spread(a, 0, 2),
    "every third channel": lambda a: spread(a, -1, 3),
    "every second of the middle": lambda a: spread(a, -2, 2),
    "rows backwards": lambda a: spread(a, 0, -1),
    "middle backwards": lambda a: spread(a, -2, -2),
    "channels backwards": lambda a: spread(a, -1, -1),
    "all backwards": lambda a: spread(spread(a, -1, -1), 0, -3),
    "inside": inside,
    "unaligned": unaligned,
    "record field": field,
    "read-only": read_only,
    "bytes": frozen_bytes,
    "other byte order": lambda a: a.astype(a.dtype.newbyteorder("S")),
    "memmap": mapped,
}


@pytest.fixture(params=LAYOUTS.values(), ids=[name.replace(" ", "_") for name in LAYOUTS])
def layout(request):
    return request.param


def calls(rng, batch, length, dtype):
    """Every function, with the arrays that it takes."""
    path = walks(rng, batch, length, 2, dtype=dtype)
    sig = siglib.sig(path, DEGREE)
    derivs = rng.standard_normal(sig.shape).astype(dtype)
    odd = walks(rng, batch, 2 * (length // 2) + 1, 5, dtype=dtype)
    flags = {"time_aug": True, "lead_lag": True}
    return [
        (siglib.sig, [path], (DEGREE,), {}),
        (siglib.sig, [path], (2,), flags),
        (siglib.sig_backprop, [path, sig, derivs], (DEGREE,), {}),
        (siglib.sig_combine, [sig, derivs], (2, DEGREE), {}),
        (siglib.sig_combine_backprop, [derivs, sig, sig[::-1].copy()], (2, DEGREE), {}),
        (siglib.transform_path, [path], (), flags),
        (siglib.transform_path_backprop, [odd], (), flags),
    ]


def as_tuple(result):
    return result if isinstance(result, tuple) else (result,)


@pytest.mark.parametrize(("batch", "length"), [(5, 7), (19, 6), (2, 600)])
def test_same_result_and_input_untouched(layout, batch, length, dtype, rng):
    for function, arrays, rest, flags in calls(rng, batch, length, dtype):
        expected = as_tuple(function(*arrays, *rest, **flags))
        for place, array in enumerate(arrays):
            given = [*arrays[:place], layout(array), *arrays[place + 1 :]]
            outs = as_tuple(function(*given, *rest, **flags))
            np.testing.assert_array_equal(given[place], array)
            for out, value in zip(outs, expected, strict=True):
                assert type(out) is np.ndarray
                assert out.dtype == np.dtype(dtype)
                assert out.dtype.isnative
                assert out.flags.c_contiguous
                assert out.flags.writeable
                np.testing.assert_array_equal(out, value, err_msg=function.__name__)


def test_all_arguments_at_once(layout, dtype, rng):
    for function, arrays, rest, flags in calls(rng, 11, 9, dtype):
        outs = as_tuple(function(*map(layout, arrays), *rest, **flags))
        np.testing.assert_array_equal(outs, as_tuple(function(*arrays, *rest, **flags)))


def test_what_surrounds_a_view_is_untouched(dtype, rng):
    for function, arrays, rest, flags in calls(rng, 5, 8, dtype):
        views = [inside(a) for a in arrays]
        before = [view.base.copy() for view in views]
        function(*views, *rest, **flags)
        for view, base in zip(views, before, strict=True):
            np.testing.assert_array_equal(view.base, base)


@pytest.mark.parametrize("kind", [list, tuple])
def test_nested_sequences(kind, rng):
    for function, arrays, rest, flags in calls(rng, 3, 5, "float64"):
        nested = [kind(map(kind, a.tolist())) for a in arrays]
        outs = as_tuple(function(*nested, *rest, **flags))
        np.testing.assert_array_equal(outs, as_tuple(function(*arrays, *rest, **flags)))
        assert {type(out) for out in outs} == {np.ndarray}


def test_nested_lists_of_integers():
    out = siglib.sig([[0, 0], [1, 0], [1, 2]], 2)
    assert out.dtype == np.float64
    np.testing.assert_allclose(out, [1, 2, 0.5, 2, 0, 2])


@pytest.mark.parametrize("repeated", ["batch", "length", "channel"])
def test_broadcast_views(repeated, dtype, rng):
    path = walks(rng, 6, 8, 3, dtype=dtype)
    axis = ["batch", "length", "channel"].index(repeated)
    view = np.broadcast_to(np.take(path, [0], axis), path.shape)
    assert view.strides[axis] == 0
    np.testing.assert_array_equal(siglib.sig(view, 3), siglib.sig(view.copy(), 3))
    derivs = np.broadcast_to(np.ones(1, dtype), (6, siglib.sig_length(3, 3)))
    np.testing.assert_array_equal(
        siglib.sig_backprop(view, None, derivs, 3),
        siglib.sig_backprop(view.copy(), None, derivs.copy(), 3),
    )
    np.testing.assert_array_equal(
        siglib.sig_combine(derivs, derivs, 3, 3), siglib.sig_combine(derivs.copy(), derivs, 3, 3)
    )


@pytest.mark.parametrize("batch", [(), (1,), (2, 3), (3, 1, 2), (2, 1, 3, 1, 2)])
def test_batch_shapes(batch, flags, dtype, rng):
    path = walks(rng, *batch, 6, 2, dtype=dtype)
    rows = path.reshape(-1, 6, 2)
    sig, row_sigs = (siglib.sig(p, 3, **flags) for p in (path, rows))
    assert sig.shape == (*batch, row_sigs.shape[1])
    assert error(sig.reshape(row_sigs.shape), row_sigs) < 1e-6
    gradient = siglib.sig_backprop(path, sig, sig, 3, **flags)
    assert gradient.shape == path.shape
    row_gradient = siglib.sig_backprop(rows, row_sigs, row_sigs, 3, **flags)
    assert error(gradient.reshape(rows.shape), row_gradient) < 1e-5


def test_a_batch_that_no_reshape_can_view(dtype, rng):
    """Two batch axes whose strides do not merge into one."""
    path = walks(rng, 3, 4, 6, 2, dtype=dtype)
    view = path.transpose(1, 0, 2, 3)
    np.testing.assert_array_equal(siglib.sig(view, 3), siglib.sig(view.copy(), 3))
    derivs = siglib.sig(view, 3)
    crossed = np.ascontiguousarray(derivs.transpose(1, 0, 2)).transpose(1, 0, 2)
    np.testing.assert_array_equal(
        siglib.sig_backprop(view, crossed, crossed, 3),
        siglib.sig_backprop(view.copy(), derivs, derivs, 3),
    )


@pytest.mark.parametrize(
    "kind",
    ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", ">i4"],
)
def test_integers_become_float64(kind, rng):
    path = rng.integers(0, 2, (9, 7, 2)).astype(kind)
    wide = path.astype(np.float64)
    derivs = rng.integers(0, 2, (9, LENGTH)).astype(kind)
    pairs = [
        (siglib.sig(path, 3), siglib.sig(wide, 3)),
        (
            siglib.sig_backprop(path, None, derivs, 3),
            siglib.sig_backprop(wide, None, derivs.astype(np.float64), 3),
        ),
        (
            siglib.sig_combine(derivs, derivs, 2, 3),
            siglib.sig_combine(*[derivs.astype(np.float64)] * 2, 2, 3),
        ),
        (
            siglib.transform_path(path, lead_lag=True),
            siglib.transform_path(wide, lead_lag=True),
        ),
        (siglib.transform_path_backprop(path), siglib.transform_path_backprop(wide)),
    ]
    for out, expected in pairs:
        np.testing.assert_array_equal(out, expected, strict=True)


GUARDED = """
import ctypes, mmap
import numpy as np
import siglib

page = mmap.PAGESIZE
libc = ctypes.CDLL(None, use_errno=True)

def guarded(a, at_the_end):
    "A copy of `a` that touches an unreadable page."
    size = -(-a.nbytes // page) * page
    area = mmap.mmap(-1, size + 2 * page)
    address = ctypes.addressof(ctypes.c_char.from_buffer(area))
    for edge in (address, address + page + size):
        assert libc.mprotect(ctypes.c_void_p(edge), page, 0) == 0
    offset = page + (size - a.nbytes if at_the_end else 0)
    out = np.frombuffer(area, a.dtype, a.size, offset).reshape(a.shape)
    out[...] = a
    return out

rng = np.random.default_rng(1)
for at_the_end in (False, True):
    for dtype in DTYPES:
        for batch, length, d, degree in SHAPES:
            path = rng.standard_normal((batch, length, d)).astype(dtype)
            safe = guarded(path, at_the_end)
            for flags in ({}, {"time_aug": True, "lead_lag": True})[: 1 + (degree < 5)]:
                sig = siglib.sig(safe, degree, **flags)
                np.testing.assert_array_equal(sig, siglib.sig(path, degree, **flags))
                one, two, three = (guarded(sig, at_the_end) for _ in range(3))
                siglib.sig_backprop(safe, one, two, degree, **flags)
                siglib.sig_backprop(safe, None, two, degree, **flags)
                siglib.sig_combine(one, two, d, degree, **flags)
                siglib.sig_combine_backprop(one, two, three, d, degree, **flags)
                wide = guarded(siglib.transform_path(safe, **flags), at_the_end)
                siglib.transform_path_backprop(wide, **flags)
print("done")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="protects pages with mprotect")
def test_nothing_is_read_outside_of_the_input(dtype):
    shapes = [(b, n, 2, 3) for b in (1, 7, 8, 9, 17, 35) for n in (1, 2, 3, 8, 9)]
    shapes += [(1, 700, 3, 2), (3, 999, 2, 4), (5, 6, 1, 4), (9, 4, 7, 2), (9, 4, 2, 9)]
    code = GUARDED.replace("SHAPES", repr(shapes)).replace("DTYPES", repr([dtype]))
    assert output_of(code) == "done"
