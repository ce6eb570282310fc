"""The smallest settings with which components run, without a database."""

SECRET_KEY = "for the tests alone"
USE_TZ = True
AUTO_UPDATE_COMPONENT_MODELS = False
CELERY_TIMEZONE = "UTC"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "pipeline.component_framework",
]
