"""How the docs are built: Sphinx, furo and MyST, with no network and warnings as errors."""

from importlib.metadata import version as installed_version

project = "govledger"
author = "The govledger maintainers"
project_copyright = "The govledger maintainers"
version = release = installed_version("govledger")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
language = "en-GB"

html_theme = "furo"
html_title = "govledger"
html_static_path = ["_static"]
html_css_files = ["pictures.css"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
# Only our own names can be looked up: the inventories of other projects would come over the network.
nitpick_ignore_regex = [(r"py:.*", r"(?!govledger).*")]
