"""A call of `siglib.sig`, from the public function to the kernel."""

import matplotlib.pyplot as plt

INK, SOFT, BLUE, ORANGE, GREEN = "#22252b", "#6b7078", "#0072b2", "#d55e00", "#009e73"
LEFT, RIGHT, WIDTH, HEIGHT = 0.25, 0.77, 0.42, 0.092
WHOLE = RIGHT - LEFT + WIDTH
MIDDLE = (LEFT + RIGHT) / 2
# Heights of the layers, from the public function to the kernel.
PUBLIC, CHECKS, OPERATION, FRONT, BACKEND, ENGINE, KERNEL = (0.94 - 0.148 * layer for layer in range(7))


def box(centre, width, colour, title, text):
    """Draw a layer: what it is, and what it does."""
    x, y = centre
    axes.add_patch(plt.Rectangle((x - width / 2, y - HEIGHT / 2), width, HEIGHT, fc=colour, ec="none", alpha=0.13))
    axes.text(x, y + 0.021, title, color=colour, ha="center", va="center", weight="bold")
    axes.text(x, y - 0.021, text, color=INK, ha="center", va="center", size=8)


def arrow(start, end, label="", shift=(0.012, 0)):
    """Lead from the lower edge of one layer to the upper edge of another."""
    (x0, y0), (x1, y1) = start, end
    line = {"arrowstyle": "-|>", "color": SOFT, "lw": 1.2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (x1, y1 + HEIGHT / 2), (x0, y0 - HEIGHT / 2), arrowprops=line)
    axes.text((x0 + x1) / 2 + shift[0], (y0 + y1) / 2 + shift[1], label, color=SOFT, size=8, va="center")


figure, axes = plt.subplots(figsize=(8.2, 6.6))
box((MIDDLE, PUBLIC), WHOLE, BLUE, "public function", "siglib/signature.py: sig(path, degree, …)")
box((MIDDLE, CHECKS), WHOLE, BLUE, "checks", "siglib/_options.py: path, lengths and PathOptions")
box(
    (MIDDLE, OPERATION),
    WHOLE,
    BLUE,
    "operation",
    "siglib/_operations/path.py: operands, results, kernel, rules vjp and jvp",
)
box((RIGHT, FRONT), WIDTH, ORANGE, "torch front end", "torch.library operation, autograd.Function")
box((LEFT, BACKEND), WIDTH, BLUE, "NumPy backend", "allocates the results")
box((RIGHT, BACKEND), WIDTH, GREEN, "CUDA backend", "allocates results and scratch memory")
box((LEFT, ENGINE), WIDTH, BLUE, "engine", "siglib/_native/path.pyx: plan, lanes, threads")
box((RIGHT, ENGINE), WIDTH, GREEN, "launcher", "siglib/cuda: plan, stream, launch")
box((LEFT, KERNEL), WIDTH, BLUE, "kernel", "kernels_path_f64_x86_64_v4: sigfwd_d3_n4")
box((RIGHT, KERNEL), WIDTH, GREEN, "CUDA kernel", "sigfwd_f64_d3_n4")

arrow((MIDDLE, PUBLIC), (MIDDLE, CHECKS))
arrow((MIDDLE, CHECKS), (MIDDLE, OPERATION))
arrow((LEFT, OPERATION), (LEFT, BACKEND), "ndarray")
arrow((RIGHT, OPERATION), (RIGHT, FRONT), "tensor")
arrow((RIGHT - 0.12, FRONT), (LEFT + 0.12, BACKEND), "on the CPU", shift=(-0.07, 0.012))
arrow((RIGHT, FRONT), (RIGHT, BACKEND), "on a CUDA device")
arrow((LEFT, BACKEND), (LEFT, ENGINE))
arrow((LEFT, ENGINE), (LEFT, KERNEL), "dispatch index")
arrow((RIGHT, BACKEND), (RIGHT, ENGINE))
arrow((RIGHT, ENGINE), (RIGHT, KERNEL), "table of kernels")

# The fast way goes around the layers between the public function and the engine.
edge, margin = LEFT - WIDTH / 2, 0.012
axes.plot([edge, margin, margin, edge], [PUBLIC, PUBLIC, ENGINE, ENGINE], color=BLUE, lw=1.2, ls="--")
axes.plot(edge - 0.006, ENGINE, ">", color=BLUE, ms=4)
axes.text(margin - 0.008, BACKEND + 0.12, "fast way", color=BLUE, size=8, rotation=90, ha="right", va="center")
axes.set(xlim=(-0.03, 1), ylim=(KERNEL - 0.06, 1), xticks=[], yticks=[])
axes.axis("off")
