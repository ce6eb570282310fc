"""Errors of this plugin. A caller sees the gRPC status, the name of the class and the message."""

from spaceone.core.error import ERROR_BASE


class ERROR_NOT_DELIVERED(ERROR_BASE):
    _status_code = "UNAVAILABLE"
    _message = "The message was not delivered. (reason = {reason})"
