"""Any strides, any alignment, any batch shape; inputs are never touched."""

import sys
import tempfile

import numpy as np
import pytest
from operations import CASES, FLAGGED
from support import error, noting, output_of

import siglib


def spread(a, axis, step):
    """A view equal to `a` with `step` between the items of one axis (the first, if there is none), NaN in the gaps."""
    axis = max(axis, -a.ndim)
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


@pytest.fixture(params=[case for case in CASES if case.is_public], ids=str)
def case(request):
    """What checks its arguments: kernels take what they are given."""
    return request.param


ALL_FLAGS = {"time_aug": True, "lead_lag": True, "scalar_term": True}


def assert_equal(outs, expected):
    for out, value in zip(outs, expected, strict=True):
        assert type(out) is np.ndarray
        assert out.dtype.isnative
        assert out.flags.c_contiguous
        assert out.flags.writeable
        np.testing.assert_array_equal(out, value, strict=True)


@pytest.mark.parametrize("flags", [{}, ALL_FLAGS], ids=["plain", "flags"])
@pytest.mark.parametrize(("batch", "length"), [(5, 7), (19, 6), (2, 600)])
def test_same_result_and_input_untouched(case, batch, length, flags, dtype):
    example = case.example(batch=(batch,), length=length, degree=3, dtype=dtype, **flags)
    expected = example()
    for kind, layout in LAYOUTS.items():
        with noting(layout=kind):
            for name, array in example.arrays.items():
                given = layout(array)
                assert_equal(example(**{name: given}), expected)
                np.testing.assert_array_equal(given, array)
            assert_equal(example(**{name: layout(array) for name, array in example.arrays.items()}), expected)


def test_results_share_no_memory(case, dtype):
    for flags in ({}, ALL_FLAGS):
        for degree in (0, 1, 3):
            example = case.example(degree=degree, dtype=dtype, **flags)
            outs = example()
            for i, out in enumerate(outs):
                assert not any(np.shares_memory(out, array) for array in (*example.arrays.values(), *outs[:i]))


def test_what_surrounds_a_view_is_untouched(case, dtype):
    example = case.example(batch=(5,), degree=3, dtype=dtype)
    views = {name: inside(array) for name, array in example.arrays.items()}
    before = [view.base.copy() for view in views.values()]
    example(**views)
    for view, base in zip(views.values(), before, strict=True):
        np.testing.assert_array_equal(view.base, base)


@pytest.mark.parametrize("kind", [list, tuple])
def test_nested_sequences(case, kind):
    example = case.example()
    nested = {
        name: kind(map(kind, array.tolist()) if array.ndim > 1 else array.tolist())
        for name, array in example.arrays.items()
    }
    assert_equal(example(**nested), example())


def test_nested_lists_of_integers():
    out = siglib.sig([[0, 0], [1, 0], [1, 2]], 2)
    assert out.dtype == np.float64
    np.testing.assert_allclose(out, [1, 2, 0.5, 2, 0, 2])


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_broadcast_views(case, axis, dtype):
    """An array that repeats one item along an axis."""
    example = case.example(batch=(6,), length=9, degree=3, dtype=dtype)
    for name, array in example.arrays.items():
        if axis < array.ndim:
            view = np.broadcast_to(np.take(array, [0], axis), array.shape)
            assert view.strides[axis] == 0
            assert_equal(example(**{name: view}), example(**{name: view.copy()}))


BROADCAST = [(case, name) for case in CASES for name, kind in case.arrays.items() if kind.broadcasts]


@pytest.mark.parametrize(("case", "argument"), BROADCAST, ids=str)
def test_one_array_for_the_whole_batch(case, argument, dtype):
    example = case.example(batch=(4, 3), degree=3, dtype=dtype)
    array = example.arrays[argument]
    for one in (array[0, 0], array[:1, :1], array[0], array[:, :1]):
        assert_equal(example(**{argument: one}), example(**{argument: np.broadcast_to(one, array.shape)}))


@pytest.mark.parametrize("flagged", [flagged for flagged in FLAGGED if flagged.by_row], ids=str)
def test_batch_shapes(flagged, dtype):
    """A batch of any shape is computed as the same rows are."""
    for batch in ((), (1,), (2, 3), (3, 1, 2), (2, 1, 3, 1, 2)):
        example = flagged.example(batch=batch, degree=3, dtype=dtype)
        rows = {name: array.reshape(-1, *array.shape[len(batch) :]) for name, array in example.given.items()}
        if flagged.flags.get("ragged"):
            rows |= {name: example.options[name].reshape(-1) for name in flagged.lengths}
        for out, value in zip(example(), example(**rows), strict=True):
            assert out.shape == (*batch, *value.shape[1:])
            assert error(out.reshape(value.shape), value) < 1e-5, batch


def test_a_batch_that_no_reshape_can_view(case, dtype):
    """Two batch axes whose strides do not merge into one."""
    example = case.example(batch=(3, 4), degree=3, dtype=dtype)
    crossed = {
        name: np.ascontiguousarray(array.swapaxes(0, 1)).swapaxes(0, 1) for name, array in example.arrays.items()
    }
    assert_equal(example(**crossed), example())


@pytest.mark.parametrize(
    "kind", ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", ">i4"]
)
def test_integers_become_float64(case, kind, rng):
    example = case.example(batch=(9,), length=7, degree=3)
    whole = {name: rng.integers(0, 2, array.shape).astype(kind) for name, array in example.arrays.items()}
    assert_equal(example(**whole), example(**{name: array.astype(np.float64) for name, array in whole.items()}))


GUARDED = """
import ctypes, mmap
import numpy as np
from operations import CASES

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

def equal(outs, expected):
    return all(np.array_equal(out, value, equal_nan=True) for out, value in zip(outs, expected, strict=True))

for at_the_end in (False, True):
    for batch, length, dimension, degree in SHAPES:
        for case in CASES:
            for flagged in (case, *case.flagged()[-2:])[: 1 + 2 * (degree < 5)]:
                example = flagged.example(
                    batch=(batch,), length=length, dimension=dimension, degree=degree, dtype=DTYPE
                )
                safe = {name: guarded(array, at_the_end) for name, array in example.given.items()}
                lengths = {name: example.options[name] for name in case.lengths if name in example.options}
                safe |= {name: guarded(array, at_the_end) for name, array in lengths.items()}
                assert equal(example(**safe), example()), example.problem
print("done")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="protects pages with mprotect")
def test_nothing_is_read_outside_of_the_input(dtype):
    shapes = [(b, n, 2, 3) for b in (1, 7, 8, 9, 17, 35) for n in (1, 2, 3, 8, 9)]
    shapes += [(1, 700, 3, 2), (3, 999, 2, 4), (5, 6, 1, 4), (9, 4, 7, 2), (9, 4, 2, 9)]
    code = GUARDED.replace("SHAPES", repr(shapes)).replace("DTYPE", repr(dtype))
    assert output_of(code) == "done"
