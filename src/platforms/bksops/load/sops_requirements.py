"""What the modules of a source require, and what this Python has of it; a part of sops_loader.py."""

import ast
import functools
import importlib
import importlib.metadata
import sys

LOADER = "bamboo-pipeline"
# More than any image has.
MOST = 1000


class Layers:
    """Folders with what was installed for lists of requirements."""

    def __init__(self, layers):
        self.layers = layers

    def use(self, wanted):
        """Finds modules in the folder of a list before all others, as what was installed last."""
        lines = [str(each) for each in wanted]
        for layer in self.layers:
            if layer["lines"] == lines and layer["folder"] not in sys.path:
                sys.path.insert(0, layer["folder"])
                importlib.invalidate_caches()


def first_of(wanted):
    """So much of a list as is looked up, and how many lines stand behind that."""
    return wanted[:MOST] + ([f"{len(wanted) - MOST} more"] if len(wanted) > MOST else [])


def written_in(text):
    """The texts of a list `__requirements__` as it is written, with the line of each."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return {}
    found = {}
    for statement in body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == "__requirements__" for target in targets):
            items = getattr(statement.value, "elts", [])
            found = {each.value: each.lineno for each in items if isinstance(getattr(each, "value", None), str)}
    return found


def looked_up(wanted):
    """What this Python has of a requirement."""
    found = {"line": wanted, "fits": False}
    try:
        requirement = read(wanted)
        found["fits"] = requirement.marker is not None and not requirement.marker.evaluate()
        found["installed"] = importlib.metadata.version(requirement.name)
        found["fits"] = found["fits"] or requirement.specifier.contains(found["installed"], prereleases=True)
        found["needed"] = not found["fits"] and normal(requirement.name) in needed_by_loader()
    except Exception:
        pass  # it is none, or is not installed
    return found


def kept_versions():
    """A requirement for each version that SOPS's loader runs with."""
    return [f"{name}=={version}" for name, version in needed_by_loader().items()]


@functools.lru_cache(maxsize=None)
def needed_by_loader():
    """What SOPS's loader needs, itself included, by name."""
    found = {}
    waiting = [LOADER]
    while waiting:
        name = normal(waiting.pop())
        if name in found:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found[name] = distribution.version
        needed = map(read, distribution.requires or [])
        waiting += [each.name for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    return found


def read(line):
    try:
        from packaging.requirements import Requirement
    except ImportError:
        from pip._vendor.packaging.requirements import Requirement
    return Requirement(line)


def normal(name):
    return name.lower().replace("_", "-").replace(".", "-")
