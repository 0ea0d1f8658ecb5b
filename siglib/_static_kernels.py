"""Static kernels: how a signature kernel compares the points of two paths."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from siglib._array import chosen, exp, is_tensor, log, number_like, pulled_back, pushed_on, root
from siglib._numbers import as_real
from siglib._options import GAUSSIAN, LINEAR

if TYPE_CHECKING:
    from typing import TypeAlias

    from siglib._array import AnyArray

    # A number, or a tensor of one.
    Parameter: TypeAlias = AnyArray


class StaticKernel:
    r"""A kernel of points, the base of those that there are and of a user's own.

    A kernel of one's own is a subclass with the method `values`, in operators that NumPy and torch both have. Of
    tensors, everything else then comes by itself. For gradients of NumPy arrays it also has `values_backprop`, for
    tangents `values_jvp`, and for derivatives by its parameters `parameter_derivs`.

    Methods
    -------
    values(x, y)
        :math:`\kappa(x_i, y_j)` of points `x`, shape (..., n, d), and `y`, shape (..., m, d): an array (..., n, m).
    values_backprop(derivs, x, y)
        Derivatives by `x` and `y`, from those by the values.
    values_jvp(x, y, tangent_x, tangent_y)
        How the values change as the points move along tangents.
    parameter_slopes(x, y)
        A dict from names of parameters to derivatives of the values by them, arrays (..., n, m).
    parameter_derivs(derivs, x, y)
        A dict from names of parameters to derivatives by them, shape (1,), from those by the values.

    See Also
    --------
    sig_kernel : Takes one as `static_kernel`.

    Notes
    -----
    The signature kernel of paths lifted by :math:`\kappa` has the increments
    :math:`\kappa(x_{i+1}, y_{j+1}) - \kappa(x_{i+1}, y_j) - \kappa(x_i, y_{j+1}) + \kappa(x_i, y_j)` in place of inner
    products of increments: F. Kiraly and H. Oberhauser, "Kernels for sequentially ordered data" (2019).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> class Cubic(siglib.StaticKernel):
    ...     def values(self, x, y):
    ...         return (x @ y.swapaxes(-1, -2)) ** 3
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]]) / 4
    >>> like = siglib.PolynomialKernel(3, gamma=0)
    >>> ours, built_in = (siglib.sig_kernel(path, path, static_kernel=kernel) for kernel in (Cubic(), like))
    >>> np.allclose(ours, built_in)
    True
    """

    def values(self, x: AnyArray, y: AnyArray) -> AnyArray:
        """Compare points (..., n, d) with points (..., m, d): an array (..., n, m)."""
        raise NotImplementedError(f"{type(self).__name__}: expected a method values(x, y)")

    def values_backprop(self, derivs: AnyArray, x: AnyArray, y: AnyArray) -> tuple[AnyArray, AnyArray]:
        """Take derivatives by the values back to the points."""
        self._expect_tensor(x, "values_backprop(derivs, x, y)", "derivatives by the paths")
        by_x, by_y = pulled_back(self.values, (x, y), derivs)
        return by_x, by_y

    def values_jvp(self, x: AnyArray, y: AnyArray, tangent_x: AnyArray, tangent_y: AnyArray) -> AnyArray:
        """Return how the values change as the points move along tangents."""
        self._expect_tensor(x, "values_jvp(x, y, tangent_x, tangent_y)", "tangents")
        return pushed_on(self.values, (x, y), (tangent_x, tangent_y))

    def parameter_derivs(self, derivs: AnyArray, x: AnyArray, y: AnyArray) -> dict[str, AnyArray]:
        """Take derivatives by the values back to the parameters, shape (1,) each."""
        raise NotImplementedError(
            f"{type(self).__name__}: expected a method parameter_derivs(derivs, x, y), for derivatives by parameters"
        )

    def parameter_slopes(self, x: AnyArray, y: AnyArray) -> dict[str, AnyArray]:
        """Return the derivatives of the values by the parameters."""
        raise NotImplementedError(
            f"{type(self).__name__}: expected a method parameter_slopes(x, y), for tangents by parameters"
        )

    def _expect_tensor(self, x: AnyArray, method: str, purpose: str) -> None:
        if not is_tensor(x):
            raise NotImplementedError(
                f"{type(self).__name__}: expected a method {method}, for {purpose} in NumPy; of tensors torch finds "
                "them by itself"
            )

    def _check(self, name: str, positive: bool = True) -> None:
        """Check a parameter: a number, or a tensor of one, whose value is not looked at."""
        value = getattr(self, name)
        if is_tensor(value):
            if value.ndim or not value.dtype.is_floating_point:
                raise ValueError(
                    f"{name}: expected a number, or a tensor of floats without axes, got shape {tuple(value.shape)} of "
                    f"{value.dtype}"
                )
            return
        number = as_real(value, name)
        if positive and not number > 0:
            raise ValueError(f"{name}: expected a positive number, got {number}")
        object.__setattr__(self, name, number)

    def _at(self, name: str, like: AnyArray) -> AnyArray:
        """Return a parameter, to compute with such arrays."""
        return number_like(getattr(self, name), name, like)


def total(array: AnyArray) -> AnyArray:
    """Add everything up, shape (1,)."""
    return array.reshape(1, -1).sum(-1)


class _OfProduct(StaticKernel):
    """A function of inner products: `_profile`, its derivative `_slope`, and derivatives by its parameters."""

    def _profile(self, product: AnyArray) -> AnyArray:
        """Return the kernel."""
        raise NotImplementedError

    def _slope(self, product: AnyArray) -> AnyArray:
        """Return its derivative."""
        raise NotImplementedError

    def _parameter_slopes(self, product: AnyArray) -> dict[str, AnyArray]:
        """Return its derivatives by parameters."""
        return {}

    def values(self, x: AnyArray, y: AnyArray) -> AnyArray:
        return self._profile(x @ y.swapaxes(-1, -2))

    def values_backprop(self, derivs: AnyArray, x: AnyArray, y: AnyArray) -> tuple[AnyArray, AnyArray]:
        weights = derivs * self._slope(x @ y.swapaxes(-1, -2))
        return weights @ y, weights.swapaxes(-1, -2) @ x

    def values_jvp(self, x: AnyArray, y: AnyArray, tangent_x: AnyArray, tangent_y: AnyArray) -> AnyArray:
        moved = tangent_x @ y.swapaxes(-1, -2) + x @ tangent_y.swapaxes(-1, -2)
        return self._slope(x @ y.swapaxes(-1, -2)) * moved

    def parameter_slopes(self, x: AnyArray, y: AnyArray) -> dict[str, AnyArray]:
        return self._parameter_slopes(x @ y.swapaxes(-1, -2))

    def parameter_derivs(self, derivs: AnyArray, x: AnyArray, y: AnyArray) -> dict[str, AnyArray]:
        return {name: total(derivs * slope) for name, slope in self.parameter_slopes(x, y).items()}


class _OfDistance(StaticKernel):
    """A function of squared distances: `_profile`, its derivative `_slope`, and derivatives by its parameters."""

    def _profile(self, square: AnyArray) -> AnyArray:
        """Return the kernel."""
        raise NotImplementedError

    def _slope(self, square: AnyArray) -> AnyArray:
        """Return its derivative."""
        raise NotImplementedError

    def _parameter_slopes(self, square: AnyArray) -> dict[str, AnyArray]:
        """Return its derivatives by parameters."""
        raise NotImplementedError

    def values(self, x: AnyArray, y: AnyArray) -> AnyArray:
        return self._profile(_squares(x, y))

    def values_backprop(self, derivs: AnyArray, x: AnyArray, y: AnyArray) -> tuple[AnyArray, AnyArray]:
        weights = 2 * derivs * self._slope(_squares(x, y))
        # Far from the origin the sums would lose digits.
        x, y = x - y[..., :1, :], y - y[..., :1, :]
        by_x = x * weights.sum(-1)[..., None] - weights @ y
        by_y = y * weights.sum(-2)[..., None] - weights.swapaxes(-1, -2) @ x
        return by_x, by_y

    def values_jvp(self, x: AnyArray, y: AnyArray, tangent_x: AnyArray, tangent_y: AnyArray) -> AnyArray:
        moved = 0
        for channel in range(x.shape[-1]):
            moved = moved + _differences(x, y, channel) * _differences(tangent_x, tangent_y, channel)
        return 2 * self._slope(_squares(x, y)) * moved

    def parameter_slopes(self, x: AnyArray, y: AnyArray) -> dict[str, AnyArray]:
        return self._parameter_slopes(_squares(x, y))

    def parameter_derivs(self, derivs: AnyArray, x: AnyArray, y: AnyArray) -> dict[str, AnyArray]:
        return {name: total(derivs * slope) for name, slope in self.parameter_slopes(x, y).items()}


def _differences(x: AnyArray, y: AnyArray, channel: int) -> AnyArray:
    return x[..., :, channel][..., None] - y[..., :, channel][..., None, :]


def _squares(x: AnyArray, y: AnyArray) -> AnyArray:
    """Return squared distances: from differences, so that it does not matter how far away the points are."""
    square = _differences(x, y, 0) ** 2
    for channel in range(1, x.shape[-1]):
        square = square + _differences(x, y, channel) ** 2
    return square


# ---------------------------------------------------------------------------------------------------------------------
# Of inner products


@dataclass(frozen=True, eq=False)
class LinearKernel(_OfProduct):
    r"""The inner product :math:`\langle x, y \rangle`: the signature kernel itself, and the default.

    See Also
    --------
    sig_kernel : Takes it as `static_kernel`.

    Notes
    -----
    See C. Salvi, T. Cass, J. Foster, T. Lyons and W. Yang, "The signature kernel is the solution of a Goursat PDE"
    (2021).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> kernel = siglib.sig_kernel(path, path, static_kernel=siglib.LinearKernel())
    >>> bool(kernel == siglib.sig_kernel(path, path))
    True
    """

    def _profile(self, product: AnyArray) -> AnyArray:
        return product

    def _slope(self, product: AnyArray) -> AnyArray:
        return product * 0 + 1


@dataclass(frozen=True, eq=False)
class ScaledLinearKernel(_OfProduct):
    r"""The inner product of scaled points, :math:`s^2 \langle x, y \rangle`.

    Parameters
    ----------
    scale : float, or Tensor without axes
        What points are multiplied by, time as well: the smaller, the less words of many letters count. Differentiable.

    See Also
    --------
    sig_kernel : Takes it as `static_kernel`.

    Notes
    -----
    Signature kernels of large paths grow beyond all bounds, and have to be scaled: see C. Toth and H. Oberhauser,
    "Bayesian learning from sequential data using Gaussian processes with signature covariances" (2020).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> kernel = siglib.sig_kernel(path, path, static_kernel=siglib.ScaledLinearKernel(0.5))
    >>> np.allclose(kernel, siglib.sig_kernel(path / 2, path / 2))
    True
    """

    scale: Parameter = 1.0

    def __post_init__(self) -> None:
        self._check("scale", positive=False)

    def _profile(self, product: AnyArray) -> AnyArray:
        return self._at("scale", product) ** 2 * product

    def _slope(self, product: AnyArray) -> AnyArray:
        return product * 0 + self._at("scale", product) ** 2

    def _parameter_slopes(self, product: AnyArray) -> dict[str, AnyArray]:
        return {"scale": 2 * self._at("scale", product) * product}


@dataclass(frozen=True, eq=False)
class PolynomialKernel(_OfProduct):
    r"""The polynomial kernel :math:`s \, (\langle x, y \rangle + \gamma)^p`.

    Parameters
    ----------
    degree : float, or Tensor without axes
        The power `p`. If it is no integer, inner products below :math:`-\gamma` have no value: NaN. Differentiable.
    gamma : float, or Tensor without axes
        What is added to inner products. Differentiable.
    scale : float, or Tensor without axes
        A factor. Differentiable.

    See Also
    --------
    sig_kernel : Takes it as `static_kernel`.

    Notes
    -----
    See B. Schölkopf and A. Smola, "Learning with Kernels" (2002). It depends on where the origin is.

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [0.1, 0.2], [0.3, 0.1]])
    >>> round(float(siglib.sig_kernel(path, path, static_kernel=siglib.PolynomialKernel(2, gamma=0.5))), 6)
    1.114628
    """

    degree: Parameter = 3.0
    gamma: Parameter = 1.0
    scale: Parameter = 1.0

    def __post_init__(self) -> None:
        for name in ("degree", "gamma", "scale"):
            self._check(name, positive=False)

    def _profile(self, product: AnyArray) -> AnyArray:
        degree, gamma, scale = (self._at(name, product) for name in ("degree", "gamma", "scale"))
        return scale * (product + gamma) ** degree

    def _slope(self, product: AnyArray) -> AnyArray:
        degree, gamma, scale = (self._at(name, product) for name in ("degree", "gamma", "scale"))
        return scale * degree * (product + gamma) ** (degree - 1)

    def _parameter_slopes(self, product: AnyArray) -> dict[str, AnyArray]:
        degree, gamma, scale = (self._at(name, product) for name in ("degree", "gamma", "scale"))
        base = product + gamma
        power = base**degree
        # Where the base is 0, the power does not depend on the degree.
        logarithm = log(chosen(base == 0, 1.0, base))
        return {"degree": scale * power * logarithm, "gamma": self._slope(product), "scale": power}


# ---------------------------------------------------------------------------------------------------------------------
# Of distances


@dataclass(frozen=True, eq=False)
class RBFKernel(_OfDistance):
    r"""The Gaussian kernel :math:`\exp(-|x - y|^2 / \sigma)`.

    Parameters
    ----------
    sigma : float, or Tensor without axes
        The scale of squared distances: it is not squared itself. Differentiable.

    See Also
    --------
    sig_kernel : Takes it as `static_kernel`.
    Matern52Kernel : A less smooth one.

    Notes
    -----
    Computed on the fly, with no matrix of values, and from increments of the points, so that close points lose no
    digits. See B. Schölkopf and A. Smola, "Learning with Kernels" (2002), and for lifted paths F. Kiraly and
    H. Oberhauser, "Kernels for sequentially ordered data" (2019).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> round(float(siglib.sig_kernel(path, path, static_kernel=siglib.RBFKernel(2.0), dyadic_order=1)), 6)
    7.42606
    """

    sigma: Parameter

    def __post_init__(self) -> None:
        self._check("sigma")

    def _profile(self, square: AnyArray) -> AnyArray:
        return exp(-square / self._at("sigma", square))

    def _slope(self, square: AnyArray) -> AnyArray:
        return -self._profile(square) / self._at("sigma", square)

    def _parameter_slopes(self, square: AnyArray) -> dict[str, AnyArray]:
        return {"sigma": self._profile(square) * square / self._at("sigma", square) ** 2}


class _Matern(_OfDistance):
    """A function of the distance `r`, of ``u = steepness * r / sigma``: said in terms of `u`.

    At coinciding points, where torch finds no derivative of `r`, the kernel is written as its tangent.
    """

    _steepness: ClassVar[float]
    # `_fall_at` 0: 0 if that is infinite, since there is no derivative then.
    _fall_at_0: ClassVar[float]
    sigma: Parameter

    def _value_at(self, u: AnyArray) -> AnyArray:
        """Return the kernel."""
        raise NotImplementedError

    def _fall_at(self, u: AnyArray) -> AnyArray:
        """Return minus its derivative, over `u`."""
        raise NotImplementedError

    def _rate(self, square: AnyArray) -> AnyArray:
        return self._steepness / self._at("sigma", square)

    def _u(self, square: AnyArray) -> AnyArray:
        """Return `u`, that of a distance of 1 where points coincide."""
        return root(chosen(square == 0, 1.0, square)) * self._rate(square)

    def _profile(self, square: AnyArray) -> AnyArray:
        value = self._value_at(self._u(square))
        tangent = 1 - 0.5 * self._rate(square) ** 2 * self._fall_at_0 * square
        return chosen(square == 0, tangent, value)

    def _slope(self, square: AnyArray) -> AnyArray:
        fall = chosen(square == 0, self._fall_at_0, self._fall_at(self._u(square)))
        return -0.5 * self._rate(square) ** 2 * fall

    def _parameter_slopes(self, square: AnyArray) -> dict[str, AnyArray]:
        u = self._u(square)
        slope = chosen(square == 0, 0.0, self._fall_at(u) * u**2) / self._at("sigma", square)
        return {"sigma": slope}


@dataclass(frozen=True, eq=False)
class Matern12Kernel(_Matern):
    r"""The Matérn kernel with :math:`\nu = 1/2`: :math:`\exp(-r / \sigma)` of the distance :math:`r = |x - y|`.

    Parameters
    ----------
    sigma : float, or Tensor without axes
        The scale of distances. Differentiable.

    See Also
    --------
    Matern32Kernel : A smoother one.

    Notes
    -----
    It has a kink where points coincide: the derivative is taken to be 0 there. See C. E. Rasmussen and
    C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> round(float(siglib.sig_kernel(path, path, static_kernel=siglib.Matern12Kernel(1.5), dyadic_order=1)), 6)
    5.781028
    """

    sigma: Parameter
    _steepness: ClassVar[float] = 1.0
    _fall_at_0: ClassVar[float] = 0.0

    def __post_init__(self) -> None:
        self._check("sigma")

    def _value_at(self, u: AnyArray) -> AnyArray:
        return exp(-u)

    def _fall_at(self, u: AnyArray) -> AnyArray:
        return exp(-u) / u


@dataclass(frozen=True, eq=False)
class Matern32Kernel(_Matern):
    r"""The Matérn kernel with :math:`\nu = 3/2`: :math:`(1 + u) e^{-u}`, where :math:`u = \sqrt{3} |x - y| / \sigma`.

    Parameters
    ----------
    sigma : float, or Tensor without axes
        The scale of distances. Differentiable.

    See Also
    --------
    Matern12Kernel, Matern52Kernel : One that is less, and one that is more smooth.

    Notes
    -----
    See C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> round(float(siglib.sig_kernel(path, path, static_kernel=siglib.Matern32Kernel(1.5), dyadic_order=1)), 6)
    5.562353
    """

    sigma: Parameter
    _steepness: ClassVar[float] = sqrt(3)
    _fall_at_0: ClassVar[float] = 1.0

    def __post_init__(self) -> None:
        self._check("sigma")

    def _value_at(self, u: AnyArray) -> AnyArray:
        return (1 + u) * exp(-u)

    def _fall_at(self, u: AnyArray) -> AnyArray:
        return exp(-u)


@dataclass(frozen=True, eq=False)
class Matern52Kernel(_Matern):
    r"""The Matérn kernel with :math:`\nu = 5/2`.

    It is :math:`(1 + u + u^2 / 3) e^{-u}`, where :math:`u = \sqrt{5} |x - y| / \sigma`.

    Parameters
    ----------
    sigma : float, or Tensor without axes
        The scale of distances. Differentiable.

    See Also
    --------
    Matern32Kernel : A less smooth one.
    RBFKernel : A smoother one.

    Notes
    -----
    See C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> round(float(siglib.sig_kernel(path, path, static_kernel=siglib.Matern52Kernel(1.5), dyadic_order=1)), 6)
    5.505837
    """

    sigma: Parameter
    _steepness: ClassVar[float] = sqrt(5)
    _fall_at_0: ClassVar[float] = 1 / 3

    def __post_init__(self) -> None:
        self._check("sigma")

    def _value_at(self, u: AnyArray) -> AnyArray:
        return (1 + u + u**2 / 3) * exp(-u)

    def _fall_at(self, u: AnyArray) -> AnyArray:
        return (1 + u) * exp(-u) / 3


@dataclass(frozen=True, eq=False)
class RationalQuadraticKernel(_OfDistance):
    r"""The rational quadratic kernel :math:`\bigl(1 + |x - y|^2 / (2 \alpha \sigma^2)\bigr)^{-\alpha}`.

    Parameters
    ----------
    sigma : float, or Tensor without axes
        The scale of distances. Differentiable.
    alpha : float, or Tensor without axes
        How fast it falls: like a Gaussian kernel if this is large. Differentiable.

    See Also
    --------
    RBFKernel : The limit for large `alpha`, with :math:`2 \sigma^2` in place of its `sigma`.

    Notes
    -----
    A mixture of Gaussian kernels of all scales. See C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for
    Machine Learning" (2006).

    Examples
    --------
    >>> import numpy as np, siglib
    >>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
    >>> mixture = siglib.RationalQuadraticKernel(1.5, 2.0)
    >>> round(float(siglib.sig_kernel(path, path, static_kernel=mixture, dyadic_order=1)), 6)
    4.393818
    """

    sigma: Parameter
    alpha: Parameter = 1.0

    def __post_init__(self) -> None:
        self._check("sigma")
        self._check("alpha")

    def _profile(self, square: AnyArray) -> AnyArray:
        return self._base(square) ** -self._at("alpha", square)

    def _slope(self, square: AnyArray) -> AnyArray:
        alpha, sigma = self._at("alpha", square), self._at("sigma", square)
        return -0.5 * self._base(square) ** (-alpha - 1) / sigma**2

    def _parameter_slopes(self, square: AnyArray) -> dict[str, AnyArray]:
        alpha, sigma = self._at("alpha", square), self._at("sigma", square)
        base = self._base(square)
        by_sigma = base ** (-alpha - 1) * square / sigma**3
        return {"sigma": by_sigma, "alpha": base**-alpha * (1 - 1 / base - log(base))}

    def _base(self, square: AnyArray) -> AnyArray:
        return 1 + square / (2 * self._at("alpha", square) * self._at("sigma", square) ** 2)


# ---------------------------------------------------------------------------------------------------------------------
# What operations compute by themselves


class Scaling(NamedTuple):
    """A kernel that operations know, of paths that are multiplied by a factor, and its derivatives by parameters."""

    static: str
    factor: AnyArray | float | None = None
    derivs: dict[str, AnyArray | float] = {}  # noqa: RUF012  (nobody changes it)


def scaling_of(kernel: StaticKernel, like: AnyArray) -> Scaling | None:
    """Return how operations compute a kernel without a matrix of its values, None if they do not."""
    if type(kernel) is LinearKernel:
        return Scaling(LINEAR)
    if type(kernel) is ScaledLinearKernel:
        return Scaling(LINEAR, number_like(kernel.scale, "scale", like), {"scale": 1.0})
    if type(kernel) is RBFKernel:
        sigma = number_like(kernel.sigma, "sigma", like)
        return Scaling(GAUSSIAN, sigma**-0.5, {"sigma": -0.5 * sigma**-1.5})
    return None
