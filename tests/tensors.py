"""Examples of the table as tensors, and arguments for the operations of torch.ops.siglib."""

import numpy as np
import torch
from cases import LENGTHS, SIGNATURE_OF_PATH, Problem, as_tuple
from support import is_of_pairs, operand_names, operation_names, options_of, own_shapes, with_scalar_terms

import siglib

OPERATIONS = operation_names()


def tensor(value):
    return torch.from_numpy(np.array(value)) if isinstance(value, np.ndarray) else value


class TensorExample:
    """An example whose arrays are tensors: called with tensors in place of some of them, it returns a tuple."""

    def __init__(self, example):
        self.case, self.problem = example.case, example.problem
        self.arrays = {name: tensor(array) for name, array in example.arrays.items()}
        self.options = {name: tensor(value) for name, value in example.options.items()}

    def __call__(self, **changes):
        return as_tuple(self.case.call(**self.case.known({**self.arrays, **self.options, **changes})))

    @property
    def given(self):
        """All tensors that are there."""
        return {n: value for n, value in {**self.arrays, **self.options}.items() if isinstance(value, torch.Tensor)}

    def leaves(self):
        """The tensors by which the results are differentiated."""
        return {name: self.arrays[name].clone().requires_grad_() for name in self.case.by}

    def of_leaves(self, *leaves):
        """The results as a function of the leaves, and of nothing else: the signature of a path moves with it."""
        changes = dict(zip(self.case.by, leaves, strict=True))
        for name, kind in self.case.arrays.items():
            if kind is SIGNATURE_OF_PATH and self.arrays[name] is not None:
                options = {**self.options, "scalar_term": self.problem.scalar_term}
                options.pop("method", None)
                changes[name] = siglib.sig(changes["path"], **options)
        outs = self(**changes)
        return outs if len(outs) > 1 else outs[0]


def operation_arguments(operation, *, scheme=None, **fields):
    """What its schema asks for, by name: operands of the shapes that it declares, and its options.

    `scheme` has options that no problem has.
    """
    if "correction" in operand_names(operation):
        fields = {**fields, "lead_lag": False}  # whose steps have no corrections
    p = Problem(**fields)
    options = options_of(operation, p.dimension, p.degree, end_time=p.end_time, **p.augmentations)
    options = options._replace(n_jobs=1, **(scheme or {}))
    # The last axis of a batch of pairs is that of the paths of a Gram matrix.
    batch = p.batch or (1,) if is_of_pairs(operation) else p.batch
    operands = {}
    for name, shape in own_shapes(operation, p.length, p.dimension, options).items():
        own = batch[-1:] if is_of_pairs(operation) and name == "derivs" else shape
        operands[name] = torch.randn((*batch, *own), dtype=getattr(torch, p.dtype))
        if p.scalar_term and name in with_scalar_terms(operation):  # it is not read
            operands[name] = torch.nn.functional.pad(operands[name], (1, 0), value=torch.nan)
    for name in LENGTHS:
        if name in operands:
            operands[name] = torch.randint(0, p.length + 1, batch) if p.ragged else None
    numbers = options._asdict()
    if "scalar_term" in numbers:
        numbers["scalar_term"] = p.scalar_term
    return {**operands, **numbers}
