"""Signatures of Standard Webhooks: HMAC-SHA256 over ``id.timestamp.body``, one for each secret that holds."""

import base64
import secrets
from datetime import UTC, datetime

from standardwebhooks import Webhook

_BYTES = 32


def new_secret() -> str:
    """A secret as receivers configure it: ``whsec_`` and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def sign(message: str, body: str, at: datetime, keys: tuple[str, ...]) -> dict[str, str]:
    """The headers of one attempt; during a rotation both secrets sign."""
    moment = at.astimezone(UTC).replace(microsecond=0)
    signatures = " ".join(Webhook(key).sign(message, moment, body) for key in keys)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signatures,
    }
