"""Every CUDA kernel against the CPU's: on the emulator in three orders of threads, and on a device if there is one."""

import re
from importlib.util import find_spec

import pytest
import reference
import torch
from support import FLAGS, error, walks

from siglib._numbers import count_words
from siglib._operation import OPERATIONS
from siglib._options import PathOptions
from siglib.torch import _backend

TOLERANCE = {torch.float32: 2e-5, torch.float64: 1e-12}
BACKWARD_TOLERANCE = {torch.float32: 2e-4, torch.float64: 1e-10}
DTYPES = {"f32": torch.float32, "f64": torch.float64}


def variants():
    """Names of the kernels of all operations, of either build."""
    for module in ("_device", "_emulator"):
        if find_spec(f"siglib.cuda.{module}") is not None:
            return __import__(f"siglib.cuda.{module}", fromlist=["VARIANTS"]).VARIANTS
    return []


def parse(name):
    """Split a name into operation, dtype, dimension and degree; None for what surrounds the operations."""
    match = re.fullmatch(r"((?:sig|combine)[a-z_]*)_(f32|f64)_(?:(generic)|(?:d(\d+)_)?n(\d+))", name)
    return match and (match[1], DTYPES[match[2]], match[4] and int(match[4]), match[5] and int(match[5]))


KERNELS = [name for name in variants() if parse(name)]


def shapes(dimension, degree):
    """Dimensions and degrees to try a variant on."""
    if dimension:
        return [(dimension, degree)]
    degrees = [degree] if degree else [1, 2, 3, 9]
    return [(d, n) for n in degrees for d in (2, 3, 5, 8, 9) if count_words(d, n) <= 1100]


def numbers(degree, time_aug=False, lead_lag=False, end_time=1.0, scalar_term=False):
    return PathOptions(degree, time_aug, lead_lag, end_time, scalar_term, 1)


def on_cpu(name, *arguments):
    """Compute an operation with the CPU's kernels: operands, then options."""
    operation = OPERATIONS[name]
    count = len(operation.operands)
    return _backend.on_cpu(operation, arguments[:count], operation.options(*arguments[count:]))


def close(actual, expected, tolerance):
    actual = actual if isinstance(actual, tuple) else (actual,)
    expected = expected if isinstance(expected, tuple) else (expected,)
    for one, other in zip(actual, expected, strict=True):
        assert one.dtype == other.dtype
        assert error(one.numpy(), other.double().numpy()) < tolerance


def agree(machine, name, *arguments, tolerance=None):
    """Compare an operation with the CPU's."""
    dtype = arguments[0].dtype
    expected = on_cpu(name, *arguments)
    close(machine.run(name, *arguments), expected, tolerance or BACKWARD_TOLERANCE[dtype])


def paths(rng, *shape, dtype):
    return torch.from_numpy(walks(rng, *shape)).to(dtype)


def rows(rng, *shape, dtype):
    return torch.from_numpy(rng.standard_normal(shape)).to(dtype)


def check_path(machine, rng, operation, dtype, d, degree, batch, length):
    path, tangent = paths(rng, batch, length, d, dtype=dtype), rows(rng, batch, length, d, dtype=dtype)
    derivs = rows(rng, batch, count_words(d, degree), dtype=dtype)
    n = numbers(degree)
    if operation == "sigfwd":
        agree(machine, "sig", path, None, *n, tolerance=TOLERANCE[dtype])
    elif operation == "sigbwd":
        agree(machine, "sig_backprop", path, None, derivs, None, *n)
    elif operation == "sigfwd_dual":
        agree(machine, "sig_jvp", path, tangent, None, *n)
    elif operation == "sigbwd_dual":
        agree(machine, "sig_backprop_tangent", path, tangent, derivs, None, *n)
    else:
        raise AssertionError(operation)


@pytest.mark.parametrize("name", KERNELS)
def test_variant(machine, name, rng):
    operation, dtype, dimension, degree = parse(name)
    for d, n in shapes(dimension, degree):
        machine.launcher.restrict_variants(None if dimension else "degree" if degree else "generic", 1)
        if operation in ("combine", "combine_bwd"):
            deriv, a, b = (rows(rng, 5, count_words(d, n), dtype=dtype) for _ in range(3))
            for left, right in ((True, True), (False, True), (True, False)):
                agree(machine, "sig_combine", a, b, d, n, left, right, 1)
                agree(machine, "sig_combine_backprop", deriv, a, b, d, n, left, right, 1)
            # Segments of paths are joined by Chen products.
            for segments in (2, 8):
                machine.launcher.restrict_variants(None if degree else "generic", segments)
                check_path(machine, rng, "sigbwd" if "bwd" in operation else "sigfwd", dtype, d, n, 3, 14)
        elif "combine" in operation:
            # Those of dual numbers join the segments of paths with tangents.
            for segments in (2, 8):
                machine.launcher.restrict_variants(None if degree else "generic", segments)
                check_path(machine, rng, f"sig{'bwd' if 'bwd' in operation else 'fwd'}_dual", dtype, d, n, 3, 11)
        else:
            for batch, length in ((1, 2), (5, 9), (2, 40)):
                check_path(machine, rng, operation, dtype, d, n, batch, length)


def test_variants_are_those_of_the_list():
    """One kernel for each degree and operation at least."""
    assert {parse(name)[0] for name in KERNELS} <= {
        *("sigfwd", "sigbwd", "sigfwd_dual", "sigbwd_dual"),
        *("combine", "combine_bwd", "combine_dual", "combine_bwd_dual"),
    }
    for dtype in {name.split("_f")[1][:2] for name in KERNELS}:
        assert f"sigbwd_dual_f{dtype}_generic" in KERNELS


def operations(path, tangent, lengths, derivs, given, degree, flags):
    """Calls of everything that reads paths."""
    n, with_scalar = numbers(degree, **flags), numbers(degree, **flags, scalar_term=True)
    return [
        ("sig", path, lengths, *n),
        ("sig", path, lengths, *with_scalar),
        ("sig_jvp", path, tangent, lengths, *with_scalar),
        ("sig_backprop", path, None, derivs, lengths, *n),
        ("sig_backprop", path, given, derivs, lengths, *n),
        ("sig_backprop_tangent", path, tangent, derivs, lengths, *n),
    ]


@pytest.mark.parametrize("kernels", [None, "degree", "generic"])
@pytest.mark.parametrize("ragged", [False, True], ids=["full", "ragged"])
@pytest.mark.parametrize("flags", FLAGS, ids=lambda f: "".join("fT"[f[k]] for k in ("time_aug", "lead_lag")))
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(("d", "degree"), [(1, 4), (2, 3), (3, 2)])
def test_flags(machine, d, degree, dtype, flags, ragged, kernels, rng):
    path, tangent = paths(rng, 6, 12, d, dtype=dtype), rows(rng, 6, 12, d, dtype=dtype)
    lengths = torch.tensor([12, 0, 1, 2, 7, 11]) if ragged else None
    if ragged:
        for array in (path, tangent):
            array[torch.arange(12) >= lengths[:, None]] = float("nan")
    enlarged = reference.enlarged(d, flags["time_aug"], flags["lead_lag"])
    derivs = rows(rng, 6, count_words(enlarged, degree), dtype=dtype)
    given = on_cpu("sig", path, lengths, *numbers(degree, **flags))[0]
    for segments in (0, 4):
        machine.launcher.restrict_variants(kernels, segments)
        for name, *arguments in operations(path, tangent, lengths, derivs, given, degree, flags):
            agree(machine, name, *arguments)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize("flags", FLAGS, ids=lambda f: "".join("fT"[f[k]] for k in ("time_aug", "lead_lag")))
def test_transform(machine, flags, dtype, rng):
    n = numbers(0, **flags)
    for length in (0, 1, 2, 7):
        path = rows(rng, 2, 3, length, 4, dtype=dtype)
        agree(machine, "transform_path", path, *n)
        agree(machine, "transform_path_backprop", *on_cpu("transform_path", path, *n), *n)


def test_long_paths_are_cut(machine, rng):
    """As planned: few long paths fill the machine in segments."""
    path = paths(rng, 2, 700, 2, dtype=torch.float64)
    derivs = rows(rng, 2, count_words(2, 3), dtype=torch.float64)
    agree(machine, "sig", path, None, *numbers(3))
    agree(machine, "sig_backprop", path, None, derivs, None, *numbers(3))


def test_many_words(machine, rng):
    """More words than a thread block has threads, more letters than a warp has."""
    for d, degree in ((40, 2), (6, 4), (150, 1), (13, 3)):
        path = paths(rng, 2, 5, d, dtype=torch.float64)
        derivs = rows(rng, 2, count_words(d, degree), dtype=torch.float64)
        machine.launcher.restrict_variants("degree")
        agree(machine, "sig", path, None, *numbers(degree))
        agree(machine, "sig_backprop", path, None, derivs, None, *numbers(degree))


def test_very_many_letters(machine, rng):
    """Beyond what a buffer in shared memory holds, kernels for any degree take over; one letter less is the limit."""
    for d in (512, 513):
        path = paths(rng, 1, 3, d, dtype=torch.float64)
        derivs = rows(rng, 1, d, dtype=torch.float64)
        agree(machine, "sig", path, None, *numbers(1))
        agree(machine, "sig_backprop_tangent", path, path, derivs, None, *numbers(1))


def test_two_runs_are_bit_equal(machine, rng):
    path = paths(rng, 9, 130, 3, dtype=torch.float32)
    derivs = rows(rng, 9, count_words(3, 4), dtype=torch.float32)
    for name, *arguments in operations(path, path, None, derivs, None, 4, FLAGS[0]):
        one, other = machine.run(name, *arguments), machine.run(name, *arguments)
        for a, b in zip(*(x if isinstance(x, tuple) else (x,) for x in (one, other)), strict=True):
            assert torch.equal(a, b)


def test_results_do_not_depend_on_thread_blocks(rng, machine):
    """What a path's signature is does not depend on the batch that it came with."""
    path = paths(rng, 40, 20, 3, dtype=torch.float64)
    machine.launcher.restrict_variants(None, 1)
    whole = machine.run("sig", path, None, *numbers(3))
    assert torch.equal(whole[7:9], machine.run("sig", path[7:9], None, *numbers(3)))


def test_strides(machine, rng):
    base = rows(rng, 4, 3, 10, 6, dtype=torch.float64)
    views = base[::2, :, 1::2, ::3], base.transpose(0, 1), base[0, 0], base[:1].expand(5, 3, 10, 6)
    for view in views:
        words = count_words(view.shape[-1], 2)
        derivs = rows(rng, *view.shape[:-2], 2 * words, dtype=torch.float64)[..., ::2]
        before = view.clone()
        agree(machine, "sig", view, None, *numbers(2))
        agree(machine, "sig_backprop", view, None, derivs, None, *numbers(2))
        agree(machine, "sig_jvp", view, torch.ones_like(view), None, *numbers(2))
        assert torch.equal(view, before)


@pytest.mark.parametrize("scalar_term", [False, True])
def test_formats(machine, scalar_term, rng):
    words = count_words(3, 3) + scalar_term
    deriv, a, b = (rows(rng, 2, 4, words, dtype=torch.float64) for _ in range(3))
    agree(machine, "sig_combine", a, b, 3, 3, scalar_term, scalar_term, 1)
    agree(machine, "sig_combine_backprop", deriv, a, b, 3, 3, True, True, 1)
    path = paths(rng, 2, 4, 6, 3, dtype=torch.float64)
    given = on_cpu("sig", path, None, *numbers(3, scalar_term=scalar_term))[0]
    agree(machine, "sig_backprop", path, given, deriv, None, *numbers(3))


@pytest.mark.parametrize("shape", [(2, 0, 3), (2, 1, 3), (0, 5, 3), (2, 0, 5, 3)])
@pytest.mark.parametrize("degree", [0, 2])
def test_degenerate(machine, shape, degree):
    path = torch.ones(shape, dtype=torch.float64)
    derivs = torch.ones(*shape[:-2], count_words(3, degree), dtype=torch.float64)
    for name, *arguments in operations(path, path, None, derivs, None, degree, FLAGS[0]):
        agree(machine, name, *arguments)


def test_lengths_out_of_range_are_clamped(machine, rng):
    """The device cannot raise, but must not read beyond an array either."""
    path = paths(rng, 3, 5, 2, dtype=torch.float64)
    clamped = on_cpu("sig", path, torch.tensor([0, 5, 3]), *numbers(2))
    close(machine.run("sig", path, torch.tensor([-7, 1 << 40, 3]), *numbers(2)), clamped, 1e-12)


def test_launch_errors_have_cudas_name(machine, rng):
    """No such device."""
    path, out = torch.zeros(2, 3, 2), torch.zeros(2, 6)
    arrays = [(array.data_ptr(), tuple(array.shape), array.stride()) for array in (out, path)]
    call = {"device": 99, "stream": 0, "itemsize": 4, "allocate": lambda count: 256}
    with pytest.raises(RuntimeError, match=r"CUDA device 99: cudaErrorInvalidDevice \(.+\)"):
        machine.launcher.run("sigfwd", (arrays[0],), (arrays[1], None), numbers(2), **call)
    assert machine.launcher.why_unusable() is None


@pytest.mark.parametrize("segments", [1, 2, 8])
@pytest.mark.parametrize("d", [1, 2])
def test_a_given_signature_of_a_longer_path(machine, rng, d, segments):
    """The derivative by the last steps of a path, given the signature of all of it."""
    whole, derivs = paths(rng, 3, 60, d, dtype=torch.float64), rows(rng, 3, count_words(d, 3), dtype=torch.float64)
    (sig,) = on_cpu("sig", whole, None, *numbers(3))
    machine.launcher.restrict_variants(None, segments)
    agree(machine, "sig_backprop", whole[:, -41:], sig, derivs, None, *numbers(3))
