"""Streams of tensors are differentiable by the points that were pushed."""

import copy
import gc
import pickle
import weakref

import pytest
import torch

import siglib


def pushed(make, path, read):
    """What a stream says after all points of a path have come, half of them one by one."""
    stream, half = make(), path.shape[-2] // 2
    for t in range(half):
        stream.push(path[..., t, :])
    stream.push_batch(path[..., half:, :])
    return read(stream)


READS = {
    "sig": (lambda: siglib.SigStream(2, 3), lambda s: s.sig(3, 75)),
    "back": (lambda: siglib.SigStream(2, 2, scalar_term=True), lambda s: s.sig(70, 20)),
    "batch": (lambda: siglib.LogSigStream(2, 2, method=1), lambda s: s.sig_batch([(0, 33), (32, 64)])),
    "all": (lambda: siglib.LogSigStream(2, 2), lambda s: s.sig_all()[-3:]),
    "lead-lag": (lambda: siglib.SigStream(2, 2, time_aug=True, lead_lag=True), lambda s: s.sig(3, 75)),
    "windows": (lambda: siglib.SigWindowStream(2, 2, 40, stride=20), lambda s: s.sig()),
    "many windows": (lambda: siglib.LogSigWindowStream(2, 2, 40, stride=5), lambda s: s.sig()),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize("batch", [(), (2,)])
def test_streams_of_tensors(read, batch):
    path = (0.2 * torch.randn(*batch, 80, 2, dtype=torch.float64)).cumsum(-2).requires_grad_()
    out = pushed(read[0], path, read[1])
    expected = pushed(read[0], path.detach().numpy(), read[1])
    torch.testing.assert_close(out.detach(), torch.from_numpy(expected))
    weight = torch.randn_like(out)
    (gradient,) = torch.autograd.grad((out * weight).sum(), path, create_graph=True)

    # Against differences along a direction, of the value and of the gradient.
    along, step = torch.randn_like(path), 1e-6

    def of_moved(sign):
        moved = (path + sign * step * along).detach().requires_grad_()
        value = (pushed(read[0], moved, read[1]) * weight).sum()
        return value.detach(), torch.autograd.grad(value, moved)[0]

    (above, slope_above), (below, slope_below) = of_moved(1), of_moved(-1)
    torch.testing.assert_close((gradient * along).sum().detach(), (above - below) / (2 * step), rtol=1e-6, atol=1e-7)
    (second,) = torch.autograd.grad((gradient * along).sum(), path)
    torch.testing.assert_close(second, (slope_above - slope_below) / (2 * step), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("lead_lag", [False, True])
def test_derivatives_by_times(lead_lag):
    path = (0.2 * torch.randn(80, 2, dtype=torch.float64)).cumsum(-2)
    times = torch.rand(80, dtype=torch.float64).cumsum(-1).requires_grad_()
    stream = siglib.SigStream(2, 3, time_aug=True, lead_lag=lead_lag)
    for t in range(40):
        stream.push(path[t], times[t])
    stream.push_batch(path[40:], times[40:])
    expected = siglib.sig(path[3:76], 3, lead_lag=lead_lag, time=times[3:76])
    out = stream.sig(3, 75)
    torch.testing.assert_close(out, expected)
    weight = torch.randn_like(out)
    (by_times,), (wanted,) = (torch.autograd.grad((rows * weight).sum(), times) for rows in (out, expected))
    torch.testing.assert_close(by_times, wanted)
    with pytest.raises(TypeError, match=r"time: expected a torch.Tensor as earlier times is"):
        stream.push(path[0], 99.0)
    with pytest.raises(TypeError, match=r"time: expected a numpy.ndarray as points is, got a torch.Tensor"):
        siglib.SigStream(2, 3, time_aug=True).push(path[0].numpy(), times[0])


@pytest.mark.parametrize("make", [lambda: siglib.SigStream(2, 2), lambda: siglib.SigWindowStream(2, 2, 40)])
def test_points_that_are_popped_leave_the_graph(make):
    stream, points = make(), []
    for _ in range(500):
        point = torch.randn(2, requires_grad=True)
        points.append(weakref.ref(point))
        stream.push(point)
        del point
        if isinstance(stream, siglib.SigStream):
            stream.pop_front(max(stream.size - 50, 0))
            if stream.size > 1:
                stream.sig(stream.start_index, stream.end_index)
        elif stream.num_windows:
            stream.sig()
            stream.pop_front(stream.num_windows)
    gc.collect()
    assert sum(point() is not None for point in points) < 200


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy])
def test_copies_share_the_graph(clone):
    path = torch.randn(100, 2, requires_grad=True)
    stream = siglib.SigStream(2, 2)
    stream.push_batch(path)
    other = clone(stream)
    stream.push(torch.ones(2))
    assert (stream.size, other.size) == (101, 100)
    torch.testing.assert_close(
        *(torch.autograd.grad(s.sig(0, 99).sum(), path, retain_graph=True) for s in (stream, other))
    )


def test_kinds_of_points_do_not_mix():
    stream = siglib.SigStream(2, 2)
    stream.push(torch.zeros(2))
    with pytest.raises(TypeError, match=r"point: expected a torch\.Tensor as earlier points is"):
        stream.push([0.0, 1.0])
    with pytest.raises(TypeError, match="points: expected the dtype of earlier points"):
        stream.push_batch(torch.zeros(3, 2, dtype=torch.float64))


def test_pickled_streams_of_tensors():
    path = torch.randn(100, 2)
    stream = siglib.SigStream(2, 3)
    stream.push_batch(path[:60])
    other = pickle.loads(pickle.dumps(stream))
    other.push_batch(path[60:])
    torch.testing.assert_close(other.sig(0, 99), siglib.sig(path, 3), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("of_each", [False, True])
def test_intervals_by_a_tree(of_each):
    """Of many long intervals, each derivative goes through products of blocks."""
    path = (0.2 * torch.randn(2, 90, 2, dtype=torch.float64)).cumsum(-2).requires_grad_()
    intervals = torch.randint(0, 91, (2, 12, 2) if of_each else (12, 2)).sort(-1).values

    def function(path):
        return siglib.sig_intervals(path, intervals, 2, time_aug=True)

    assert torch.autograd.gradcheck(function, (path,), fast_mode=True)
    assert torch.autograd.gradgradcheck(function, (path,), fast_mode=True)
    assert torch.autograd.gradcheck(function, (path,), fast_mode=True, check_forward_ad=True)
    if not of_each:
        torch.testing.assert_close(torch.func.vmap(function)(path), function(path))


def test_intervals_that_are_not_known_beforehand():
    path, intervals = torch.randn(3, 8, 2), torch.tensor([[0, 8], [2, 5]])
    with pytest.raises(TypeError, match="intervals: expected numbers that are known beforehand"):
        torch.func.vmap(lambda pairs: siglib.sig_intervals(path, pairs, 2))(intervals[None])


def test_compiled_intervals():
    """As a list, they are part of the graph."""
    path, pairs = torch.randn(3, 8, 2, requires_grad=True), [(0, 8), (2, 5), (4, 4)]

    def function(path, intervals=pairs):
        return siglib.sig_intervals(path, intervals, 3, lead_lag=True)

    compiled = torch.compile(function, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(path), function(path))
    gradients = (torch.autograd.grad(call(path).sum(), path) for call in (compiled, function))
    torch.testing.assert_close(*gradients)
    with pytest.raises(Exception, match="intervals: expected a list of pairs"):
        compiled(path, torch.tensor(pairs))
    for wrong in ([(0.5, 3)], [(0, 1, 2)], [True, 3]):
        with pytest.raises(Exception, match="intervals: expected a list of pairs"):
            compiled(path, wrong)
    with pytest.raises(Exception, match="intervals: expected 0 <= start"):
        compiled(path, [(0, 9)])
