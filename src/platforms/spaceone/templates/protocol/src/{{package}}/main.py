"""The contract of {{title}}: what the platform calls, in the order in which it calls it."""

from __future__ import annotations

{{serverImport}}

from {{package}}.connector.channel_connector import ChannelConnector
from {{package}}.manager.message_manager import MessageManager

{{serverObject}}


@app.route("Protocol.init")
def protocol_init(params: dict) -> dict:
    """Describe the protocol.

    Called when a protocol is created and again before each message, so it answers from the options alone. The
    console asks for the values of `data.schema` when somebody makes a channel. With SECRET the platform keeps
    them as a secret, with PLAIN_TEXT as they are.
    """
    return {
        "metadata": {
            "data_type": "SECRET",
            "data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "channel": {
                            "title": "Channel",
                            "description": "Where messages are delivered, such as ops.",
                            "type": "string",
                            "minLength": 1,
                        }
                    },
                    "required": ["channel"],
                }
            },
        }
    }


@app.route("Protocol.verify")
def protocol_verify(params: dict) -> None:
    """Check that a secret works.

    Returning means yes. An error of `spaceone.core.error` means no: its gRPC status, code and message reach the
    person who asked.
    """
    ChannelConnector(params["secret_data"]).check()


@app.route("Notification.dispatch")
def notification_dispatch(params: dict) -> None:
    """Deliver a message.

    `message` has a title, and every other field may be missing. The platform only counts an error: the message is
    lost, and nobody is told. It calls again when there is no answer within three minutes, so a delivery that takes
    longer is made twice.
    """
    text = MessageManager().text_of(params["message"], params["notification_type"])
    ChannelConnector(params["secret_data"]).deliver(params["channel_data"].get("channel"), text)
