"""Errors of this plugin. A caller sees the gRPC status, the name of the class and the message."""

from spaceone.core.error import ERROR_BASE


class ERROR_CLOUD_API(ERROR_BASE):
    _status_code = "UNAVAILABLE"
    _message = "The API of {{provider}} gave no usable answer. (reason = {reason})"
