"""How Sphinx makes the documentation: ``make docs``."""

from collections.abc import Iterator

import matplotlib
from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from numpydoc.docscrape import get_doc_object
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

import siglib
import siglib.dask
import siglib.sklearn
import siglib.torch.nn

project = "siglib"
author = "the siglib developers"
version = release = siglib.__version__
copyright = author
html_title = f"siglib {version}"
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["siglib.css"]
html_logo = html_favicon = "_static/logo.svg"
html_show_sphinx = False
html_theme_options = {"footer_icons": [], "top_of_page_buttons": []}
exclude_patterns = ["figures", "gallery", "examples/GALLERY_HEADER.rst", "sg_execution_times.rst"]

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_gallery.gen_gallery",
    "matplotlib.sphinxext.plot_directive",
]

# What is copied can be pasted: prompts and results stay behind.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# Formulas are MathML in the pages: browsers draw it, and nothing is loaded for it.
html_math_renderer = "mathml"

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
highlight_language = "none"

# A page for each function. Its signature has types, and its text shapes.
autosummary_generate = True
autodoc_typehints = "signature"
maximum_signature_line_length = 88
autodoc_typehints_format = "short"
default_role = "py:obj"


def arguments() -> Iterator[str]:
    """Yield the names of all arguments, fields and results that the docstrings describe."""
    public = [getattr(siglib, name) for name in siglib.__all__ if name != "__version__"]
    layers = siglib.torch.nn.Signature, siglib.torch.nn.LogSignature
    steps = siglib.sklearn.SignatureTransformer, siglib.sklearn.LogSignatureTransformer
    lazy = siglib.dask.sig, siglib.dask.log_sig, siglib.dask.sig_kernel_gram
    kernel = siglib.sklearn.SignatureKernel
    for documented in (*public, *layers, *lazy, *steps, steps[0].transform, kernel, kernel.__call__):
        sections = get_doc_object(documented)
        for parameter in (*sections["Parameters"], *sections["Returns"]):
            yield from parameter.name.split(", ")


# Backticks mark functions, which become links. Arguments and formulas have nothing to link to.
FORMULA = r"[0-9]*[A-Za-z]'?( [-+<>=] [0-9]+)?"
nitpick_ignore_regex = [
    ("py:obj", "|".join([FORMULA, *sorted(filter(None, set(arguments())))])),
    # Types in signatures.
    ("py:class", ".*"),
]
# A function in the settings of the gallery.
suppress_warnings = ["config.cache"]
numpydoc_show_class_members = False
numpydoc_validation_checks = {"EX01", "GL08", "PR01", "PR02", "PR03", "RT01", "RT03", "SS01", "SS03"}
# The sections of the class say it all; of streams, its example; of static kernels, its list of methods.
SELF_EVIDENT = "fit|transform|fit_transform|get_feature_names_out|forward|count_features|out_features|extra_repr"
numpydoc_validation_exclude = {rf"\.({SELF_EVIDENT})$", r"Stream\.\w+$", r"StaticKernel\.\w+$"}

# Figures are drawn by the scripts in docs/figures while the pages are built.
plot_formats = ["svg"]
plot_html_show_formats = False
plot_html_show_source_link = False
plot_include_source = False
plot_apply_rcparams = True
# Greys that can be read on a light page and on a dark one.
GREY, LIGHT_GREY = "#7b818a", "#a3a8b0"
plot_rcparams = {
    "axes.edgecolor": LIGHT_GREY,
    "axes.facecolor": "none",
    "axes.labelcolor": GREY,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "font.size": 9,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "lines.markersize": 5,
    "savefig.facecolor": "none",
    "text.color": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
}


def draw_alike(config: dict[str, object], file: str) -> None:
    """Let the pictures of the gallery look as the figures of the pages do."""
    matplotlib.rcParams.update({**plot_rcparams, "figure.dpi": 110, "lines.linewidth": 1.5})


sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "examples",
    "filename_pattern": "/plot_",
    "within_subsection_order": "FileNameSortKey",
    "reset_modules": (draw_alike,),
    "min_reported_time": 1e9,
    "show_memory": False,
    "show_signature": False,
    "download_all_examples": False,
    "abort_on_example_error": True,
    "remove_config_comments": True,
    "write_computation_times": False,
}


def add_formula(self: HTML5Translator, node: nodes.math | nodes.math_block) -> None:
    """Write a formula as MathML; what cannot be translated fails the build."""
    block = isinstance(node, nodes.math_block)
    formula = tex2mathml(node.astext(), as_block=block)
    # The room keeps limits and exponents from a scroll bar of their own.
    self.body.append(f'<div class="math" style="padding: 0.75em 0">{formula}</div>' if block else formula)
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the renderer of formulas."""
    app.add_html_math_renderer("mathml", (add_formula, None), (add_formula, None))
