"""Every operation on tensors, against the reference and against the CPU."""

import pytest
import reference
import torch
from support import row_lengths
from variant_checks import expected_tensors

from siglib._numbers import count_words
from siglib._operation import OPERATIONS
from siglib._options import TensorOptions
from siglib.torch import _backend, _cuda

TOLERANCE = {torch.float32: 2e-5, torch.float64: 1e-12}
SHAPES = [(1, 3), (2, 1), (2, 4), (3, 3), (5, 2), (140, 1)]
DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
EACH = pytest.mark.parametrize(
    "operation",
    [operation for operation in OPERATIONS.values() if operation.options is TensorOptions],
    ids=lambda operation: operation.name,
)


def fill(machine, operation, operands, shapes, dimension, degree):
    """Compute an operation; the results come with what was not written set to NaN."""
    results = tuple(torch.full(shape, torch.nan, dtype=operands[0].dtype, device=machine.device) for shape in shapes)
    options = TensorOptions(dimension, degree, True, True, None)
    _cuda.fill(operation, results, tuple(o.to(machine.device) for o in operands), options, machine.launcher)
    return tuple(result.cpu() for result in results)


def normal(rng, *shape):
    return torch.from_numpy(rng.standard_normal(shape))


def scaled(sig, factors):
    return torch.from_numpy(reference.sig_scale(sig.numpy(), factors.numpy(), 3))


def agree(computed, expected, scalar_term, tolerance):
    for one, other in zip(computed, expected, strict=True):
        skipped = one.shape[-1] - other.shape[-1]
        assert skipped in (0, scalar_term)
        assert one[..., :skipped].isnan().all()
        deviation = (one[..., skipped:].double() - other).abs().max()
        assert deviation <= tolerance * other.abs().max()


def with_scalar_term(row, operand, scalar_term):
    """Rows of a signature, behind what is not to be read."""
    return torch.nn.functional.pad(row, (scalar_term, 0), value=torch.nan) if operand.kind.signature else row


@pytest.mark.parametrize("scalar_term", [0, 1])
@DTYPES
@EACH
def test_definitions(machine, operation, dtype, scalar_term):
    """Against the reference of whatever is declared; scalar terms are neither read nor written."""
    for dimension, degree in SHAPES:
        rows, expected = expected_tensors(operation.kernel, dimension, degree)
        operands = [
            with_scalar_term(torch.from_numpy(row).to(dtype), operand, scalar_term)
            for row, operand in zip(rows, operation.operands, strict=True)
        ]
        shapes = [
            (len(value), value.shape[1] + scalar_term * output.kind.signature)
            for value, output in zip(expected, operation.outputs, strict=True)
        ]
        computed = fill(machine, operation, operands, shapes, dimension, degree)
        agree(computed, map(torch.from_numpy, expected), scalar_term, TOLERANCE[dtype])


@DTYPES
@EACH
def test_every_operation_equals_the_cpus(machine, operation, dtype, rng):
    """Whatever is declared, with and without scalar terms, of signatures and of tangents."""
    for dimension, degree in SHAPES:
        lengths = row_lengths(operation.name, dimension, degree)
        for scalar_term in (0, 1):
            columns = [
                length + scalar_term * operand.kind.signature
                for operand, length in zip(operation.operands, lengths, strict=True)
            ]
            operands = tuple(normal(rng, 2, 3, count).to(dtype) for count in columns)
            for units in ((True, True), (True, False), (False, False)):
                options = TensorOptions(dimension, degree, *units, 1)
                expected = _backend.on_cpu(operation, operands, options)
                computed = machine.run(operation.name, *operands, *options)
                for one, other in zip(computed if isinstance(computed, tuple) else (computed,), expected, strict=True):
                    assert one.shape == other.shape
                    assert (one - other).abs().max() <= TOLERANCE[dtype] * other.abs().max()


def test_factors_that_all_rows_share(machine, rng):
    """Expanded factors are read with a stride of 0, and are not copied."""
    sig, factors = normal(rng, 2, 3, 14), normal(rng, 2)
    (computed,) = fill(machine, OPERATIONS["sig_scale"], (sig, factors.expand(2, 3, 2)), [sig.shape], 2, 3)
    agree([computed], [scaled(sig, factors)], 0, 1e-12)
    assert _cuda.laid_out(factors.expand(2, 3, 2), sig.shape[:-1]).data_ptr() == factors.data_ptr()


def test_columns_of_other_arrays(machine, rng):
    base = normal(rng, 4, 28)
    view, factors = base[::2, ::2], normal(rng, 2, 4)[:, ::2]
    (computed,) = fill(machine, OPERATIONS["sig_scale"], (view, factors), [view.shape], 2, 3)
    agree([computed], [scaled(view, factors)], 0, 1e-12)


@pytest.mark.parametrize(("batch", "degree"), [((0,), 3), ((2, 0), 3), ((3,), 0)])
def test_nothing_to_compute(machine, batch, degree):
    words = count_words(2, degree)
    sig, factors = torch.ones(*batch, words, dtype=torch.float64), torch.ones(*batch, 2, dtype=torch.float64)
    computed = fill(
        machine, OPERATIONS["sig_scale_backprop"], (sig, sig, factors), [sig.shape, factors.shape], 2, degree
    )
    assert [one.shape for one in computed] == [sig.shape, factors.shape]
    assert not any(one.any() for one in computed)


def test_two_calls_are_bit_equal(machine, rng):
    deriv, sig, factors = normal(rng, 2, 5, 340).float()[0], normal(rng, 5, 340).float(), normal(rng, 5, 4).float()
    one, other = (
        fill(machine, OPERATIONS["sig_scale_backprop"], (deriv, sig, factors), [sig.shape, factors.shape], 4, 4)
        for _ in range(2)
    )
    assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
