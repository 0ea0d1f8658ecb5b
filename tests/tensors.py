"""Examples of the table as tensors, and arguments for the operations of torch.ops.siglib."""

import numpy as np
import torch
from cases import SIGNATURE_OF_PATH, as_tuple
from operations import CASES
from support import operation_names

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
        return as_tuple(self.case.call(**{**self.arrays, **self.options, **changes}))

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
                changes[name] = siglib.sig(changes["path"], **options)
        outs = self(**changes)
        return outs if len(outs) > 1 else outs[0]


def example_of(operation, **fields):
    """An example for an operation of torch: its own, or that of the operation whose derivative it is."""
    found = [case for case in CASES if operation == case.name or operation.startswith(f"{case.name}_")]
    return TensorExample(max(found, key=lambda case: len(case.name)).example(**fields))


def operation_arguments(operation, **fields):
    """What its schema asks for, by name."""
    schema = getattr(torch.ops.siglib, operation).default._schema
    example = example_of(operation, **fields)
    values = {**vars(example.problem), "n_jobs": 1, "dimension": example.problem.width, **example.arrays}
    values["lengths"] = example.options.get("lengths")
    return {argument.name: value_of(argument.name, values, example) for argument in schema.arguments}


def value_of(name, values, example):
    if name in values:
        return values[name]
    if name.startswith(("left_", "right_")):  # whether the scalar term of a factor is 1
        return True
    if name.endswith("_tangent"):
        return torch.randn_like(value_of(name.removesuffix("_tangent"), values, example))
    if name.startswith("deriv"):
        return torch.randn_like(example()[0])
    raise KeyError(f"{name}: neither a row of the table nor this function says what it is")
