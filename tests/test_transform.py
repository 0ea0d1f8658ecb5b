from fractions import Fraction

import numpy as np
import pytest
import reference
from support import COPIED, error, walks

import siglib


@pytest.mark.parametrize("shape", [(2, 1), (5, 3), (4, 6, 2), (2, 3, 7, 1), (3, 1, 2), (1, 2000, 2)])
def test_against_the_reference(shape, flags, dtype, rng):
    path = walks(rng, *shape, dtype=dtype)
    out = siglib.transform_path(path, **flags)
    expected = reference.transform(path, **flags)
    channels = slice(None, -1) if flags["time_aug"] else slice(None)
    assert out.dtype == dtype
    np.testing.assert_array_equal(out[..., channels], expected[..., channels])
    assert error(out, expected.astype(np.float64)) < COPIED[dtype]


def test_by_hand():
    path = np.array([[1.0], [2.0], [4.0]])
    out = siglib.transform_path(path, time_aug=True, lead_lag=True, end_time=2)
    lag, lead, time = out.T
    np.testing.assert_array_equal(lag, [1, 1, 2, 2, 4])
    np.testing.assert_array_equal(lead, [1, 2, 2, 4, 4])
    np.testing.assert_array_equal(time, [0, 0.5, 1, 1.5, 2])


@pytest.mark.parametrize("shape", [(2, 2), (5, 1), (3, 8, 2)])
def test_backprop_is_the_transpose(shape, flags, rng):
    path, other = walks(rng, *shape), walks(rng, *shape)
    move = siglib.transform_path(path, **flags) - siglib.transform_path(other, **flags)
    derivs = rng.standard_normal(move.shape)
    back = siglib.transform_path_backprop(derivs, **flags)
    assert (back * (path - other)).sum() == pytest.approx((derivs * move).sum(), rel=1e-12)


def test_sig_of_the_transformed_path(flags, dtype, rng):
    path = walks(rng, 9, 12, 2, dtype=dtype)
    direct = siglib.sig(path, 4, **flags)
    materialised = siglib.sig(siglib.transform_path(path, **flags), 4)
    assert error(direct, materialised.astype(np.float64)) < 10 * COPIED[dtype]


def test_gradient_of_the_transformed_path(flags, rng):
    path = walks(rng, 9, 12, 2)
    length = siglib.sig_length(2, 4, **reference.augmentations(flags))
    derivs = rng.standard_normal((9, length))
    inner = siglib.sig_backprop(siglib.transform_path(path, **flags), None, derivs, 4)
    expected = siglib.transform_path_backprop(inner, **flags)
    assert error(siglib.sig_backprop(path, None, derivs, 4, **flags), expected) < 1e-12


@pytest.mark.parametrize("end_time", [3, np.float32(0.25), Fraction(1, 3), -2.0, 0])
def test_end_time_is_any_real_number(end_time, rng):
    path = walks(rng, 5, 2)
    out = siglib.transform_path(path, time_aug=True, end_time=end_time)
    np.testing.assert_allclose(out[:, -1], np.linspace(0, float(end_time), 5), rtol=1e-14)
    np.testing.assert_array_equal(
        siglib.sig(path, 3, time_aug=True, end_time=end_time),
        siglib.sig(path, 3, time_aug=True, end_time=float(end_time)),
    )
