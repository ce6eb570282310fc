"""Django with the parts of bamboo-pipeline that components need, without SOPS and without a database; workers read it."""

import contextlib
import os


def configure(**more):
    from django.conf import settings

    settings.configure(
        SECRET_KEY="of-no-use",
        STATIC_URL="/static/",
        CELERY_TIMEZONE="UTC",
        USE_TZ=True,
        # Nothing is read from tables nor written to them.
        AUTO_UPDATE_COMPONENT_MODELS=False,
        ENABLE_EXAMPLE_COMPONENTS=False,
        EXTERNAL_COMPONENTS_LOAD_TRIGGER=set(),
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "pipeline.component_framework",
            "pipeline.contrib.external_plugins",
        ],
        **more,
    )


@contextlib.contextmanager
def silenced():
    """For the set-up of the apps, which print."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        yield
