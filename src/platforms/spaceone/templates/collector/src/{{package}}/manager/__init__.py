"""Every cloud service type that the plugin collects. A new one is a manager, its view in model/ and a line here."""

from __future__ import annotations

from spaceone.core.error import ERROR_INVALID_PARAMETER

from {{package}}.manager.bucket_manager import BucketManager
from {{package}}.manager.resource_manager import ResourceManager
from {{package}}.manager.server_manager import ServerManager

MANAGERS: dict[str, type[ResourceManager]] = {
    manager.cloud_service_type: manager for manager in (ServerManager, BucketManager)
}


def managers_for(names: list[str] | None) -> dict[str, type[ResourceManager]]:
    """Pick the managers of these cloud service types; all of them when there are no names."""
    if not names:
        return MANAGERS
    unknown = sorted(set(names) - set(MANAGERS))
    if unknown:
        raise ERROR_INVALID_PARAMETER(
            key="cloud_service_types",
            reason=f"{', '.join(unknown)} is not one of {', '.join(MANAGERS)}",
        )
    return {name: MANAGERS[name] for name in names}
