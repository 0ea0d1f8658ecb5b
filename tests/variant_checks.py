"""One check per kernel variant against the reference, over batch sizes and lengths."""

import inspect
from functools import cache, partial

import numpy as np
import reference
from cases import as_tuple
from operations import TABLE
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
    operation_of,
    restrict_variants,
    row_lengths,
    second_derivative,
    single,
    walks,
)

import siglib

LENGTHS = (*range(2, 13), 17, 33, 64, 65)
TOLERANCES = {case.name: case.tolerance for case in TABLE}


def seeded(*key):
    return np.random.default_rng([len(key), *key])


def unaugmented(d, lead_lag):
    """Channels and flags of paths that have d channels once they are augmented."""
    return (d // 2, {"lead_lag": True, "time_aug": d % 2 == 1}) if lead_lag else (d, {})


@cache
def expected_sig(d, degree, length, lead_lag=False):
    channels, flags = unaugmented(d, lead_lag)
    paths = walks(seeded(d, degree, length), DISTINCT, length, channels)
    return paths, reference.sig(paths, degree, **flags)


@cache
def expected_gradient(d, degree, length, lead_lag=False):
    rng = seeded(d, degree, length)
    channels, flags = unaugmented(d, lead_lag)
    paths = walks(rng, DISTINCT, length, channels)
    derivs = single(rng.standard_normal((DISTINCT, reference.sig_length(d, degree))))
    return paths, derivs, reference.sig_backprop(paths, derivs, degree, **flags)


def check_sigfwd(dtype, d, degree, lengths=LENGTHS, lead_lag=False):
    _, flags = unaugmented(d, lead_lag)
    calls = [(b, n) for b in batch_sizes(dtype) for n in lengths[:7:3]]
    for batch, length in calls + [(LANES[dtype] + 1, n) for n in lengths]:
        paths, sigs = expected_sig(d, degree, length, lead_lag)
        out = siglib.sig(cycle(paths, batch, dtype), degree, **flags)
        expected = cycle(sigs, batch, np.float64)
        assert out.dtype == dtype
        assert level_error(out, expected, d, degree) < FORWARD[dtype], (batch, length, d, degree)


def check_sigbwd(dtype, d, degree, lengths=(2, 3, 4, 5, 6, 7, 9, 17, 33), lead_lag=False):
    _, flags = unaugmented(d, lead_lag)
    large = reference.sig_length(d, degree) > 3000  # the reference, not the library, is slow there
    lengths = lengths[:5] if large else lengths
    calls = [(b, n) for b in batch_sizes(dtype) for n in lengths[:5:2]]
    for batch, length in calls + [(LANES[dtype] + 1, n) for n in lengths]:
        paths, derivs, gradient = expected_gradient(d, degree, length, lead_lag)
        path, sig_derivs = cycle(paths, batch, dtype), cycle(derivs, batch, dtype)
        out = siglib.sig_backprop(path, None, sig_derivs, degree, **flags)
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


@cache
def expected_tensors(kernel, d, degree):
    """Rows for a kernel of tensors, and what the reference of its operation makes of them: its tangent, by a complex
    step, if the kernel computes in dual numbers, whose rows are those of the plain one and then their tangents."""
    lengths = row_lengths(operation_of(kernel), d, degree)
    rows = [single(seeded(d, degree, place).standard_normal((DISTINCT, n))) for place, n in enumerate(lengths)]
    plain = kernel.removesuffix("_dual")
    function = getattr(reference, operation_of(plain))
    sizes = {"d": d, "degree": degree}
    taken = [sizes[name] for name in inspect.signature(function).parameters if name in sizes]
    if kernel == plain:
        return rows, as_tuple(function(*rows, *taken))
    pairs = zip(rows[: len(rows) // 2], rows[len(rows) // 2 :], strict=True)
    moved = function(*(row + reference.STEP * 1j * tangent for row, tangent in pairs), *taken)
    return rows, tuple(value.imag / reference.STEP for value in as_tuple(moved))


def check_tensors(kernel, dtype, d, degree):
    rows, expected = expected_tensors(kernel, d, degree)
    operation = operation_of(kernel)
    tolerance = TOLERANCES.get(operation, BACKWARD)[dtype]
    for batch in batch_sizes(dtype):
        outs = compute_tensors(operation, *(cycle(row, batch, dtype) for row in rows), dimension=d, degree=degree)
        for out, value in zip(outs, expected, strict=True):
            right = cycle(value, batch, np.float64)
            is_signature = out.shape[-1] == reference.sig_length(d, degree)
            assert out.dtype == dtype
            assert (level_error(out, right, d, degree) if is_signature else error(out, right)) < tolerance, (
                batch,
                d,
                degree,
            )


# Those of paths; for tensors the reference of the operation is all there is to say.
CHECKS = {
    "sigfwd": check_sigfwd,
    "sigbwd": check_sigbwd,
    "sigfwd_lead_lag": partial(check_sigfwd, lead_lag=True),
    "sigbwd_lead_lag": partial(check_sigbwd, lead_lag=True),
    "sigfwd_dual": check_sigfwd_dual,
    "sigbwd_dual": check_sigbwd_dual,
}


def check(variant, largest=2500, **options):
    """Check one variant, and let no other kernel of its operation run."""
    check_shape = CHECKS.get(variant.op.replace("_subtree", "")) or partial(check_tensors, variant.op)
    for prefix in variant.prefixes:
        restrict_variants(variant.kernels, prefix)
        for d, degree in variant.shapes(largest):
            if not prefix or (d == 2 and prefix == 1) or reference.sig_length(d, degree + prefix) <= largest:
                check_shape(variant.dtype, d, degree + prefix, **options)
