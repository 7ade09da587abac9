"""How templates find what every page knows."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from flask.templating import Environment


class PageEnvironment(Environment):
    """Flask's own, but for one thing that each `import` of a template does."""

    def make_globals(self, d: Mapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template finds everywhere, as one mapping.

        Jinja chains two, and compares all their names in Python at each import: a tenth of a page.
        So nothing may be added to the environment once the first template is loaded.
        """
        return {**self.globals, **(d or {})}
