"""Modules."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

import siglib


class Signature(torch.nn.Module):
    """Truncated signatures of paths, as a layer.

    Parameters
    ----------
    degree : int
        Truncation degree `N`, at least 0.
    time_aug, lead_lag, end_time, scalar_term
        As `siglib.sig` takes them.
    n_jobs : int, optional
        Threads; None for those of torch (``torch.get_num_threads()``), of which a DataLoader worker has one.

    Raises
    ------
    TypeError, ValueError
        When it is called, as `siglib.sig` does.

    Notes
    -----
    The input is a tensor of shape (..., L, d), the output one of shape (..., sig_length(d, N)), formula and layout
    as in `siglib.sig`. Under autocast, halves are computed and returned in float32.

    Examples
    --------
    >>> import torch
    >>> from siglib.torch.nn import Signature
    >>> model = torch.nn.Sequential(Signature(3, time_aug=True), torch.nn.Linear(39, 2))
    >>> model(torch.zeros(5, 10, 2)).shape
    torch.Size([5, 2])
    """

    def __init__(
        self,
        degree: int,
        *,
        time_aug: bool = False,
        lead_lag: bool = False,
        end_time: float = 1.0,
        scalar_term: bool = False,
        n_jobs: int | None = None,
    ) -> None:
        super().__init__()
        self.degree = degree
        self.flags: dict[str, Any] = {
            "time_aug": time_aug,
            "lead_lag": lead_lag,
            "end_time": end_time,
            "scalar_term": scalar_term,
            "n_jobs": n_jobs,
        }

    def forward(self, path: Tensor, lengths: Tensor | None = None) -> Tensor:
        """Compute the signatures of `path`, of its first `lengths` points if given."""
        out: Tensor = siglib.sig(path, self.degree, lengths=lengths, **self.flags)
        return out

    def extra_repr(self) -> str:
        """Show the degree, and the flags that differ from their defaults."""
        plain = {"time_aug": False, "lead_lag": False, "end_time": 1.0, "scalar_term": False, "n_jobs": None}
        changed = [f"{name}={value}" for name, value in self.flags.items() if value != plain[name]]
        return ", ".join([f"degree={self.degree}", *changed])
