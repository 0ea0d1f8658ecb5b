"""One check per kernel variant against the reference, over batch sizes and lengths."""

from functools import cache, partial

import numpy as np
import reference
from support import (
    BACKWARD,
    DISTINCT,
    FORWARD,
    LANES,
    batch_sizes,
    compute_tensors,
    cycle,
    error,
    level_error,
    restrict_variants,
    second_derivative,
    single,
    walks,
)

import siglib

LENGTHS = (*range(2, 13), 17, 33, 64, 65)


def seeded(*key):
    return np.random.default_rng([len(key), *key])


@cache
def expected_sig(d, degree, length):
    paths = walks(seeded(d, degree, length), DISTINCT, length, d)
    return paths, reference.sig(paths, degree)


@cache
def expected_gradient(d, degree, length):
    rng = seeded(d, degree, length)
    paths = walks(rng, DISTINCT, length, d)
    derivs = single(rng.standard_normal((DISTINCT, reference.sig_length(d, degree))))
    return paths, derivs, reference.sig_backprop(paths, derivs, degree)


@cache
def expected_product(d, degree):
    """Three random tensors, the product of the last two and its gradients against the first."""
    shape = (3, DISTINCT, reference.sig_length(d, degree))
    tensors = single(seeded(d, degree).standard_normal(shape))
    product = reference.sig_combine(tensors[1], tensors[2], d, degree)
    return tensors, product, reference.sig_combine_backprop(*tensors, d, degree)


def check_sigfwd(dtype, d, degree, lengths=LENGTHS):
    calls = [(b, n) for b in batch_sizes(dtype) for n in lengths[:7:3]]
    for batch, length in calls + [(LANES[dtype] + 1, n) for n in lengths]:
        paths, sigs = expected_sig(d, degree, length)
        out = siglib.sig(cycle(paths, batch, dtype), degree)
        expected = cycle(sigs, batch, np.float64)
        assert out.dtype == dtype
        assert level_error(out, expected, d, degree) < FORWARD[dtype], (batch, length, d, degree)


def check_sigbwd(dtype, d, degree, lengths=(2, 3, 4, 5, 6, 7, 9, 17, 33)):
    large = reference.sig_length(d, degree) > 3000  # the reference, not the library, is slow there
    lengths = lengths[:5] if large else lengths
    calls = [(b, n) for b in batch_sizes(dtype) for n in lengths[:5:2]]
    for batch, length in calls + [(LANES[dtype] + 1, n) for n in lengths]:
        paths, derivs, gradient = expected_gradient(d, degree, length)
        path, sig_derivs = cycle(paths, batch, dtype), cycle(derivs, batch, dtype)
        out = siglib.sig_backprop(path, None, sig_derivs, degree)
        assert out.dtype == dtype
        where = (batch, length, d, degree)
        assert error(out, cycle(gradient, batch, np.float64)) < BACKWARD[dtype], where


@cache
def expected_tangents(d, degree, length):
    """Tangents of the gradient and of the signature."""
    rng = seeded(d, degree, length, 7)
    paths, tangents = walks(rng, DISTINCT, length, d), single(rng.standard_normal((DISTINCT, length, d)))
    derivs = single(rng.standard_normal((DISTINCT, reference.sig_length(d, degree))))
    by_path, by_sig = reference.sig_backprop_tangent(paths, tangents, derivs, degree)
    return paths, tangents, derivs, by_sig, by_path


def check_sigfwd_dual(dtype, d, degree, lengths=(2, 3, 5, 9, 17, 33)):
    for batch, length in [(b, lengths[1]) for b in batch_sizes(dtype)] + [(LANES[dtype] + 1, n) for n in lengths]:
        paths, tangents, _, by_sig, _ = expected_tangents(d, degree, length)
        sigs, out = siglib.sig_jvp(cycle(paths, batch, dtype), cycle(tangents, batch, dtype), degree)
        assert out.dtype == sigs.dtype == dtype
        assert error(out, cycle(by_sig, batch, np.float64)) < BACKWARD[dtype], (batch, length, d, degree)
        assert error(sigs, siglib.sig(cycle(paths, batch, dtype), degree)) < FORWARD[dtype]


def check_sigbwd_dual(dtype, d, degree, lengths=(2, 3, 5, 9, 17)):
    for batch, length in [(b, lengths[1]) for b in batch_sizes(dtype)] + [(LANES[dtype] + 1, n) for n in lengths]:
        paths, tangents, derivs, by_sig, by_path = expected_tangents(d, degree, length)
        arrays = (cycle(a, batch, dtype) for a in (paths, tangents, derivs))
        out, sig_tangent = second_derivative(*arrays, degree)
        assert out.dtype == sig_tangent.dtype == dtype
        where = (batch, length, d, degree)
        assert error(out, cycle(by_path, batch, np.float64)) < 3 * BACKWARD[dtype], where
        assert error(sig_tangent, cycle(by_sig, batch, np.float64)) < BACKWARD[dtype], where


def check_combine(dtype, d, degree):
    (_, a, b), product, _ = expected_product(d, degree)
    for batch in batch_sizes(dtype):
        pair = (cycle(s, batch, dtype) for s in (a, b))
        out = siglib.sig_combine(*pair, d, degree)
        expected = cycle(product, batch, np.float64)
        assert out.dtype == dtype
        assert level_error(out, expected, d, degree) < FORWARD[dtype], (batch, d, degree)


def check_combine_bwd(dtype, d, degree):
    tensors, _, gradients = expected_product(d, degree)
    for batch in batch_sizes(dtype):
        out = siglib.sig_combine_backprop(*(cycle(s, batch, dtype) for s in tensors), d, degree)
        for side, gradient in zip(out, gradients, strict=True):
            expected = cycle(gradient, batch, np.float64)
            assert side.dtype == dtype
            assert level_error(side, expected, d, degree) < BACKWARD[dtype], (batch, d, degree)


@cache
def expected_scaling(d, degree):
    """Three random tensors and factors, each with a tangent, and what the kernels make of them, by complex step."""
    rng = seeded(d, degree, 11)
    words = reference.sig_length(d, degree)
    operands, tangents = ([single(rng.standard_normal((DISTINCT, n))) for n in (words, words, d)] for _ in range(2))
    moved = [operand + 1e-30j * tangent for operand, tangent in zip(operands, tangents, strict=True)]
    scaled = reference.join(scaled_levels(*moved[1:], degree))
    return operands, tangents, scaled, reference.sig_scale_backprop(*moved, degree)


def scaled_levels(sig, factors, degree):
    levels = reference.split(sig, factors.shape[1], degree)
    return [a * p for a, p in zip(levels, powers(factors, degree), strict=True)]


def powers(factors, degree):
    out = [np.ones((len(factors), 1), factors.dtype)]
    for _ in range(degree):
        out.append(reference.outer(out[-1], factors))
    return out


def check_scaling(operation, tangent, dtype, d, degree):
    operands, tangents, scaled, gradient = expected_scaling(d, degree)
    (derivs, sig, factors), (derivs_tangent, sig_tangent, factors_tangent) = operands, tangents
    arrays, expected = {
        "sig_scale": ((sig, factors), (scaled,)),
        "sig_scale_jvp": ((sig, factors, sig_tangent, factors_tangent), (scaled,)),
        "sig_scale_backprop": ((derivs, sig, factors), gradient),
        "sig_scale_backprop_tangent": (
            (derivs, sig, factors, derivs_tangent, sig_tangent, factors_tangent),
            gradient,
        ),
    }[operation]
    for batch in batch_sizes(dtype):
        outs = compute_tensors(operation, *(cycle(array, batch, dtype) for array in arrays), dimension=d, degree=degree)
        for out, value in zip(outs, expected, strict=True):
            right = value.imag / 1e-30 if tangent else value.real
            assert out.dtype == dtype
            assert error(out, cycle(right, batch, np.float64)) < BACKWARD[dtype], (batch, d, degree)


def check_inverse(dtype, d, degree):
    (_, sig, _), *_ = expected_scaling(d, degree)
    right = reference.sig_inverse(sig, d, degree)
    for batch in batch_sizes(dtype):
        out = siglib.sig_inverse(cycle(sig, batch, dtype), d, degree)
        np.testing.assert_array_equal(out, cycle(right, batch, dtype), strict=True)


CHECKS = {
    "sigfwd": check_sigfwd,
    "sigbwd": check_sigbwd,
    "sigfwd_dual": check_sigfwd_dual,
    "sigbwd_dual": check_sigbwd_dual,
    "combine": check_combine,
    "combine_bwd": check_combine_bwd,
    "inverse": check_inverse,
    "scale": partial(check_scaling, "sig_scale", False),
    "scale_dual": partial(check_scaling, "sig_scale_jvp", True),
    "scale_bwd": partial(check_scaling, "sig_scale_backprop", False),
    "scale_bwd_dual": partial(check_scaling, "sig_scale_backprop_tangent", True),
}


def check(variant, largest=2500, **options):
    """Check one variant, and let no other kernel of its operation run."""
    for prefix in variant.prefixes:
        restrict_variants(variant.kernels, prefix)
        for d, degree in variant.shapes(largest):
            if not prefix or (d == 2 and prefix == 1) or reference.sig_length(d, degree + prefix) <= largest:
                CHECKS[variant.op.replace("_subtree", "")](variant.dtype, d, degree + prefix, **options)
