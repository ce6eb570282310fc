"""Loads a file system source with bamboo-pipeline alone, the least that SOPS does: bare_load.py FOLDER MODULE…"""

import importlib
import os
import sys

from django.conf import settings

settings.configure(
    SECRET_KEY="of-no-use",
    STATIC_URL="/static/",
    CELERY_TIMEZONE="UTC",
    USE_TZ=True,
    AUTO_UPDATE_COMPONENT_MODELS=False,
    ENABLE_EXAMPLE_COMPONENTS=False,
    EXTERNAL_COMPONENTS_LOAD_TRIGGER=set(),
    EXTERNAL_PLUGINS_SOURCE_SECURE_RESTRICT=False,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "pipeline.component_framework",
        "pipeline.contrib.external_plugins",
    ],
    LOGGING_CONFIG=None,
)
folder, *modules = sys.argv[1:]
sys.argv = ["manage.py", "load"]
out, sys.stdout = sys.stdout, open(os.devnull, "w")

import django  # noqa: E402

django.setup()

from pipeline.component_framework.library import ComponentLibrary  # noqa: E402
from pipeline.contrib.external_plugins.models import source_cls_factory  # noqa: E402
from pipeline.contrib.external_plugins.utils.importer import importer_context  # noqa: E402

packages = {modules[0].partition(".")[0]: {"version": "1", "modules": modules}}
source = source_cls_factory["fs"](name="bare", packages=packages, path=folder)
with importer_context(source.importer()):
    for module in source.modules:
        importlib.import_module(module)
out.write(f"{sum(len(versions) for versions in ComponentLibrary.components.values())} components\n")
