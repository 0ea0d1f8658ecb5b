"""Modules."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, ClassVar

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

import siglib
from siglib.torch._backend import padded


class _PathLayer(torch.nn.Module):
    """A function of paths and a degree, as a layer: subclasses say which, and how long its results are."""

    _compute: ClassVar[Callable[..., Any]]

    def __init__(self, degree: int, channels: int | None, **flags: Any) -> None:
        super().__init__()
        self.degree = degree
        self.channels = channels
        self.flags = flags

    @property
    def out_features(self) -> int:
        """The number of features of a path, if `channels` was given."""
        if self.channels is None:
            # What looks at all attributes of a module, as tracing does, takes this for one that is not there.
            raise AttributeError
        return self.count_features(self.channels)

    def __getattr__(self, name: str) -> Any:
        """Say what is missing, which modules themselves would not."""
        if name == "out_features":
            raise AttributeError("out_features: expected a layer that was told the channels of paths, channels=")
        return super().__getattr__(name)

    def count_features(self, channels: int) -> int:
        """Count the features of a path in so many channels: what the next layer takes."""
        raise NotImplementedError

    def forward(self, path: Tensor | PackedSequence, lengths: Tensor | None = None) -> Tensor:
        """Compute the features of `path`, of its first `lengths` points if given; ragged ones have their own."""
        if isinstance(path, PackedSequence) or getattr(path, "is_nested", False):
            if lengths is not None:
                raise ValueError("lengths: expected None, as the path has lengths of its own")
            path, lengths = padded(path, "path")
        if not isinstance(path, Tensor):
            raise TypeError(f"path: expected a tensor or a PackedSequence, got a {type(path).__name__}")
        if self.channels not in (None, path.shape[-1]):
            raise ValueError(f"path: expected {self.channels} channels, as in channels=, got {path.shape[-1]}")
        out: Tensor = self._compute(path, self.degree, lengths=lengths, **self.flags)
        return out

    def extra_repr(self) -> str:
        """Show the degree, and what differs from its default."""
        plain = signature(type(self)).parameters
        options = {"channels": self.channels, **self.flags}
        changed = [f"{name}={value!r}" for name, value in options.items() if value != plain[name].default]
        return ", ".join([f"degree={self.degree}", *changed])


class Signature(_PathLayer):
    """Truncated signatures of paths, as a layer.

    Parameters
    ----------
    degree : int
        Truncation degree `N`, at least 0.
    channels : int, optional
        Channels `d` of the paths. None: any.
    time_aug, lead_lag, end_time, scalar_term
        As `siglib.sig` takes them.
    basepoint : bool, optional
        Whether a path begins at the origin, so that the features tell where its points are.
    n_jobs : int, optional
        Threads; None for those of torch (``torch.get_num_threads()``), of which a DataLoader worker has one.

    Raises
    ------
    TypeError, ValueError
        When it is called, as `siglib.sig` does.

    See Also
    --------
    LogSignature : The same information in fewer numbers.

    Notes
    -----
    The input is a tensor of shape (..., L, d), or paths of unequal length in a nested tensor or a ``PackedSequence``.
    The output has shape (..., sig_length(d, N)), formula and layout as in `siglib.sig`. Under autocast,
    halves are computed and returned in float32.

    Examples
    --------
    >>> import torch
    >>> from siglib.torch.nn import Signature
    >>> signature = Signature(3, channels=2, time_aug=True)
    >>> model = torch.nn.Sequential(signature, torch.nn.Linear(signature.out_features, 2))
    >>> model(torch.zeros(5, 10, 2)).shape
    torch.Size([5, 2])
    """

    _compute = staticmethod(siglib.sig)

    def __init__(
        self,
        degree: int,
        *,
        channels: int | None = None,
        time_aug: bool = False,
        lead_lag: bool = False,
        end_time: float = 1.0,
        scalar_term: bool = False,
        basepoint: bool | None = None,
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            degree,
            channels,
            time_aug=time_aug,
            lead_lag=lead_lag,
            end_time=end_time,
            scalar_term=scalar_term,
            basepoint=basepoint,
            n_jobs=n_jobs,
        )

    def count_features(self, channels: int) -> int:
        """Count the features of a path in so many channels: what the next layer takes."""
        sizes = {name: self.flags[name] for name in ("time_aug", "lead_lag", "scalar_term")}
        return siglib.sig_length(channels, self.degree, **sizes)


class LogSignature(_PathLayer):
    """Truncated log-signatures of paths, as a layer.

    Parameters
    ----------
    degree : int
        Truncation degree `N`, at least 0.
    channels : int, optional
        Channels `d` of the paths. None: any.
    method : {1, 0, 2, "words", "expanded", "brackets"}
        The basis, as `siglib.log_sig` takes it.
    time_aug, lead_lag, end_time, scalar_term
        As `siglib.log_sig` takes them.
    basepoint : bool, optional
        Whether a path begins at the origin, so that the features tell where its points are.
    precision
        As `siglib.log_sig` takes it.
    n_jobs : int, optional
        Threads; None for those of torch (``torch.get_num_threads()``), of which a DataLoader worker has one.

    Raises
    ------
    TypeError, ValueError
        When it is called, as `siglib.log_sig` does.

    See Also
    --------
    Signature : What linear layers can read more from.

    Notes
    -----
    The input is a tensor of shape (..., L, d), or paths of unequal length in a nested tensor or a ``PackedSequence``.
    The output has shape (..., log_sig_length(d, N)), formula and layout as in `siglib.log_sig`. Under autocast,
    halves are computed and returned in float32.

    Examples
    --------
    >>> import torch
    >>> from siglib.torch.nn import LogSignature
    >>> log_signature = LogSignature(3, channels=2, time_aug=True)
    >>> model = torch.nn.Sequential(log_signature, torch.nn.Linear(log_signature.out_features, 2))
    >>> model(torch.zeros(5, 10, 2)).shape
    torch.Size([5, 2])
    """

    _compute = staticmethod(siglib.log_sig)

    def __init__(
        self,
        degree: int,
        *,
        channels: int | None = None,
        method: int | str = 1,
        time_aug: bool = False,
        lead_lag: bool = False,
        end_time: float = 1.0,
        scalar_term: bool = False,
        basepoint: bool | None = None,
        precision: str | None = None,
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(
            degree,
            channels,
            method=method,
            time_aug=time_aug,
            lead_lag=lead_lag,
            end_time=end_time,
            scalar_term=scalar_term,
            basepoint=basepoint,
            precision=precision,
            n_jobs=n_jobs,
        )

    def count_features(self, channels: int) -> int:
        """Count the features of a path in so many channels: what the next layer takes."""
        sizes = {name: self.flags[name] for name in ("time_aug", "lead_lag", "method")}
        return siglib.log_sig_length(channels, self.degree, **sizes) + bool(self.flags["scalar_term"])


# So that torch.load reads them as it reads weights.
torch.serialization.add_safe_globals([Signature, LogSignature])
