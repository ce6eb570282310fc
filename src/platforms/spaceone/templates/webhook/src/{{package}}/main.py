"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from __future__ import annotations

{{serverImport}}

from {{package}}.manager.event_manager import EventManager

{{serverObject}}


@app.route("Webhook.init")
def webhook_init(params: dict) -> dict:
    """Describe the webhook.

    Called when a webhook is created and again before each event, so it answers from the options alone. The platform
    counts events of one key as one for ten minutes, whatever stands here.
    """
    return {"metadata": {"supported_events": ["ALERT", "RECOVERY"]}}


@app.route("Webhook.verify")
def webhook_verify(params: dict) -> None:
    """Check that the options work. Returning means yes; this webhook has none to check."""


@app.route("Event.parse")
def event_parse(params: dict) -> dict:
    """Turn a body into events.

    `data` is the JSON that somebody posted. Any error here becomes a CRITICAL alert about the webhook itself, so a
    body that is no alert gives no events. An alert and its recovery belong together by their `event_key`, which is
    made of the cause alone. One event that the platform cannot store loses all events of the request.
    """
    return {"results": EventManager().parse(params["data"])}
