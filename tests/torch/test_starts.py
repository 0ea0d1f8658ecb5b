"""Derivatives by `initial`, `basepoint`, `time` and `end_time`, and torch's ways of asking for them."""

import numpy as np
import pytest
import starts
import torch
from starts import BATCH, DIMENSION, LENGTH
from torch.autograd import gradcheck, gradgradcheck
from torch.func import hessian, jacrev, jvp, vmap

import siglib

DEGREE = 2
TOGETHER = ["basepoint time", "basepoint ends initial", "basepoint-one time-one-more initial-one-scalar"]


@pytest.fixture(params=TOGETHER)
def names(request):
    return request.param


@pytest.fixture(params=[False, True], ids=["full", "ragged"])
def call(request, rng, names, flags):
    """A path and what else there is to differentiate by, by name; and all other arguments."""
    read = {name: flags[name] for name in ("time_aug", "lead_lag")}
    leaves = {name: torch.tensor(array) for name, array in starts.arguments(rng, names, degree=DEGREE, **read).items()}
    if "initial" in leaves:
        leaves["initial"] = torch.nan_to_num(0.5 * leaves["initial"])  # there is nothing to see of what is not read
    path = torch.tensor(rng.standard_normal((BATCH, LENGTH, DIMENSION)))
    lengths = {"lengths": torch.tensor([2, LENGTH, 0])} if request.param else {}
    return {"path": path, **leaves}, {**read, **lengths}


def leaves_of(arrays):
    return tuple(array.clone().requires_grad_() for array in arrays.values())


def words(arrays, options):
    """Coefficients of a signature."""
    return siglib.sig(**arrays, **options, degree=DEGREE).shape[-1]


def same_as_numpy(function, arrays, options):
    plain = {name: value.numpy() if isinstance(value, torch.Tensor) else value for name, value in options.items()}
    expected = getattr(siglib, function)(**{name: array.numpy() for name, array in arrays.items()}, **plain)
    out = getattr(siglib, function)(**arrays, **options)
    for one, value in zip(*(r if isinstance(r, tuple) else (r,) for r in (out, expected)), strict=True):
        np.testing.assert_array_equal(one.numpy(), value, strict=True)


@pytest.mark.parametrize("method", [None, 0, 2])
def test_first_and_second_derivatives(call, method):
    arrays, options = call
    name = "sig" if method is None else "log_sig"
    options = {**options, "degree": DEGREE} | ({} if method is None else {"method": method})
    same_as_numpy(name, arrays, options)

    def function(*tensors):
        return getattr(siglib, name)(**dict(zip(arrays, tensors, strict=True)), **options)

    assert gradcheck(function, leaves_of(arrays), check_forward_ad=True, check_batched_grad=True, fast_mode=True)
    assert gradgradcheck(function, leaves_of(arrays), check_fwd_over_rev=True, fast_mode=True)


@pytest.mark.parametrize("method", [None, 0, 2])
def test_derivatives_of_gradients(call, method, rng):
    """`sig_backprop`, `sig_jvp` and those of log-signatures are differentiated once."""
    arrays, options = call
    log = "" if method is None else "log_"
    options = {**options, "degree": DEGREE} | ({} if method is None else {"method": method})
    columns = getattr(siglib, f"{log}sig")(**arrays, **options).shape[-1]
    derivs = {"sig": None, f"{log}sig_derivs": torch.tensor(rng.standard_normal((BATCH, columns)))}
    tangent = {"tangent": torch.tensor(rng.standard_normal(arrays["path"].shape))}
    for function, more in ((f"{log}sig_backprop", derivs), (f"{log}sig_jvp", tangent)):
        given = {name: array for name, array in {**arrays, **more}.items() if array is not None}
        missing = {name: None for name in more if name not in given}

        def compute(*tensors, function=function, given=given, missing=missing):
            return getattr(siglib, function)(**dict(zip(given, tensors, strict=True)), **missing, **options)

        assert gradcheck(compute, leaves_of(given), fast_mode=True)
        if not missing:
            same_as_numpy(function, given, options)


@pytest.mark.parametrize("names", [names for names in TOGETHER if "initial" not in names])
def test_transformed_paths(call):
    arrays, options = call
    options.pop("lengths", None)

    def function(*tensors):
        return siglib.transform_path(**dict(zip(arrays, tensors, strict=True)), **options) ** 2

    assert gradcheck(function, leaves_of(arrays), check_forward_ad=True, check_batched_grad=True)
    assert gradgradcheck(function, leaves_of(arrays))


def test_padding_has_no_derivative(call):
    """It may hold anything."""
    arrays, options = call
    if "lengths" not in options:
        return
    beyond = torch.arange(LENGTH) >= options["lengths"][:, None]
    arrays["path"][beyond] = torch.nan
    own = [name for name in ("path", "time") if name in arrays and arrays[name].ndim > 1]
    for name in own[1:]:
        arrays[name][:, arrays[name].shape[1] - LENGTH :][beyond] = torch.nan
    leaves = dict(zip(arrays, leaves_of(arrays), strict=True))
    siglib.sig(**leaves, **options, degree=DEGREE).square().sum().backward()
    for name, leaf in leaves.items():
        assert (leaf.grad is None and name == "end_time" and not options["time_aug"]) or leaf.grad.isfinite().all()
    for name in own:
        assert not leaves[name].grad[:, leaves[name].shape[1] - LENGTH :][beyond].any()


def test_functorch(call):
    arrays, options = call
    own = [name for name, array in arrays.items() if name == "path" or array.shape[0] == BATCH]
    shared = {name: array for name, array in arrays.items() if name not in own}
    lengths = [options.pop("lengths")] if "lengths" in options else []

    def function(*tensors):
        *tensors, counts = tensors if lengths else (*tensors, None)
        given = {**dict(zip(own, tensors, strict=True)), **shared}
        return siglib.sig(**given, **options, lengths=counts, degree=DEGREE)

    tensors = [arrays[name] for name in own]
    batched = function(*tensors, *lengths)
    torch.testing.assert_close(vmap(function)(*tensors, *lengths), batched)
    tangents = tuple(torch.randn_like(tensor) for tensor in tensors)
    slope = jvp(lambda *moved: function(*moved, *lengths), tuple(tensors), tangents)[1]
    jacobians = jacrev(lambda *moved: function(*moved, *lengths), argnums=tuple(range(len(tensors))))(*tensors)
    expected = sum(
        (jacobian * tangent).flatten(2).sum(-1) for jacobian, tangent in zip(jacobians, tangents, strict=True)
    )
    torch.testing.assert_close(slope, expected)


def test_hessian_by_a_basepoint(flags):
    path, options = torch.randn(4, 2, dtype=torch.float64), {name: flags[name] for name in ("time_aug", "lead_lag")}

    def energy(point):
        return siglib.sig(path, 3, basepoint=point, **options).square().sum()

    point = torch.randn(2, dtype=torch.float64)
    torch.testing.assert_close(hessian(energy)(point), torch.autograd.functional.hessian(energy, point))


def test_one_end_time_that_is_learnt():
    """A tensor of one number is an end time for all paths; it has a derivative."""
    path, end = torch.randn(3, 4, 2, dtype=torch.float64), torch.tensor(2.0, dtype=torch.float64)

    def function(end):
        return siglib.sig(path, 2, time_aug=True, end_time=end)

    torch.testing.assert_close(function(end.clone().requires_grad_()), function(2.0))
    assert gradcheck(function, (end.clone().requires_grad_(),), check_forward_ad=True)
    torch.testing.assert_close(vmap(function)(torch.stack([end, 3 * end]))[1], function(6.0))


def test_a_learnt_basepoint_trains():
    point = torch.nn.Parameter(torch.zeros(2))
    path = torch.randn(8, 5, 2)
    siglib.sig(path, 3, basepoint=point).square().mean().backward()
    assert point.grad.abs().sum() > 0


def test_compiled():
    path, point = torch.randn(3, 5, 2), torch.randn(2)
    times, initial = torch.rand(3, 5).cumsum(1), torch.randn(siglib.sig_length(5, 2))

    def function(path, point, times, initial, lengths):
        return siglib.sig(path, 2, lead_lag=True, basepoint=point, time=times, initial=initial, lengths=lengths)

    given = path, point, times, initial, torch.tensor([5, 2, 0])
    compiled = torch.compile(function, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(*given), function(*given))


def test_kinds_that_do_not_mix(path):
    point = torch.zeros(2, dtype=torch.float64)
    for given in (
        {"basepoint": np.zeros(2)},
        {"time": np.zeros(5)},
        {"end_time": np.zeros(2)},
        {"initial": np.zeros(6)},
    ):
        with pytest.raises(TypeError, match=rf"^{next(iter(given))}: .*torch.Tensor.*numpy.ndarray"):
            siglib.sig(path, 2, **given)
    with pytest.raises(TypeError, match=r"^basepoint: .*numpy.ndarray.*torch.Tensor"):
        siglib.sig(path.numpy(), 2, basepoint=point)
    with pytest.raises(ValueError, match=r"^basepoint: .*device of path, cpu, got meta"):
        siglib.sig(path, 2, basepoint=point.to("meta"))
    for bad in ([6, 2], [-1, 2]):
        with pytest.raises(ValueError, match=r"^lengths: .*length 5, got"):
            siglib.sig(path, 2, basepoint=point, lengths=torch.tensor(bad))


def test_shapes_without_data(path):
    given = {"basepoint": path[0, 0], "time": path[0, :, 0], "initial": path.new_zeros(siglib.sig_length(3, 2))}
    out = siglib.sig(path.to("meta"), 2, **{name: array.to("meta") for name, array in given.items()})
    assert out.shape == siglib.sig(path, 2, **given).shape
