"""What a message of the platform becomes for the channel."""

from __future__ import annotations

from spaceone.core.manager import BaseManager

_MARKS = {"INFO": "\u2139", "SUCCESS": "\u2705", "WARNING": "\u26a0", "ERROR": "\u2757"}


class MessageManager(BaseManager):
    def text_of(self, message: dict, notification_type: str) -> str:
        """The message as plain text, a line for each thing that it has."""
        lines = [
            f"{_MARKS.get(notification_type, '')} {message.get('title') or ''}".strip(),
            message.get("description"),
            *[f"{tag['key']}: {tag['value']}" for tag in message.get("tags") or []],
            *[f"{callback['label']}: {callback['url']}" for callback in message.get("callbacks") or []],
            message.get("link"),
            message.get("occurred_at"),
        ]
        return "\n".join(line for line in lines if line)
