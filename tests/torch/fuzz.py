"""Calls every operation of torch.ops.siglib with arguments of which some are wrong.

test_sanitizer.py runs it where AddressSanitizer watches. A call that is refused names the argument, unless there is not
enough memory; all others compute.
"""

import math
import random
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch
from tensors import OPERATIONS, operation_arguments

DTYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.complex64]
DTYPES += [torch.int64, torch.int32, torch.uint8, torch.bool]
SHAPES = [{}, {"time_aug": True}, {"lead_lag": True, "ragged": True}, {"batch": ()}, {"batch": (2, 3), "dimension": 3}]
SHAPES += [
    {"length": 30, "batch": (1,)},
    {"length": 0},
    {"dimension": 1, "degree": 3},
    {"dtype": "float32", "degree": 5},
]
NUMBERS = {int: (-1, 0, 1, 2, 3, 4, 5, 9), float: (0.0, 2.5, float("nan"), float("inf")), bool: (False, True)}
# Words, and what is none.
NUMBERS[str] = ("0", "0;1,0", "0,1,1;", "1,1,1,1,1,1", "0,9", "00", "x", "")
LARGEST = 10**6
JOBS = (None, -(10**12), -1, 0, 1, 2)


def cut(tensor, rng):
    """Leave items out along an axis, or all of them."""
    axis = rng.randrange(tensor.ndim)
    return tensor.narrow(axis, 0, rng.randrange(tensor.shape[axis] + 1))


def grown(tensor, rng):
    """Repeat the items of an axis."""
    return torch.cat([tensor, tensor], rng.randrange(tensor.ndim))


def swapped(tensor, rng):
    """Exchange two axes, in memory or in the shape."""
    one, other = rng.randrange(tensor.ndim), rng.randrange(tensor.ndim)
    view = tensor.transpose(one, other)
    return view if rng.random() < 0.5 else view.contiguous().transpose(one, other)


def expanded(tensor, rng):
    """Let the items along an axis be one and the same, so that only its shape says how many there are."""
    axis, shape = rng.randrange(tensor.ndim), list(tensor.shape)
    first = tensor.narrow(axis, 0, min(1, shape[axis]))
    shape[axis] = min(shape[axis], 1) * rng.choice((1, 3, 5000))
    return first.expand(shape) if math.prod(shape) <= LARGEST else tensor


def stepped(tensor, rng):
    """Take every other item of an array twice as long, whose last item is left out."""
    return grown(tensor, rng)[..., ::2]


CHANGES = [
    lambda tensor, rng: tensor.to(rng.choice(DTYPES)),
    lambda tensor, rng: tensor.to("meta"),
    lambda tensor, rng: tensor[None],
    lambda tensor, rng: tensor[0] if tensor.ndim and tensor.shape[0] else tensor,
    lambda tensor, rng: torch.randint_like(tensor.double(), -3, 9).to(tensor.dtype),
    lambda tensor, rng: torch.randint_like(tensor.double(), -(2**40), 2**40).to(tensor.dtype),
    lambda tensor, rng: tensor.requires_grad_() if tensor.dtype.is_floating_point else tensor,
    *(
        lambda tensor, rng, change=change: change(tensor, rng) if tensor.ndim else tensor
        for change in (cut, grown, swapped, expanded, stepped)
    ),
]


def changed(arguments, rng):
    """Change one argument, seldom more."""
    arguments = dict(arguments)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        name = rng.choice(list(arguments))
        value = arguments[name]
        if isinstance(value, torch.Tensor):
            arguments[name] = rng.choice(CHANGES)(value.detach(), rng)
        elif name == "n_jobs":
            arguments[name] = rng.choice(JOBS)
        elif value is not None:
            arguments[name] = rng.choice(NUMBERS[type(value)])
    return arguments


def called(function, arguments):
    """Call an operation and take its derivatives; tell how that ended."""
    try:
        outs = function(**arguments)
        outs = outs if isinstance(outs, tuple) else (outs,)
        if any(out.requires_grad for out in outs):
            sum(out.sum() for out in outs).backward()
    except (TypeError, ValueError) as error:
        # Both sides of a pair have one name in messages.
        if str(error).partition(":")[0] in {*arguments, *(name.rstrip("12") for name in arguments)}:
            return "refused"
        raise
    except NotImplementedError as error:
        if "siglib: third derivatives" in str(error):
            return "refused"
        raise
    except MemoryError:
        return "refused"
    return "computed"


def main(calls):
    for operation in OPERATIONS:
        rng = random.Random(operation)
        torch.manual_seed(0)
        function = getattr(torch.ops.siglib, operation)
        examples = [operation_arguments(operation, **shape) for shape in SHAPES]
        ends = Counter(called(function, changed(rng.choice(examples), rng)) for _ in range(calls))
        print(operation, ends["computed"], ends["refused"])


if __name__ == "__main__":
    main(int(sys.argv[1]))
