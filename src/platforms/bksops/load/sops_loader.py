"""Loads package sources with the importers of bamboo-pipeline, as SOPS does when it starts, and runs a component.

A worker of supervise.py. What it replaces of bamboo-pipeline:
- a module's text is compiled under the name of its file where one is on this machine, so that frames can be opened and
  breakpoints bind; upstream runs a text without a name;
- `__requirements__` are looked up and told; upstream installs them with pip into the running Python. Of a list that was
  installed for the task beforehand, the folder joins the path at the moment at which upstream has installed it.
"""

import importlib
import linecache
import logging
import os
import runpy
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ERRORS = runpy.run_path(os.path.join(HERE, "sops_errors.py"), run_name="sops_errors")
described, line_of = ERRORS["described"], ERRORS["line_of"]
DJANGO = runpy.run_path(os.path.join(HERE, "sops_django.py"), run_name="sops_django")
DEBUGGER = runpy.run_path(os.path.join(HERE, "debugger.py"), run_name="debugger")
REQUIREMENTS = runpy.run_path(os.path.join(HERE, "sops_requirements.py"), run_name="sops_requirements")
LONGEST_TEXT = 4000


def prepare():
    DJANGO["configure"](LOGGING_CONFIG=None)
    sys.argv = ["manage.py", "load"]  # the apps decide by it whether to load from tables
    with DJANGO["silenced"]():
        import django

        django.setup()
        # The importers tell every step, and a failure once more.
        logging.lastResort.addFilter(lambda record: "external_plugins" not in record.pathname)
        import pipeline.contrib.external_plugins.models
        import pipeline.contrib.external_plugins.utils.importer  # noqa: F401


def work(task, tell):
    if task.get("debugger"):
        DEBUGGER["wait_for_debugger"](task["debugger"], tell)
    loading = Loading(tell, REQUIREMENTS["Layers"](task.get("layers", [])), task.get("install", False))
    for source in task["sources"]:
        loading.load(source)
    if "component" in task:
        running = runpy.run_path(os.path.join(HERE, "sops_running.py"), run_name="sops_running")
        running["Running"](tell, loading.files, described).run(task["component"])


class Loading:
    """Loads sources one after the other into this process."""

    def __init__(self, tell, layers, tells_kept):
        from pipeline.component_framework.library import ComponentLibrary
        from pipeline.contrib.external_plugins.utils import requirement
        from pipeline.contrib.external_plugins.utils.importer import base

        self.tell = tell
        self.tells_kept = tells_kept
        self.copies = {}
        # By the name under which it was compiled, the module; and the other way round.
        self.files = {}
        self.compiled = {}
        self.forks = 0
        os.register_at_fork(after_in_parent=self.count_fork)
        register = ComponentLibrary.register_component.__func__

        def register_told(cls, component_code, version, component_cls):
            before = cls.components.get(component_code, {}).get(version)
            register(cls, component_code=component_code, version=version, component_cls=component_cls)
            self.tell_component(component_cls, before)

        def run_as_file(importer, src_code, module):
            file = self.file_of(importer, module, src_code)
            try:
                exec(compile(src_code, file, "exec"), module.__dict__)
            except ImportError:
                written = REQUIREMENTS["written_in"](src_code)
                if written:
                    self.tell_requirements(module, REQUIREMENTS["first_of"](list(written)), written, late=True)
                raise

        def tell_and_use(importer, fullname, module):
            wanted = getattr(module, "__requirements__", [])
            if isinstance(wanted, list) and wanted:
                wanted = REQUIREMENTS["first_of"](wanted)
                layers.use(wanted)
                self.tell_requirements(module, wanted, REQUIREMENTS["written_in"](importer.get_source(fullname)))

        ComponentLibrary.register_component = classmethod(register_told)
        base.NonstandardModuleImporter._execute_src_code = run_as_file
        base.AutoInstallRequirementsImporter.post_load_module_hook = tell_and_use
        requirement.install = lambda requirements: None

    def count_fork(self):
        self.forks += 1

    def tell_requirements(self, module, wanted, lines, late=False):
        file = self.compiled.get(module.__name__)
        found = [{**REQUIREMENTS["looked_up"](each), "at": lines.get(each)} for each in map(text_of, wanted)]
        self.tell({"is": "requirements", "file": file, "late": late, "requirements": found})
        if self.tells_kept and not late and not all(each["fits"] for each in found):
            self.tell({"is": "kept", "versions": REQUIREMENTS["kept_versions"]()})

    def load(self, source):
        """As loader.py of bamboo-pipeline: the first exception ends a source, and the next one is loaded."""
        from django.conf import settings
        from pipeline.contrib.external_plugins.models import source_cls_factory
        from pipeline.contrib.external_plugins.utils.importer import importer_context

        settings.EXTERNAL_PLUGINS_SOURCE_SECURE_RESTRICT = source["restricted"]
        self.tell({"is": "source", "source": source["index"], "step": True})
        try:
            packages = source["packages"]
            model = source_cls_factory[source["type"]](name=source["name"], packages=packages, **source["details"])
            modules = model.modules
            importer = model.importer()
        except Exception as error:
            self.tell({"is": "source failed", "source": source["index"], "error": described(error, self.files)})
            return
        self.copies[importer] = source.get("copy")
        with importer_context(importer):
            for index in range(source["first"], len(modules)):
                if not self.load_module(source, index, modules[index], importer):
                    return

    def load_module(self, source, index, module, importer):
        place = {"source": source["index"], "module": index}
        self.tell({"is": "module", **place, "name": str(module), "step": True})
        forks = self.forks
        try:
            importlib.import_module(module)
        except BaseException as error:
            failure = described(error, self.files)
            failure["tried"] = tried(importer, failure.get("missing"))
            failure["shadow"] = found_locally(str(module).partition(".")[0], importer)
            self.tell({"is": "failed", **place, "error": failure})
            if not isinstance(error, Exception):
                raise
            return False
        self.tell({"is": "loaded", **place, "forks": self.forks - forks, **self.origin_of(module, importer)})
        return True

    def origin_of(self, name, importer):
        """Where a module and its root package have come from, when that is not the source."""
        root = sys.modules.get(name.partition(".")[0])
        module = sys.modules.get(name)
        loader = getattr(root, "__loader__", None)
        origin = {
            "isPackage": hasattr(module, "__path__"),
            "ignored": bool(getattr(module, "__register_ignore__", False)),
            "file": self.compiled.get(name),
        }
        if loader is not importer:
            other = getattr(loader, "name", None) if loader in self.copies else None
            origin["shadow"] = {"source": other, "file": text_of(getattr(root, "__file__", None))}
        return origin

    def file_of(self, importer, module, text):
        """The file in which a module can be opened: of its source itself, or of the copy of it when that is the same."""
        steps = module.__name__.split(".") + (["__init__"] if hasattr(module, "__path__") else [])
        copy = self.copies.get(importer)
        name = module.__file__
        if copy is not None:
            file = os.path.join(copy, *steps) + ".py"
            if holds(file, text):
                name = file
        if not os.path.isfile(name):
            shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
            linecache.cache[name] = (len(shown), None, shown.splitlines(True), name)
        self.files[name] = module.__name__
        self.compiled.setdefault(module.__name__, name)
        return name

    def tell_component(self, component, before):
        frame = sys._getframe(1)
        while frame is not None and frame.f_globals.get("__name__") != component.__module__:
            frame = frame.f_back
        self.tell(
            {
                "is": "component",
                "code": text_of(component.code),
                "version": text_of(component.version),
                "name": text_of(component.name),
                "group": text_of(component.group_name),
                "description": text_of(component.desc or ""),
                "icon": text_of(component.group_icon or ""),
                "class": text_of(component.__name__),
                "hasForm": component.form is not None,
                "embedded": bool(component.form_is_embedded()),
                "file": frame and text_of(frame.f_code.co_filename),
                "line": frame and line_of(frame.f_lineno),
                "replaces": before and text_of(before.__module__),
            }
        )


def holds(file, text):
    try:
        with open(file, "rb") as opened:
            found = opened.read()
    except OSError:
        return False
    if isinstance(text, bytes):
        return found == text
    return found.replace(b"\r\n", b"\n") == text.encode("utf-8", "surrogateescape")


def text_of(value):
    return str(value)[:LONGEST_TEXT]


def found_locally(root, importer):
    """The file that Python finds for a declared root package without the source."""
    from importlib.machinery import PathFinder

    if root not in importer.modules or not root.isidentifier():
        return None
    spec = PathFinder.find_spec(root)
    return str(spec.origin) if spec and spec.origin else None


def tried(importer, module):
    """Where an importer looks for a module."""
    if not module:
        return []
    for name in ("_file_url", "_file_path"):
        place = getattr(importer, name, None)
        if place:
            return [place(module, is_pkg=True), place(module, is_pkg=False)]
    if hasattr(importer, "_obj_key"):
        at = importer.resolve_request_path()
        return [f"{at}/{importer._obj_key(module, is_pkg=each)}" for each in (True, False)]
    return []
