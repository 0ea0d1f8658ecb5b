"""Operations on tensors whose kernels take any degree and dimension, against their definitions, word by word."""

from itertools import product

import pytest
import torch
from support import row_lengths

from siglib._numbers import count_words
from siglib._operation import OPERATIONS
from siglib._options import TensorOptions
from siglib.torch import _backend, _cuda

TOLERANCE = {torch.float32: 2e-5, torch.float64: 1e-12}
SHAPES = [(1, 3), (2, 1), (2, 4), (3, 3), (5, 2), (140, 1)]


def letters(dimension, degree):
    """List all words, in the order of signatures."""
    return [word for length in range(1, degree + 1) for word in product(range(dimension), repeat=length)]


def inverse(sig, dimension, degree):
    listed = letters(dimension, degree)
    place = {word: index for index, word in enumerate(listed)}
    reversed_places = torch.tensor([place[word[::-1]] for word in listed])
    return sig[..., reversed_places] * torch.tensor([(-1) ** len(word) for word in listed])


def scale(sig, factors, dimension, degree):
    products = [factors[..., list(word)].prod(-1) for word in letters(dimension, degree)]
    return sig * torch.stack(products, -1)


def scale_backprop(deriv, sig, factors, dimension, degree):
    """Take derivatives by scaled signatures back, by torch."""
    return torch.func.vjp(lambda s, f: scale(s, f, dimension, degree), sig, factors)[1](deriv)


def fill(machine, operation, operands, shapes, dimension, degree):
    """Compute an operation; the results come with what was not written set to NaN."""
    results = tuple(torch.full(shape, torch.nan, dtype=operands[0].dtype, device=machine.device) for shape in shapes)
    options = TensorOptions(dimension, degree, True, True, None)
    _cuda.fill(OPERATIONS[operation], results, tuple(o.to(machine.device) for o in operands), options, machine.launcher)
    return tuple(result.cpu() for result in results)


def normal(rng, *shape):
    return torch.from_numpy(rng.standard_normal(shape))


def agree(computed, expected, scalar_term, tolerance):
    for one, other in zip(computed, expected, strict=True):
        skipped = one.shape[-1] - other.shape[-1]
        assert skipped in (0, scalar_term)
        assert one[..., :skipped].isnan().all()
        deviation = (one[..., skipped:].double() - other).abs().max()
        assert deviation <= tolerance * other.abs().max()


@pytest.mark.parametrize("scalar_term", [0, 1])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(("dimension", "degree"), SHAPES)
def test_definitions(machine, dimension, degree, dtype, scalar_term, rng):
    words, batch = count_words(dimension, degree), (2, 3)
    deriv, sig, deriv_tangent, sig_tangent = (
        normal(rng, *batch, words + scalar_term).to(dtype).double() for _ in range(4)
    )
    factors, factors_tangent = (normal(rng, *batch, dimension).to(dtype).double() for _ in range(2))

    def cut(*arrays):
        return tuple(array[..., scalar_term:] if array.shape[-1] == words + scalar_term else array for array in arrays)

    def scaled(*operands):
        return scale(*operands, dimension, degree)

    def scaled_back(*operands):
        return scale_backprop(*operands, dimension, degree)

    primals, tangents = (sig, factors), (sig_tangent, factors_tangent)
    words_of = (*batch, words + scalar_term)
    factors_of = (*batch, dimension)
    for operation, operands, expected in (
        ("sig_inverse", (sig,), (inverse(*cut(sig), dimension, degree),)),
        ("sig_scale", primals, (scaled(*cut(sig), factors),)),
        (
            "sig_scale_jvp",
            (*primals, *tangents),
            (torch.func.jvp(scaled, (*cut(sig), factors), (*cut(sig_tangent), factors_tangent))[1],),
        ),
        ("sig_scale_backprop", (deriv, *primals), scaled_back(*cut(deriv, sig), factors)),
        (
            "sig_scale_backprop_tangent",
            (deriv, *primals, deriv_tangent, *tangents),
            torch.func.jvp(
                scaled_back,
                (*cut(deriv, sig), factors),
                (*cut(deriv_tangent, sig_tangent), factors_tangent),
            )[1],
        ),
    ):
        shapes = (words_of, factors_of)[: len(expected)]
        computed = fill(machine, operation, [o.to(dtype) for o in operands], shapes, dimension, degree)
        agree(computed, expected, scalar_term, TOLERANCE[dtype])


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["f32", "f64"])
@pytest.mark.parametrize(
    "operation",
    [operation for operation in OPERATIONS.values() if operation.options is TensorOptions],
    ids=lambda operation: operation.name,
)
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
    (computed,) = fill(machine, "sig_scale", (sig, factors.expand(2, 3, 2)), [sig.shape], 2, 3)
    agree([computed], [scale(sig, factors, 2, 3)], 0, 1e-12)
    assert _cuda.laid_out(factors.expand(2, 3, 2), sig.shape[:-1]).data_ptr() == factors.data_ptr()


def test_columns_of_other_arrays(machine, rng):
    base = normal(rng, 4, 28)
    view, factors = base[::2, ::2], normal(rng, 2, 4)[:, ::2]
    (computed,) = fill(machine, "sig_scale", (view, factors), [view.shape], 2, 3)
    agree([computed], [scale(view, factors, 2, 3)], 0, 1e-12)


@pytest.mark.parametrize(("batch", "degree"), [((0,), 3), ((2, 0), 3), ((3,), 0)])
def test_nothing_to_compute(machine, batch, degree):
    words = count_words(2, degree)
    sig, factors = torch.ones(*batch, words, dtype=torch.float64), torch.ones(*batch, 2, dtype=torch.float64)
    computed = fill(machine, "sig_scale_backprop", (sig, sig, factors), [sig.shape, factors.shape], 2, degree)
    assert [one.shape for one in computed] == [sig.shape, factors.shape]
    assert not any(one.any() for one in computed)


def test_two_calls_are_bit_equal(machine, rng):
    deriv, sig, factors = normal(rng, 2, 5, 340).float()[0], normal(rng, 5, 340).float(), normal(rng, 5, 4).float()
    one, other = (
        fill(machine, "sig_scale_backprop", (deriv, sig, factors), [sig.shape, factors.shape], 4, 4) for _ in range(2)
    )
    assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))
