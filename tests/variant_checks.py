"""One check per kernel variant against the reference, over batch sizes and lengths."""

import inspect
import re
from functools import partial
from itertools import permutations, product

import numpy as np
import reference
import reference_kernels
import reference_log
from cases import as_tuple
from operations import TABLE
from support import (
    BACKWARD,
    DISTINCT,
    FORWARD,
    LANES,
    LARGEST_BATCH,
    batch_sizes,
    compute_tensors,
    cycle,
    error,
    level_error,
    operation_of,
    options_of,
    remembered,
    restrict_variants,
    row_lengths,
    second_derivative,
    single,
    walks,
)

import siglib
from siglib._operation import OPERATIONS

LENGTHS = (*range(2, 13), 17, 33, 64, 65)
TOLERANCES = {case.name: case.tolerance for case in TABLE}


def seeded(*key):
    return np.random.default_rng([len(key), *key])


def unaugmented(d, lead_lag):
    """Channels and flags of paths that have d channels once they are augmented."""
    return (d // 2, {"lead_lag": True, "time_aug": d % 2 == 1}) if lead_lag else (d, {})


@remembered
def expected_sig(d, degree, length, lead_lag=False):
    channels, flags = unaugmented(d, lead_lag)
    paths = walks(seeded(d, degree, length), DISTINCT, length, channels)
    return paths, reference.sig(paths, degree, **flags)


@remembered
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
        tolerance = loosened_for_one_channel(FORWARD[dtype], d)
        assert level_error(out, expected, d, degree) < tolerance, (batch, length, d, degree)


def loosened_for_one_channel(tolerance, d):
    """The only coefficient of a level may be small beside the terms that a sum over steps makes it of."""
    return tolerance * (10 if d == 1 else 1)


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


@remembered
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


@remembered
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


def lyndon_level_error(actual, expected, sigs, d, degree):
    """The largest error over the levels of log-signatures, relative to the products of levels that they are sums of."""
    ends = [reference_log.log_sig_length(d, level) for level in range(1, degree)]
    pairs = zip(np.split(actual, ends, axis=1), np.split(expected, ends, axis=1), strict=True)
    scales = [np.abs(level).max() for level in reference.split(sigs, d, degree)[1:]]
    for n in range(1, degree):
        scales[n] = max([scales[n], *(scales[i] * scales[n - 1 - i] for i in range(n))])
    return max(np.abs(one - other).max(initial=0) / scale for (one, other), scale in zip(pairs, scales, strict=True))


def whole_paths(dtype):
    """So many paths that none is cut into segments, which have other kernels."""
    return 16 * LANES[dtype] + 1


@remembered
def expected_log_sig(d, degree, length):
    paths, sigs = expected_sig(d, degree, length)
    return paths, sigs, reference_log.sig_to_log_sig(sigs, d, degree)


def loosened(tolerance, degree):
    """High levels of a logarithm are small differences of large numbers."""
    return tolerance * (20 if degree > 8 else 1)


def check_log_sigfwd(dtype, d, degree, lengths=LENGTHS):
    tolerance = loosened(FORWARD[dtype], degree)
    calls = [(b, n) for b in (*batch_sizes(dtype), whole_paths(dtype)) for n in lengths[:7:3]]
    for batch, length in calls + [(LANES[dtype] + 1, n) for n in lengths]:
        paths, sigs, logs = expected_log_sig(d, degree, length)
        out, expected = siglib.log_sig(cycle(paths, batch, dtype), degree), cycle(logs, batch, np.float64)
        assert (out.dtype, out.shape) == (dtype, expected.shape)
        assert lyndon_level_error(out, expected, sigs, d, degree) < tolerance, (batch, length, d, degree)


@remembered
def expected_log_gradient(d, degree, length):
    paths, _ = expected_sig(d, degree, length)
    derivs = single(seeded(d, degree, length, 1).standard_normal((DISTINCT, reference_log.log_sig_length(d, degree))))
    return paths, derivs, reference_log.log_sig_backprop(paths, None, derivs, degree)


def check_log_sigbwd(dtype, d, degree, lengths=(2, 3, 4, 5, 6, 7, 9, 17, 33)):
    lengths = lengths[:5] if degree > 8 or reference.sig_length(d, degree) > 3000 else lengths
    tolerance = loosened(BACKWARD[dtype], degree)
    calls = [(b, n) for b in (*batch_sizes(dtype), whole_paths(dtype)) for n in lengths[:5:2]]
    for batch, length in calls + [(LANES[dtype] + 1, n) for n in lengths]:
        paths, derivs, gradient = expected_log_gradient(d, degree, length)
        path, log_derivs = cycle(paths, batch, dtype), cycle(derivs, batch, dtype)
        for sig in (None, siglib.sig(path, degree)):
            out = siglib.log_sig_backprop(path, sig, log_derivs, degree)
            assert out.dtype == dtype
            assert error(out, cycle(gradient, batch, np.float64)) < tolerance, (batch, length, d, degree)


@remembered
def expected_series(operation, d, degree, exponential, lyndon):
    """Rows for an operation on power series, and what the reference makes of them."""
    lengths = row_lengths(operation, d, degree, exponential=exponential, lyndon=lyndon)
    rows = [single(seeded(d, degree, place).standard_normal((DISTINCT, n))) for place, n in enumerate(lengths)]
    name = "exp" if exponential else "log"
    function, backprop = getattr(reference_log, name), getattr(reference_log, f"{name}_backprop")

    def series(tensor):
        return reference_log.coordinates(function(tensor, d, degree), d, degree, int(lyndon))

    def gradient(tensor):
        derivs = reference_log.coordinates_backprop(rows[-1], d, degree, int(lyndon))
        return backprop(derivs, tensor, d, degree)

    def moved(function):
        return reference_log.jvp(function, rows[:1], rows[1:2])

    expected = {
        "series": lambda: (series(rows[0]),),
        "series_jvp": lambda: moved(series),
        "series_backprop": lambda: (gradient(rows[0]),),
        "series_backprop_tangent": lambda: moved(gradient)[1:],
    }[operation]()
    return rows, expected


def check_series(operation, forms, dtype, d, degree):
    """Of all words, of Lyndon words, or of both: `forms`."""
    tolerance = (FORWARD if operation == "series" else BACKWARD)[dtype]
    for exponential, lyndon in product((False, True), forms):
        rows, expected = expected_series(operation, d, degree, exponential, lyndon)
        sizes = {"dimension": d, "degree": degree, "exponential": exponential, "lyndon": lyndon}
        for batch in batch_sizes(dtype):
            outs = compute_tensors(operation, *(cycle(row, batch, dtype) for row in rows), **sizes)
            for out, value in zip(outs, expected, strict=True):
                assert out.dtype == dtype
                assert error(out, cycle(value, batch, np.float64)) < tolerance, (batch, sizes)


@remembered
def expected_basis(d, degree, source, target, transposed):
    bases = {"source": source, "target": target, "transposed": transposed}
    (length,) = row_lengths("change_basis", d, degree, **bases)
    rows = single(seeded(d, degree).standard_normal((DISTINCT, length)))
    if transposed:
        by_tensor = reference_log.coordinates_backprop(rows, d, degree, target)
        return rows, reference_log.element_backprop(by_tensor, d, degree, source)
    return rows, reference_log.coordinates(reference_log.element(rows, d, degree, source), d, degree, target)


def check_basis(dtype, d, degree):
    """Between all bases, and back by the transpose."""
    for (source, target), transposed in product(permutations(range(3), 2), (False, True)):
        rows, expected = expected_basis(d, degree, source, target, transposed)
        sizes = {"dimension": d, "degree": degree, "source": source, "target": target, "transposed": transposed}
        for batch in batch_sizes(dtype):
            (out,) = compute_tensors("change_basis", cycle(rows, batch, dtype), **sizes)
            assert out.dtype == dtype
            assert error(out, cycle(expected, batch, np.float64)) < FORWARD[dtype], (batch, sizes)


@remembered
def expected_log_combine(d, degree, at_words):
    length = reference_log.log_sig_length(d, degree)
    rows = [single(seeded(d, degree, place).standard_normal((DISTINCT, length))) for place in range(2)]
    out = reference_log.log_sig_combine(*rows, d, degree, method=1 if at_words else 2)
    return rows, out if at_words else at_lyndon_words(out, d, degree)


def at_lyndon_words(brackets, d, degree):
    """Coefficients of brackets, changed to those at words: the way back makes a small error a large one."""
    return brackets.astype(np.float64) @ reference_log.bracket_words(d, degree).T


def check_log_combine(dtype, d, degree):
    for at_words in (False, True):
        rows, expected = expected_log_combine(d, degree, at_words)
        sizes = {"dimension": d, "degree": degree, "at_words": at_words}
        for batch in batch_sizes(dtype):
            (out,) = compute_tensors("log_sig_combine", *(cycle(row, batch, dtype) for row in rows), **sizes)
            assert out.dtype == dtype
            out = out if at_words else at_lyndon_words(out, d, degree)
            assert error(out, cycle(expected, batch, np.float64)) < FORWARD[dtype], (batch, sizes)


@remembered
def expected_stream(d, degree, length):
    """Tangents and gradients of streams that start somewhere."""
    rng = seeded(d, degree, length, 11)
    paths, tangents = walks(rng, DISTINCT, length, d), single(rng.standard_normal((DISTINCT, length, d)))
    words = reference.sig_length(d, degree)
    starts, moves = (single(rng.standard_normal((DISTINCT, words))) for _ in range(2))
    derivs = single(rng.standard_normal((DISTINCT, length - 1, words)))
    arrays = {"path": paths, "tangent": tangents, "initial": starts, "initial_tangent": moves, "sig_derivs": derivs}
    return arrays, {
        "sigfwd_stepwise": (reference.sig_stream(paths, starts, degree),),
        "sigfwd_stepwise_dual": reference.sig_stream_jvp(paths, tangents, starts, moves, degree),
        "sigbwd_stepwise": reference.sig_stream_backprop(paths, derivs, starts, degree),
        "sigbwd_stepwise_dual": reference.sig_stream_backprop_tangent(paths, tangents, derivs, starts, moves, degree),
    }


def check_stream(kernel, dtype, d, degree, lengths=(2, 3, 5, 9)):
    operation = OPERATIONS[operation_of(kernel)]
    options = options_of(operation.name, d, degree)
    for batch, length in [(b, lengths[1]) for b in batch_sizes(dtype)] + [(LANES[dtype] + 1, n) for n in lengths]:
        arrays, expected = expected_stream(d, degree, length)
        given = [
            cycle(arrays[operand.name], batch, dtype) if operand.name in arrays else None
            for operand in operation.operands
        ]
        outs = as_tuple(operation(*given, options=options))
        for out, value in zip(outs, expected[kernel], strict=True):
            assert out.dtype == dtype
            assert error(out, cycle(value, batch, np.float64)) < 3 * BACKWARD[dtype], (batch, length, d, degree)


@remembered
def expected_windows(d, degree, window):
    """Signatures of windows so long that each is the product of a suffix and a prefix, and the gradient."""
    rng = seeded(d, degree, window)
    paths = walks(rng, DISTINCT, 2 * window, d)
    values = reference.sig_windows(paths, degree, window)
    derivs = single(rng.standard_normal(values.shape))
    return paths, derivs, values, reference.sig_windows_backprop(paths, derivs, degree, window)


def check_windows(dtype, d, degree, window=12):
    paths, _, expected, _ = expected_windows(d, degree, window)
    for batch in batch_sizes(dtype):
        out = siglib.sig_windows(cycle(paths, batch, dtype), degree, window)
        assert out.dtype == dtype
        assert error(out, cycle(expected, batch, np.float64)) < FORWARD[dtype], (batch, d, degree)


def check_windows_bwd(dtype, d, degree, window=12):
    paths, derivs, _, expected = expected_windows(d, degree, window)
    for batch in batch_sizes(dtype):
        arrays = (cycle(array, batch, dtype) for array in (paths, derivs))
        out = siglib.sig_windows_backprop(*arrays, degree, window)
        assert out.dtype == dtype
        assert error(out, cycle(expected, batch, np.float64)) < BACKWARD[dtype], (batch, d, degree)


def check_case(operation, dtype, d, degree, lengths=(2, 9, 33)):
    case = next(case for case in TABLE if case.name == operation)
    for length in lengths[:3]:
        example = case.example(batch=LARGEST_BATCH, length=length, dimension=d, degree=degree, dtype=dtype)
        for batch in batch_sizes(dtype):
            example.check_first(batch, factor=loosened_for_one_channel(1, d))


@remembered
def expected_pairs(d, suffix, how):
    """The arguments of a function of Gram matrices, and what it returns."""
    rng, how = seeded(d, len(suffix)), dict(how)
    one, other, *tangents = (walks(rng, 3, n, d) for n in (40, 37, 40, 37))
    arrays = (one, other, *tangents) if suffix == "_jvp" else (one, other)
    if suffix == "_backprop":
        arrays = (single(rng.standard_normal(reference_kernels.sig_kernel_gram(one, other, **how).shape)), *arrays)
    return arrays, as_tuple(getattr(reference_kernels, "sig_kernel_gram" + suffix)(*arrays, **how))


def check_pairs(kernel, dtype, d, degree):
    """Signature kernels, side by side or pair by pair, of the order of a kernel, or one that has none of its own."""
    found = re.search(r"order(\d+)", kernel)
    how = {"order": int(found[1]) if found else 5 if "solve" in kernel else 4}
    if "grid" in kernel:
        how["return_grid"] = True
    restrict_variants(None, waves="wave" in kernel, fanout=2)
    for suffix in ("_jvp",) if "dual" in kernel else ("", "_backprop"):
        arrays, expected = expected_pairs(d, suffix, tuple(how.items()))
        outs = as_tuple(getattr(siglib, "sig_kernel_gram" + suffix)(*(a.astype(dtype) for a in arrays), **how))
        for out, value in zip(outs, expected, strict=True):
            assert out.dtype == dtype
            assert error(out, value) < (BACKWARD if suffix else FORWARD)[dtype], (kernel, d)


CHECKS = {
    "sigfwd": check_sigfwd,
    "sigbwd": check_sigbwd,
    "sigfwd_lead_lag": partial(check_sigfwd, lead_lag=True),
    "sigbwd_lead_lag": partial(check_sigbwd, lead_lag=True),
    "sigfwd_dual": check_sigfwd_dual,
    "sigbwd_dual": check_sigbwd_dual,
    "sigfwd_lyndon": check_log_sigfwd,
    "sigbwd_lyndon": check_log_sigbwd,
    "window_product": check_windows,
    "window_product_bwd": check_windows_bwd,
    "basis": check_basis,
    "series_factors": check_log_combine,
    "product_factors": check_log_combine,
    "log_combine": check_log_combine,
    "coef": partial(check_case, "sig_coef"),
    "coef_bwd": partial(check_case, "sig_coef_backprop"),
    "coef_dual": partial(check_case, "sig_coef_jvp"),
    "coef_bwd_dual": partial(check_case, "sig_coef_backprop_tangent"),
}


def check_of(kernel):
    """The check of a kernel; for tensors the reference of the operation is all there is to say."""
    plain = kernel.replace("_subtree", "")
    if plain in CHECKS:
        return CHECKS[plain]
    if kernel.startswith(("gram", "solve", "wave")):
        return partial(check_pairs, kernel)
    if "_corrected" in kernel:
        return partial(check_case, operation_of(kernel))
    if "stepwise" in kernel:
        return partial(check_stream, kernel)
    if kernel.startswith("series"):
        return partial(check_series, series_operation(kernel), ("_lyndon" in kernel,))
    if kernel.startswith("bundle"):
        return partial(check_series, series_operation(kernel), (False, True))
    return partial(check_tensors, kernel)


def series_operation(kernel):
    """The operation on power series that a kernel is for: whatever its form, by row as well as in lanes."""
    return operation_of(kernel.replace("bundle", "series").replace("_row", "").replace("_lyndon", ""))


def check(variant, largest=2500, **options):
    """Check one variant, and let no other kernel of its operation run."""
    check_shape = check_of(variant.op)
    for prefix in variant.prefixes:
        restrict_variants(variant.kernels, prefix, variant.by_row, signatures=False)
        for d, degree in variant.shapes(largest):
            if not prefix or (d == 2 and prefix == 1) or reference.sig_length(d, degree + prefix) <= largest:
                check_shape(variant.dtype, d, degree + prefix, **options)
