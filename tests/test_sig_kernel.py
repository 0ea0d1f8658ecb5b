"""Signature kernels: every order and refinement, all sizes around those of blocks, and what is special about them.

That the functions do what all functions do is tested with these, over the table in operations.py.
"""

from functools import cache

import numpy as np
import pytest
import reference
import reference_kernels
from support import BACKWARD, FORWARD, LANES, error, restrict_variants, static_kernel, walks

import siglib

ORDERS = [2, 3, 4, 5, 6, 7, 8, 12, 17]
DYADIC_ORDERS = [(0, 0), (1, 0), (0, 2), (2, 2), (3, 1)]
FLAGS = [{}, {"time_aug": True, "end_time": 2.5}, {"lead_lag": True}, {"time_aug": True, "lead_lag": True}]
COARSE = np.array([[0, 0], [1, 0.5], [0.5, 2], [2, 1]]), np.array([[0, 0], [0.5, 1], [1.5, -0.5]])
STATIC = [
    ("LinearKernel", {}),
    ("ScaledLinearKernel", {"scale": 0.7}),
    ("PolynomialKernel", {"degree": 2.5, "gamma": 30.0, "scale": 0.001}),
    ("RBFKernel", {"sigma": 1.5}),
    ("Matern12Kernel", {"sigma": 1.5}),
    ("Matern32Kernel", {"sigma": 1.5}),
    ("Matern52Kernel", {"sigma": 1.5}),
    ("RationalQuadraticKernel", {"sigma": 1.5, "alpha": 2.0}),
]


def named(value):
    return value[0] if isinstance(value, tuple) else str(value)


def brownian(rng, *shape, scale=1.0):
    """Paths whose steps add up to a few units, however many they are."""
    return np.cumsum(rng.standard_normal(shape), axis=-2) * (scale / max(shape[-2], 1) ** 0.5)


def in_dtype(dtype, *arrays):
    return [np.asarray(array, dtype) for array in arrays]


def sizes(*values):
    """All of these, and the numbers around those of lanes."""
    return sorted({*values, *(w + more for w in LANES.values() for more in (-1, 0, 1))})


def check(outs, expected, tolerance):
    outs, expected = (values if isinstance(values, tuple) else (values,) for values in (outs, expected))
    for out, value in zip(outs, expected, strict=True):
        assert error(out, value) < tolerance


def check_all(kind, one, other, dtype, rng, factor=1, **options):
    """Values, gradients and tangents of pairs ("sig_kernel") or of Gram matrices ("sig_kernel_gram")."""
    given = (
        {**options, "static_kernel": static_kernel(*options["static_kernel"])}
        if "static_kernel" in options
        else options
    )
    shape = getattr(reference_kernels, kind)(one, other, **options).shape
    derivs, *tangents = rng.standard_normal(shape), rng.standard_normal(one.shape), rng.standard_normal(other.shape)
    calls = {"": (one, other), "_backprop": (derivs, one, other), "_jvp": (one, other, *tangents)}
    for suffix, arrays in calls.items():
        rounded = in_dtype(dtype, *arrays)
        expected = getattr(reference_kernels, kind + suffix)(*in_dtype(np.float64, *rounded), **options)
        for waves in (None, False, True) if suffix != "_jvp" else (None,):
            restrict_variants(None, waves=waves, fanout=2)
            outs = getattr(siglib, kind + suffix)(*rounded, **given)
            check(outs, expected, factor * (BACKWARD if suffix else FORWARD)[dtype])
    restrict_variants(None)


# Schemes


@pytest.mark.parametrize("kind", ["sig_kernel", "sig_kernel_gram"])
@pytest.mark.parametrize("dyadic_order", DYADIC_ORDERS, ids=str)
@pytest.mark.parametrize("order", ORDERS)
def test_orders(order, dyadic_order, kind, dtype, rng):
    check_all(kind, walks(rng, 3, 7, 3), walks(rng, 3, 6, 3), dtype, rng, order=order, dyadic_order=dyadic_order)


@pytest.mark.parametrize("dyadic_order", DYADIC_ORDERS, ids=str)
@pytest.mark.parametrize("order", ORDERS)
def test_orders_of_increments(order, dyadic_order, dtype, rng):
    increments, derivs = rng.standard_normal((5, 6, 4)).astype(dtype), rng.standard_normal(5).astype(dtype)
    how = {"order": order, "dyadic_order": dyadic_order}
    for name, arrays in (("from_increments", (increments,)), ("from_increments_backprop", (derivs, increments))):
        out = getattr(siglib, f"sig_kernel_{name}")(*arrays, **how)
        expected = getattr(reference_kernels, f"sig_kernel_{name}")(*in_dtype(np.float64, *arrays), **how)
        check(out, expected, BACKWARD[dtype])


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({}, {"order": 6}),
        ({"dyadic_order": 2}, {"order": 2, "dyadic_order": (2, 2)}),
        ({"dyadic_order": (1, 2), "order": 4}, {"order": 4, "dyadic_order": (1, 2)}),
        ({"dyadic_order": np.int64(1)}, {"order": 2, "dyadic_order": (1, 1)}),
        ({"dyadic_order": [1, 0]}, {"order": 2, "dyadic_order": (1, 0)}),
        ({"method": "finite_difference"}, {"order": 2}),
        ({"method": "finite_difference", "dyadic_order": 1}, {"order": 2, "dyadic_order": 1}),
        ({"method": "polynomial", "order": 5}, {"order": 5}),
        ({"order": np.int8(3)}, {"order": 3}),
        ({"order": 64}, {"order": 64, "dyadic_order": 0}),
    ],
    ids=str,
)
def test_what_options_mean(given, meant):
    for function in (siglib.sig_kernel, siglib.sig_kernel_gram):
        np.testing.assert_array_equal(function(*COARSE, **given), function(*COARSE, **meant))
    expected = reference_kernels.sig_kernel(*COARSE, **meant)
    assert error(siglib.sig_kernel(*COARSE, **given), expected) < 1e-12


@pytest.mark.parametrize(
    ("error", "name", "bad"),
    [
        (ValueError, "order", {"order": 1}),
        (ValueError, "order", {"order": 65}),
        (TypeError, "order", {"order": 2.0}),
        (TypeError, "order", {"order": "2"}),
        (ValueError, "order", {"method": "polynomial"}),
        (ValueError, "method", {"method": "finite difference"}),
        (ValueError, "dyadic_order", {"dyadic_order": -1}),
        (ValueError, "dyadic_order", {"dyadic_order": (0, 1, 2)}),
        (TypeError, "dyadic_order", {"dyadic_order": 1.0}),
        (TypeError, "dyadic_order", {"dyadic_order": "1"}),
        (TypeError, "static_kernel", {"static_kernel": "rbf"}),
    ],
    ids=str,
)
def test_options_that_are_refused(error, name, bad):
    for function in (siglib.sig_kernel, siglib.sig_kernel_gram):
        with pytest.raises(error, match=name):
            function(*COARSE, **bad)


def test_orders_on_a_coarse_path():
    """Two and three large steps."""
    truth = reference_kernels.true_kernel(*COARSE)
    for order, largest in {2: 0.39, 4: 0.063, 6: 1.3e-3, 8: 8.3e-6, 12: 1e-10, 24: 1e-13}.items():
        assert abs(siglib.sig_kernel(*COARSE, order=order) / truth - 1) < largest


# Where the next of these has left the error of the method for that of rounding.
REFINEMENTS = {2: (2, 4), 3: (2, 4), 4: (2, 4), 6: (0, 2), 8: (0, 1)}


@pytest.mark.parametrize("order", REFINEMENTS)
def test_order_is_how_fast_errors_fall(order, rng):
    one, other = (0.6 * rng.standard_normal((16, 5, 2)).cumsum(axis=1) for _ in range(2))
    truth = reference_kernels.true_kernel(one, other)
    coarse, fine = (
        np.linalg.norm(siglib.sig_kernel(one, other, order=order, dyadic_order=halvings) - truth)
        for halvings in REFINEMENTS[order]
    )
    halvings = np.diff(REFINEMENTS[order])[0]
    assert fine < coarse * 2 ** (-0.9 * order * halvings)


def test_the_default_is_the_inner_product_of_signatures(rng):
    one, other = brownian(rng, 4, 9, 2, scale=0.5), brownian(rng, 4, 7, 2, scale=0.5)
    for flags in FLAGS[:2]:
        expected = reference_kernels.truncated_sig_kernel(one, other, 9, **flags)
        assert error(siglib.sig_kernel(one, other, **flags), expected) < 1e-6


# Grids


@pytest.mark.parametrize("dyadic_order", DYADIC_ORDERS, ids=str)
@pytest.mark.parametrize("order", ORDERS)
def test_grids(order, dyadic_order, dtype, rng):
    """Kernels of all prefixes, whose last one is the kernel, and of increments that are given."""
    increments = rng.standard_normal((11, 4, 5)) * 0.4
    how = {"order": order, "dyadic_order": dyadic_order, "return_grid": True}
    expected = reference_kernels.sig_kernel_from_increments(increments, **how)
    check(siglib.sig_kernel_from_increments(*in_dtype(dtype, increments), **how), expected, FORWARD[dtype])
    derivs = rng.standard_normal(expected.shape)
    expected = reference_kernels.sig_kernel_from_increments_backprop(derivs, increments, **how)
    check(
        siglib.sig_kernel_from_increments_backprop(*in_dtype(dtype, derivs, increments), **how),
        expected,
        BACKWARD[dtype],
    )


@pytest.mark.parametrize("static", STATIC, ids=named)
def test_grids_of_gram_matrices(static, dtype, rng):
    """Of one batch and of two, with everything that says how paths are read."""
    one, other = brownian(rng, 3, 5, 2), brownian(rng, 2, 4, 2)
    how = {"dyadic_order": (1, 0), "static_kernel": static, "time_aug": True, "lead_lag": True, "return_grid": True}
    check_all("sig_kernel_gram", one, other, dtype, rng, factor=10, **how)
    given = {**how, "static_kernel": static_kernel(*static)}
    twice = siglib.sig_kernel_gram(*in_dtype(dtype, one), **given)
    assert (twice == siglib.sig_kernel_gram(*in_dtype(dtype, one, one), **given)).all()


@pytest.mark.parametrize("order", [2, 6])
@pytest.mark.parametrize("length", sizes(1, 2, 31, 32, 33, 65))
def test_grids_of_few_and_many_cells(length, order, dtype, rng):
    one, other = brownian(rng, length, 3, 2), brownian(rng, length, length, 2)
    check_all("sig_kernel", one, other, dtype, rng, order=order, return_grid=True)
    check_all("sig_kernel", other[:2], one[:2], dtype, rng, order=order, return_grid=True)


@pytest.mark.parametrize("waves", [False, True])
@pytest.mark.parametrize("order", [2, 5, 6])
def test_grids_repeat_what_does_not_move(order, waves, dtype, rng):
    """To the bit, on both sides."""
    one, other = in_dtype(dtype, brownian(rng, 3, 70, 2), brownian(rng, 3, 70, 2))
    one[:, 21:40], other[:, 33:60] = one[:, 20:21], other[:, 32:33]
    restrict_variants(None, waves=waves)
    grid = siglib.sig_kernel(one, other, order=order, dyadic_order=1, return_grid=True)
    np.testing.assert_array_equal(grid[:, 41:79], np.repeat(grid[:, 40:41], 38, axis=1))
    np.testing.assert_array_equal(grid[:, :, 65:119], np.repeat(grid[:, :, 64:65], 54, axis=2))
    restrict_variants(None)


def test_grids_that_are_none():
    """Paths without points have a single corner."""
    none, some = np.zeros((2, 0, 3)), np.ones((2, 4, 3))
    for flags in FLAGS:
        points = 7 if flags.get("lead_lag") else 4
        out = siglib.sig_kernel(none, some, return_grid=True, dyadic_order=1, **flags)
        assert out.shape == (2, 1, 2 * points - 1)
        assert (out == 1).all()
        by = siglib.sig_kernel_backprop(out, none, some, return_grid=True, dyadic_order=1, **flags)
        assert [array.shape for array in by] == [none.shape, some.shape]
        assert not by[1].any()
    assert siglib.sig_kernel_from_increments(np.zeros((2, 0, 3)), return_grid=True).tolist() == [[[1.0] * 4]] * 2
    with pytest.raises(ValueError, match="return_grid: expected False with normalise=True, got True"):
        siglib.sig_kernel(some, some, normalise=True, return_grid=True)
    with pytest.raises(ValueError, match=r"derivs: expected the shape of the kernels, \(2, 4, 4\), got \(2,\)"):
        siglib.sig_kernel_backprop(np.ones(2), some, some, return_grid=True)


# Sizes


@cache
def grids(batch1, batch2, length, order):
    """The kernels of all pairs of two batches, for any number of first points."""
    rng = np.random.default_rng([batch1, batch2, length, order])
    one, other = (brownian(rng, batch, length, 2).astype(np.float32).astype(np.float64) for batch in (batch1, batch2))
    increments = np.diff(one, axis=1)[:, None] @ np.diff(other, axis=1).swapaxes(1, 2)[None]
    return one, other, reference_kernels.sig_kernel_grid(increments, order)


@pytest.mark.parametrize("order", [2, 4, 6])
@pytest.mark.parametrize(("lengths", "batches"), [((1, 2, 6), sizes(1, 2, 3, 33)), (sizes(2, 3, 5, 33, 70), (1, 2, 9))])
def test_sizes_of_gram_matrices(lengths, batches, order, dtype):
    """Every pair of numbers of paths, and of numbers of points."""
    one, other, grid = grids(max(batches), max(batches) + 1, max(lengths), order)
    one, other = in_dtype(dtype, one, other)
    for b1 in batches:
        for b2 in (*batches, b1 + 1):
            for n1 in lengths:
                for n2 in lengths:
                    out = siglib.sig_kernel_gram(one[:b1, :n1], other[:b2, :n2], order=order)
                    assert error(out, grid[:b1, :b2, n1 - 1, n2 - 1]) < FORWARD[dtype], (b1, b2, n1, n2)


@pytest.mark.parametrize("order", [2, 4, 6])
@pytest.mark.parametrize(("lengths", "batches"), [((1, 2, 6), sizes(1, 2, 3, 33)), (sizes(2, 3, 5, 33, 70), (1, 2, 9))])
def test_sizes_of_batches_of_pairs(lengths, batches, order, dtype):
    one, other, grid = grids(max(batches), max(batches) + 1, max(lengths), order)
    one, other = in_dtype(dtype, one, other)
    for batch in batches:
        for n1 in lengths:
            for n2 in lengths:
                out = siglib.sig_kernel(one[:batch, :n1], other[:batch, :n2], order=order)
                expected = np.diagonal(grid[:, :, n1 - 1, n2 - 1])[:batch]
                assert error(out, expected) < FORWARD[dtype], (batch, n1, n2)


SHAPES = [(1, 1, 2, 2), (2, 3, 5, 3), (7, 8, 4, 9), (9, 7, 17, 16), (3, 17, 33, 2), (17, 3, 2, 33), (2, 1, 70, 71)]
SHAPES += [(1, 9, 35, 64), (33, 2, 3, 4), (16, 16, 8, 8)]


@pytest.mark.parametrize("order", [2, 3, 6, 9])
@pytest.mark.parametrize(("batch1", "batch2", "length1", "length2"), SHAPES)
def test_derivatives_of_gram_matrices(batch1, batch2, length1, length2, order, dtype, rng):
    one, other = brownian(rng, batch1, length1, 3), brownian(rng, batch2, length2, 3)
    check_all("sig_kernel_gram", one, other, dtype, rng, order=order)


@pytest.mark.parametrize("order", [2, 3, 6, 9])
@pytest.mark.parametrize(("batch", "_", "length1", "length2"), SHAPES)
def test_derivatives_of_batches_of_pairs(batch, _, length1, length2, order, dtype, rng):
    one, other = brownian(rng, batch, length1, 3), brownian(rng, batch, length2, 3)
    check_all("sig_kernel", one, other, dtype, rng, order=order)


@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("static", [STATIC[0], STATIC[3]], ids=named)
@pytest.mark.parametrize("channels", [1, 2, 5, 17])
def test_channels(channels, static, flags, dtype, rng):
    one, other = brownian(rng, 9, 8, channels, scale=0.5), brownian(rng, 10, 11, channels, scale=0.5)
    check_all("sig_kernel_gram", one, other, dtype, rng, order=4, static_kernel=static, **flags)


FEW_LONG = [(1, 300, 300), (1, 7, 500), (1, 500, 3), (1, 129, 257), (3, 130, 130), (2, 200, 64)]


@pytest.mark.parametrize("static", [STATIC[0], STATIC[3]], ids=named)
@pytest.mark.parametrize("order", [2, 3, 6])
@pytest.mark.parametrize(("batch", "length1", "length2"), FEW_LONG)
def test_few_long_paths(batch, length1, length2, order, static, dtype, rng):
    one, other = brownian(rng, batch, length1, 2), brownian(rng, batch, length2, 2)
    factor = 5 if dtype == "float32" and static[1] else 1  # differences of values near 1
    check_all("sig_kernel", one, other, dtype, rng, factor, order=order, static_kernel=static)


@pytest.mark.parametrize("flags", FLAGS[1:], ids=str)
@pytest.mark.parametrize("dyadic_order", [None, (1, 0)], ids=str)
def test_few_long_augmented_paths(flags, dyadic_order, dtype, rng):
    one, other = brownian(rng, 1, 150, 2), brownian(rng, 1, 90, 2)
    check_all("sig_kernel", one, other, dtype, rng, order=2, dyadic_order=dyadic_order, **flags)


@pytest.mark.parametrize("order", [2, 6])
def test_long_paths_in_single_precision(order, rng):
    """What is added up are increments of the kernel, as rounded as their own size asks for."""
    one, other = brownian(rng, 2, 4000, 3).astype(np.float32), brownian(rng, 2, 4000, 3).astype(np.float32)
    out, expected = (
        siglib.sig_kernel(one, other, order=order),
        siglib.sig_kernel(*in_dtype("f8", one, other), order=order),
    )
    np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-4)
    lanes = LANES["float32"]
    gram = siglib.sig_kernel_gram(one[:1], np.repeat(other, lanes, axis=0), order=order)
    np.testing.assert_allclose(gram[0, [0, lanes]], [expected[0], gram[0, -1]], rtol=1e-4, atol=1e-4)


# Batches


@pytest.mark.parametrize("order", [2, 4, 6])
def test_gram_matrices_are_all_pairs(order, dtype, rng):
    one, other = in_dtype(dtype, brownian(rng, 5, 20, 3), brownian(rng, 19, 25, 3))
    gram = siglib.sig_kernel_gram(one, other, order=order)
    pairs = siglib.sig_kernel(*np.broadcast_arrays(one[:, None, :1], other[None, :, :1]), order=order)
    np.testing.assert_array_equal(pairs, 1)
    pairs = [[siglib.sig_kernel(x, y, order=order) for y in other] for x in one]
    assert error(gram, np.array(pairs, np.float64)) < FORWARD[dtype]


def test_batches_of_gram_matrices(rng):
    """The result has the axes of both batches, one after the other."""
    one, other = brownian(rng, 2, 3, 6, 2), brownian(rng, 5, 4, 2)
    gram = siglib.sig_kernel_gram(one, other)
    assert gram.shape == (2, 3, 5)
    np.testing.assert_array_equal(gram.reshape(6, 5), siglib.sig_kernel_gram(one.reshape(6, 6, 2), other))
    assert siglib.sig_kernel_gram(one).shape == (2, 3, 2, 3)
    assert siglib.sig_kernel_gram(one, other[0]).shape == (2, 3)
    derivs = rng.standard_normal((2, 3, 5))
    by_one, by_other = siglib.sig_kernel_gram_backprop(derivs, one, other)
    flat = siglib.sig_kernel_gram_backprop(derivs.reshape(6, 5), one.reshape(6, 6, 2), other)
    np.testing.assert_array_equal(by_one.reshape(6, 6, 2), flat[0])
    np.testing.assert_array_equal(by_other, flat[1])


@pytest.mark.parametrize("order", [2, 3, 6])
@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize(("batch", "length"), [(1, 5), (2, 9), (7, 6), (8, 6), (9, 40), (35, 4), (3, 150)])
def test_symmetric_gram_matrices(batch, length, flags, order, dtype, rng):
    paths = brownian(rng, batch, length, 2).astype(dtype)
    derivs = rng.standard_normal((batch, batch)).astype(dtype)
    gram = siglib.sig_kernel_gram(paths, order=order, **flags)
    np.testing.assert_array_equal(gram, gram.T)
    np.testing.assert_array_equal(siglib.sig_kernel_gram(paths, paths, order=order, **flags), gram)
    other = paths.copy()
    assert error(gram, siglib.sig_kernel_gram(paths, other, order=order, **flags).astype("f8")) < FORWARD[dtype]
    gradient, nothing = siglib.sig_kernel_gram_backprop(derivs, paths, order=order, **flags)
    assert nothing is None
    both = siglib.sig_kernel_gram_backprop(derivs, paths, other, order=order, **flags)
    assert error(gradient, sum(by.astype("f8") for by in both)) < BACKWARD[dtype]
    tangents = rng.standard_normal(paths.shape).astype(dtype)
    value, moved = siglib.sig_kernel_gram_jvp(paths, None, tangents, None, order=order, **flags)
    np.testing.assert_array_equal(moved, moved.T)
    assert error(value, gram.astype("f8")) < FORWARD[dtype]
    full = siglib.sig_kernel_gram_jvp(paths, other, tangents, tangents, order=order, **flags)[1]
    assert error(moved, full.astype("f8")) < BACKWARD[dtype]


@pytest.mark.parametrize("static", [STATIC[0], STATIC[3]], ids=named)
@pytest.mark.parametrize("order", [2, 6])
@pytest.mark.parametrize(("batch", "length"), [(1, 9), (5, 20), (9, 33), (20, 12)])
def test_padding_is_exact(batch, length, order, static, dtype, rng):
    """To the bit: what stands beyond are increments of 0, which leave everything as it is, wherever blocks end."""
    how = {"order": order, "static_kernel": static_kernel(*static)}
    counts1, counts2 = rng.integers(0, length + 1, batch), rng.integers(0, length + 2, batch)
    one, other = in_dtype(dtype, brownian(rng, batch, length, 2), brownian(rng, batch, length + 1, 2))
    lengths = {"lengths1": counts1, "lengths2": counts2}
    out, gram = siglib.sig_kernel(one, other, **lengths, **how), siglib.sig_kernel_gram(one, other, **lengths, **how)
    for n, m in ((length, length), (2, 3), (length - 1, 1)):
        same = {"lengths1": np.full(batch, n), "lengths2": np.full(batch, m)}
        cut = one[:, :n].copy(), other[:, :m].copy()
        for function in (siglib.sig_kernel, siglib.sig_kernel_gram):
            # What is planned may differ for the shorter paths, and rounding with it.
            for waves in (False, True):
                restrict_variants(None, waves=waves)
                np.testing.assert_array_equal(function(one, other, **same, **how), function(*cut, **how))
            restrict_variants(None)
    for b, (n, m) in enumerate(zip(counts1, counts2, strict=True)):
        alone = siglib.sig_kernel(one[b, :n], other[b, :m], **how)
        np.testing.assert_allclose(out[b], alone, rtol=FORWARD[dtype])
    longer = [np.concatenate([a, np.full_like(a[:, :5], np.nan)], axis=1) for a in (one, other)]
    np.testing.assert_array_equal(siglib.sig_kernel(*longer, **lengths, **how), out)
    np.testing.assert_array_equal(siglib.sig_kernel_gram(*longer, **lengths, **how), gram)
    derivs = rng.standard_normal(batch).astype(dtype)
    gradients = siglib.sig_kernel_backprop(derivs, one, other, **lengths, **how)
    for by, by_longer in zip(gradients, siglib.sig_kernel_backprop(derivs, *longer, **lengths, **how), strict=True):
        np.testing.assert_array_equal(by_longer[:, : by.shape[1]], by)
        assert not by_longer[:, by.shape[1] :].any()


@pytest.mark.parametrize("flags", FLAGS, ids=str)
@pytest.mark.parametrize("order", [2, 6])
def test_ragged_gram_matrices(order, flags, dtype, rng):
    counts1, counts2 = np.array([7, 0, 1, 2, 5, 7, 6, 4, 3]), np.array([1, 4, 0])
    one, other = brownian(rng, 9, 7, 2), brownian(rng, 3, 4, 2)
    one[np.arange(7) >= counts1[:, None]] = np.nan
    other[np.arange(4) >= counts2[:, None]] = np.nan
    lengths = {"lengths1": counts1, "lengths2": counts2}
    check_all("sig_kernel_gram", one, other, dtype, rng, order=order, **lengths, **flags)
    gram = siglib.sig_kernel_gram(one.astype(dtype), lengths1=counts1, order=order, **flags)
    np.testing.assert_array_equal(gram, gram.T)
    expected = reference_kernels.sig_kernel_gram(one, lengths1=counts1, order=order, **flags)
    assert error(gram, expected) < FORWARD[dtype]


@pytest.mark.parametrize("order", [2, 6])
@pytest.mark.parametrize("shape", [(5, 9, 20, 3), (1, 1, 400, 2), (33, 20, 5, 2)])
def test_strides(shape, order, dtype, rng):
    """Views with any strides give the bits of their copies."""
    batch1, batch2, length, channels = shape
    one, other = (brownian(rng, 2 * b, 3 * length, 2 * channels).astype(dtype) for b in (batch1, batch2))
    views = one[::-2, ::3, ::2], other[::2, ::-3, ::-2].swapaxes(1, 2).copy().swapaxes(1, 2)
    copies = [view.copy() for view in views]
    derivs = rng.standard_normal((batch2, batch1)).astype(dtype).T
    gram, by = siglib.sig_kernel_gram(*views, order=order), siglib.sig_kernel_gram_backprop(derivs, *views, order=order)
    np.testing.assert_array_equal(gram, siglib.sig_kernel_gram(*copies, order=order))
    for out, value in zip(by, siglib.sig_kernel_gram_backprop(derivs.copy(), *copies, order=order), strict=True):
        np.testing.assert_array_equal(out, value)


@pytest.mark.parametrize("shape", [(1, 1, 900, 900), (5, 3, 130, 90), (40, 30, 9, 12), (1, 50, 40, 40)])
@pytest.mark.parametrize("order", [2, 6])
def test_results_do_not_depend_on_n_jobs(shape, order, dtype, rng):
    batch1, batch2, length1, length2 = shape
    one, other = in_dtype(dtype, brownian(rng, batch1, length1, 2), brownian(rng, batch2, length2, 2))
    derivs, own = (rng.standard_normal(s).astype(dtype) for s in ((batch1, batch2), (batch1, batch1)))

    def outs(jobs):
        how = {"order": order, "n_jobs": jobs}
        yield siglib.sig_kernel_gram(one, other, **how)
        yield siglib.sig_kernel_gram(one, **how)
        yield from siglib.sig_kernel_gram_backprop(derivs, one, other, **how)
        yield siglib.sig_kernel_gram_backprop(own, one, **how)[0]
        yield siglib.sig_kernel(one[:1], other[:1], **how)
        yield from siglib.sig_kernel_backprop(derivs[0, :1], one[:1], other[:1], **how)

    serial = [out.tobytes() for out in outs(1)]
    for jobs in (2, 3, None):
        assert [out.tobytes() for out in outs(jobs)] == serial


# Values


@pytest.mark.parametrize("order", [2, 6])
def test_huge_kernels(order, rng):
    """Exponentials of lengths: 1e100 and more are numbers like others."""
    one = np.cumsum(np.abs(rng.standard_normal((9, 200, 2))), axis=1)
    expected = reference_kernels.sig_kernel(one, one, order=order)
    assert expected.max() > 1e100
    np.testing.assert_allclose(siglib.sig_kernel(one, one, order=order), expected, rtol=1e-11)
    np.testing.assert_allclose(np.diagonal(siglib.sig_kernel_gram(one, order=order)), expected, rtol=1e-11)


@pytest.mark.parametrize("order", [2, 6])
def test_kernels_near_zero(order, dtype):
    """Of paths in opposite directions: a Bessel function, which has zeros."""
    line = np.linspace(0, 1, 60)[:, None].astype(dtype)
    sizes = np.linspace(0.5, 12, 33)[:, None, None].astype(dtype)
    out = siglib.sig_kernel_gram(-sizes * line, line, order=order).ravel()
    expected = reference_kernels.sig_kernel((-sizes * line).astype("f8"), line.astype("f8"), order=order)
    assert (expected < 0).any()
    np.testing.assert_allclose(out, expected, rtol=0, atol=2 * FORWARD[dtype])


@pytest.mark.parametrize("static", STATIC, ids=named)
def test_nothing_to_compare(static, dtype):
    """Paths of one point and of none, empty batches, paths that stand still."""
    how, still = {"static_kernel": static_kernel(*static)}, np.full((3, 5, 2), 0.5, dtype)
    for path in (still[:, :1], still[:, :0], still):
        np.testing.assert_array_equal(siglib.sig_kernel(path, still, **how), np.ones(3, dtype), strict=True)
        np.testing.assert_array_equal(
            siglib.sig_kernel_gram(path, still[:2], **how), np.ones((3, 2), dtype), strict=True
        )
        np.testing.assert_array_equal(siglib.sig_kernel_gram(path, **how), np.ones((3, 3), dtype), strict=True)
        for by in siglib.sig_kernel_gram_backprop(np.ones((3, 3), dtype), path, still, **how):
            assert not by.any()
    empty = still[:0]
    assert siglib.sig_kernel(empty, empty, **how).shape == (0,)
    assert siglib.sig_kernel_gram(empty, **how).shape == (0, 0)
    assert siglib.sig_kernel_gram(empty, still, **how).shape == (0, 3)
    by_empty, by_still = siglib.sig_kernel_gram_backprop(np.ones((0, 3), dtype), empty, still, **how)
    assert by_empty.shape == (0, 5, 2)
    np.testing.assert_array_equal(by_still, np.zeros_like(still), strict=True)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("order", [2, 6])
@pytest.mark.parametrize(("batch1", "batch2", "length"), [(3, 5, 6), (20, 19, 9), (2, 2, 200)])
def test_bad_values_touch_their_own_pairs(batch1, batch2, length, order, value, dtype, rng):
    one, other = in_dtype(dtype, brownian(rng, batch1, length, 2), brownian(rng, batch2, length, 2))
    derivs = np.ones((batch1, batch2), dtype)
    clean, clean_by = (
        siglib.sig_kernel_gram(one, other, order=order),
        siglib.sig_kernel_gram_backprop(derivs, one, other, order=order),
    )
    clean_own = siglib.sig_kernel_gram(one, order=order)
    bad = one.copy()
    bad[1, length // 2, 0] = value
    gram = siglib.sig_kernel_gram(bad, other, order=order)
    others = np.arange(batch1) != 1
    np.testing.assert_array_equal(gram[others], clean[others])
    assert not np.isfinite(gram[1]).any()
    own = siglib.sig_kernel_gram(bad, order=order)
    np.testing.assert_array_equal(own[np.ix_(others, others)], clean_own[np.ix_(others, others)])
    assert not np.isfinite(own[1]).any()
    assert not np.isfinite(own[:, 1]).any()
    by = siglib.sig_kernel_gram_backprop(derivs, bad, other, order=order)
    np.testing.assert_array_equal(by[0][others], clean_by[0][others])
    pairs = siglib.sig_kernel(bad[:2], other[:2], order=order)
    assert np.isfinite(pairs[0])
    assert not np.isfinite(pairs[1])


# Static kernels


@pytest.mark.parametrize("flags", [{}, {"time_aug": True, "lead_lag": True}], ids=str)
@pytest.mark.parametrize("static", STATIC, ids=named)
@pytest.mark.parametrize("kind", ["sig_kernel", "sig_kernel_gram"])
def test_static_kernels(kind, static, flags, dtype, rng):
    one, other = walks(rng, 3, 7, 2), walks(rng, 3, 6, 2)
    lengths = {"lengths1": np.array([7, 2, 4]), "lengths2": np.array([3, 6, 1])}
    factor = 10 if dtype == "float32" else 1  # differences of values near 1
    for given in ({}, lengths):
        check_all(kind, one, other, dtype, rng, factor, order=4, static_kernel=static, **given, **flags)


@pytest.mark.parametrize("normalise", [False, True], ids=["plain", "normalised"])
@pytest.mark.parametrize("static", [static for static in STATIC if static[1]], ids=named)
@pytest.mark.parametrize("kind", ["sig_kernel", "sig_kernel_gram"])
def test_derivatives_by_parameters(kind, static, normalise, rng):
    one, other = walks(rng, 3, 7, 2), walks(rng, 3, 6, 2)
    function, options = getattr(reference_kernels, kind), {"order": 6, "normalise": normalise}
    expected = (
        reference_kernels.static_kernel_derivs(function, static, path1=one, path2=other, **options)
        if kind == "sig_kernel"
        else (reference_kernels.static_kernel_derivs(function, static, paths1=one, paths2=other, **options))
    )
    derivs = rng.standard_normal(next(iter(expected.values())).shape)
    *_, by_parameters = getattr(siglib, f"{kind}_backprop")(
        derivs, one, other, static_kernel=static_kernel(*static), parameter_derivs=True, **options
    )
    assert set(by_parameters) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(by_parameters[name], (derivs * value).sum(), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("static", STATIC[3:], ids=named)
def test_far_from_the_origin(static, rng):
    """Distances do not depend on where paths are, and are not computed as if they did."""
    one, other = (brownian(rng, 9, 12, 2).astype(np.float32) for _ in range(2))
    near = siglib.sig_kernel_gram(one, other, static_kernel=static_kernel(*static))
    one, other = (np.round(path * 2**8) / 2**8 for path in (one, other))
    near = siglib.sig_kernel_gram(one, other, static_kernel=static_kernel(*static))
    far = siglib.sig_kernel_gram(
        one + np.float32(2**14), other + np.float32(2**14), static_kernel=static_kernel(*static)
    )
    np.testing.assert_allclose(far, near, rtol=1e-4)


class Quadratic(siglib.StaticKernel):
    """One of a user's own, with all derivatives written out."""

    def __init__(self, weight):
        self.weight = weight

    def values(self, x, y):
        return self.weight * (x @ y.swapaxes(-1, -2)) ** 2

    def values_backprop(self, derivs, x, y):
        weights = derivs * 2 * self.weight * (x @ y.swapaxes(-1, -2))
        return weights @ y, weights.swapaxes(-1, -2) @ x

    def values_jvp(self, x, y, tangent_x, tangent_y):
        moved = tangent_x @ y.swapaxes(-1, -2) + x @ tangent_y.swapaxes(-1, -2)
        return 2 * self.weight * (x @ y.swapaxes(-1, -2)) * moved


def test_a_static_kernel_of_ones_own(rng):
    one, other, derivs = walks(rng, 3, 7, 2), walks(rng, 4, 6, 2), rng.standard_normal((3, 4))
    tangents = rng.standard_normal(one.shape), rng.standard_normal(other.shape)
    like = ("PolynomialKernel", {"degree": 2.0, "gamma": 0.0, "scale": 0.3})
    for name, arrays in (("", (one, other)), ("_backprop", (derivs, one, other)), ("_jvp", (one, other, *tangents))):
        function = getattr(siglib, f"sig_kernel_gram{name}")
        check(
            function(*arrays, static_kernel=Quadratic(0.3)),
            function(*arrays, static_kernel=static_kernel(*like)),
            1e-12,
        )


# Other options


@pytest.mark.parametrize("flags", [{}, {"time_aug": True, "lead_lag": True}], ids=str)
@pytest.mark.parametrize("kind", ["sig_kernel", "sig_kernel_gram"])
def test_normalised_kernels(kind, flags, dtype, rng):
    one, other = walks(rng, 3, 7, 2), walks(rng, 3, 6, 2)
    lengths = {"lengths1": np.array([7, 2, 4]), "lengths2": np.array([3, 6, 1])}
    for given in ({}, lengths):
        check_all(kind, one, other, dtype, rng, normalise=True, **given, **flags)
    own = siglib.sig_kernel_gram(one.astype(dtype), normalise=True, **flags)
    np.testing.assert_array_equal(own, own.T)
    np.testing.assert_allclose(np.diagonal(own), 1, rtol=FORWARD[dtype])
    gradient, _ = siglib.sig_kernel_gram_backprop(np.eye(3, dtype=dtype), one.astype(dtype), normalise=True, **flags)
    np.testing.assert_allclose(gradient, 0, atol=10 * BACKWARD[dtype])


def test_sides_that_are_not_asked_for(rng):
    one, other = walks(rng, 3, 7, 2), walks(rng, 3, 6, 2)
    for name, derivs in (("sig_kernel_backprop", np.ones(3)), ("sig_kernel_gram_backprop", np.ones((3, 3)))):
        function = getattr(siglib, name)
        left, right = function(derivs, one, other)
        for wanted in ((True, False), (False, True), (False, False)):
            outs = function(derivs, one, other, left_deriv=wanted[0], right_deriv=wanted[1])
            for out, value, is_wanted in zip(outs, (left, right), wanted, strict=True):
                assert (out is not None) == is_wanted
                if is_wanted:
                    np.testing.assert_array_equal(out, value)


def test_tangents_that_are_zero(rng):
    one, other = walks(rng, 3, 7, 2), walks(rng, 3, 6, 2)
    t1, t2 = rng.standard_normal(one.shape), rng.standard_normal(other.shape)
    for function in (siglib.sig_kernel_jvp, siglib.sig_kernel_gram_jvp):
        for given in ((t1, None), (None, t2), (None, None)):
            zeros = [np.zeros_like(p) if t is None else t for p, t in zip((one, other), given, strict=True)]
            check(function(one, other, *given), function(one, other, *zeros), 1e-13)


@pytest.mark.parametrize("kind", ["sig_kernel", "sig_kernel_gram"])
def test_shapes_that_do_not_fit(kind):
    function, (first, second) = (
        getattr(siglib, kind),
        ("paths1", "paths2") if kind.endswith("gram") else ("path1", "path2"),
    )
    path = np.zeros((3, 6, 2))
    with pytest.raises(ValueError, match=rf"{second}: .*channels.*2.*\(3, 5, 3\)"):
        function(path, np.zeros((3, 5, 3)))
    with pytest.raises(TypeError, match=rf"{second}: .*float64.*float32"):
        function(path, path.astype(np.float32))
    with pytest.raises(ValueError, match="lengths2"):
        function(path, path, lengths2=[1, 2])
    backprop = getattr(siglib, f"{kind}_backprop")
    with pytest.raises(ValueError, match="derivs"):
        backprop(np.ones((2,)), path, path)
    jvp = getattr(siglib, f"{kind}_jvp")
    with pytest.raises(ValueError, match=r"tangents?2"):
        jvp(path, path, None, path[:2])
    if kind == "sig_kernel":
        for batch in (path[:2], path[0], path[:1], path[None]):
            with pytest.raises(ValueError, match=second):
                function(path, batch)
    with pytest.raises(ValueError, match=first):
        function(np.zeros(3), path)


def test_whole_numbers():
    path1, path2 = [[0, 0], [1, 2], [3, 1]], [[0, 0], [1, 1]]
    expected = siglib.sig_kernel(np.array(path1, float), np.array(path2, float))
    assert siglib.sig_kernel(path1, path2) == expected
    assert siglib.sig_kernel(np.array(path1, np.int8), np.array(path2, np.int64)) == expected


def test_positive_definite(rng):
    """Kernels of high order are inner products: no eigenvalue is below 0 by more than rounding."""
    paths = brownian(rng, 40, 30, 3)
    for static in (STATIC[0], STATIC[3], STATIC[6]):
        values = np.linalg.eigvalsh(siglib.sig_kernel_gram(paths, order=8, static_kernel=static_kernel(*static)))
        assert values[0] > -1e-9 * values[-1]


def test_time_and_lead_lag_are_those_of_augmented_paths(flags, dtype, rng):
    one, other = walks(rng, 9, 7, 2), walks(rng, 9, 6, 2)
    augmented = [reference.transform(path, **flags) for path in (one, other)]
    out = siglib.sig_kernel_gram(*in_dtype(dtype, one, other), **flags)
    assert error(out, siglib.sig_kernel_gram(*augmented)) < FORWARD[dtype]


def test_sizes_that_no_memory_holds(rng):
    one, other = brownian(rng, 3000, 2), brownian(rng, 4000, 2)
    for order in (2, 9):
        with pytest.raises(MemoryError, match="cannot allocate"):
            siglib.sig_kernel_backprop(1.0, np.tile(one, (200, 1)), other, dyadic_order=(20, 0), order=order)


@pytest.mark.parametrize("order", [24, 40, 64])
def test_high_orders_of_large_increments(order, dtype):
    """Powers of increments are beyond single precision where their coefficients are 0."""
    path = np.array([[0.0], [4.0]], dtype)
    np.testing.assert_allclose(siglib.sig_kernel(path, path, order=order), 427.56411572, rtol=max(FORWARD[dtype], 1e-8))
    by_path = siglib.sig_kernel_backprop(1.0, path, path, order=order)[0]
    np.testing.assert_allclose(by_path[:, 0], [-399.873136785, 399.873136785], rtol=max(FORWARD[dtype], 1e-8))
