"""The reference of log-signatures, held to itself: derivatives to complex steps, maps to their inverses."""

from functools import partial

import numpy as np
import pytest
import reference
import reference_log
from support import error

METHODS = ["expanded", "words", "brackets"]


@pytest.fixture(params=[(1, 3), (2, 0), (2, 1), (2, 4), (3, 3)], ids=str)
def shape(request):
    return request.param


@pytest.fixture(params=METHODS)
def method(request):
    return request.param


@pytest.fixture(params=[{}, {"time_aug": True, "lead_lag": True}], ids=["plain", "augmented"])
def augment(request):
    return request.param


@pytest.fixture(params=[False, True], ids=["bare", "scalar_term"])
def scalar_term(request):
    return request.param


def check_adjoint(rng, function, backprop, *arrays):
    """Whether backward mode is the transpose of forward mode; both are functions of arrays alone."""
    tangents = [rng.standard_normal(array.shape) for array in arrays]
    _, moved = reference_log.jvp(function, arrays, tangents)
    derivs = rng.standard_normal(moved.shape)
    gradients = backprop(derivs, *arrays)
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    assert [g.shape for g in gradients] == [t.shape for t in tangents]
    backward = sum(np.vdot(g, t) for g, t in zip(gradients, tangents, strict=True))
    assert abs(np.vdot(derivs, moved) - backward) <= 1e-12 * np.linalg.norm(derivs) * np.linalg.norm(moved)


def random(rng, shape, augment, method="expanded", scalar_term=False):
    """Coordinates that are those of no path."""
    extra = scalar_term and method == "expanded"
    return rng.standard_normal((3, reference_log.log_sig_length(*shape, method=method, **augment) + extra))


def test_sig_to_log_sig_backprop(shape, augment, method, scalar_term, rng):
    sig = random(rng, shape, augment, scalar_term=scalar_term)
    options = {"dimension": shape[0], "degree": shape[1], "method": method, **augment}
    check_adjoint(
        rng,
        partial(reference_log.sig_to_log_sig, **options),
        lambda derivs, sig: reference_log.sig_to_log_sig_backprop(sig, derivs, **options),
        sig,
    )


def test_logsig_to_sig_backprop(shape, augment, method, scalar_term, rng):
    log_sig = random(rng, shape, augment, method, scalar_term)
    options = {"dimension": shape[0], "degree": shape[1], "method": method, **augment}
    check_adjoint(
        rng,
        partial(reference_log.logsig_to_sig, scalar_term=scalar_term, **options),
        lambda derivs, log_sig: reference_log.logsig_to_sig_backprop(log_sig, derivs, **options),
        log_sig,
    )


@pytest.mark.parametrize("function", ["log_sig_combine", "log_sig_join"])
def test_products_backprop(function, shape, augment, method, scalar_term, rng):
    pair = [random(rng, shape, augment, method, scalar_term) for _ in range(2)]
    if function == "log_sig_join":
        pair[1] = rng.standard_normal((3, reference.enlarged(shape[0], **augment)))
    options = {"dimension": shape[0], "degree": shape[1], "method": method, **augment}
    product, backprop = (getattr(reference_log, name) for name in (function, f"{function}_backprop"))
    check_adjoint(rng, partial(product, **options), partial(backprop, **options), *pair)


def test_linear_log_sig_backprop(shape, augment, method, scalar_term, rng):
    displacement = rng.standard_normal((3, reference.enlarged(shape[0], **augment)))
    options = {"dimension": shape[0], "degree": shape[1], "method": method, **augment}
    check_adjoint(
        rng,
        partial(reference_log.linear_log_sig, scalar_term=scalar_term and method == "expanded", **options),
        partial(reference_log.linear_log_sig_backprop, **options),
        displacement,
    )


def test_convert_log_sig_backprop(shape, augment, method, rng):
    for target in METHODS:
        options = {"dimension": shape[0], "degree": shape[1], "source": method, "target": target, **augment}
        check_adjoint(
            rng,
            partial(reference_log.convert_log_sig, **options),
            lambda derivs, _, options=options: reference_log.convert_log_sig_backprop(derivs, **options),
            random(rng, shape, augment, method),
        )


@pytest.mark.parametrize("lengths", [None, [4, 1, 3]], ids=["full", "ragged"])
def test_log_sig_backprop(shape, augment, method, lengths, rng):
    options = {"degree": shape[1], "method": method, "lengths": lengths, **augment}
    check_adjoint(
        rng,
        partial(reference_log.log_sig, **options),
        lambda derivs, path: reference_log.log_sig_backprop(path, None, derivs, **options),
        rng.standard_normal((3, 4, shape[0])),
    )


def test_log_signatures_of_paths(shape, augment, method, rng):
    """Those of both parts give that of the path; they lead to signatures, and from one basis to another."""
    d, degree = shape
    path = rng.standard_normal((3, 5, d))
    options = {"method": method, **augment}
    compute = partial(reference_log.log_sig, degree=degree, **options)
    whole = compute(path)
    if "time_aug" not in augment:
        parts = compute(path[:, :3]), compute(path[:, 2:])
        assert error(reference_log.log_sig_combine(*parts, d, degree, **options), whole) < 1e-12
    sig = reference.sig(path, degree, **augment)
    assert error(reference_log.logsig_to_sig(whole, d, degree, **options), sig) < 1e-12
    for target in METHODS:
        converted = reference_log.convert_log_sig(whole, d, degree, source=method, target=target, **augment)
        assert error(converted, reference_log.log_sig(path, degree, method=target, **augment)) < 1e-12


def test_second_derivatives(shape, method, rng):
    """Along a tangent, the gradient of <derivs, log_sig> changes as its difference quotients do."""
    path, tangent = rng.standard_normal((2, 3, 4, shape[0]))
    derivs = random(rng, shape, {}, method)
    options = {"degree": shape[1], "method": method}
    gradient, moved = reference_log.log_sig_backprop_tangent(path, tangent, derivs, **options)
    np.testing.assert_array_equal(moved, reference_log.log_sig_jvp(path, tangent, **options)[1])
    ends = [reference_log.log_sig_backprop(path + h * tangent, None, derivs, **options) for h in (-1e-5, 1e-5)]
    np.testing.assert_allclose((ends[1] - ends[0]) / 2e-5, gradient, rtol=0, atol=1e-6)
