"""Webhooks as their owner meets them through the API."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_nothing_is_sent_to_a_webhook_that_is_off(client: httpx.AsyncClient) -> None:
    hook = (await client.post("/v1/webhooks", json={"url": "https://shop.example.com/hook"})).json()["id"]
    delivery = (await client.post(f"/v1/webhooks/{hook}/test")).json()["id"]
    await client.patch(f"/v1/webhooks/{hook}", json={"enabled": False})
    for path in (f"/v1/webhooks/{hook}/test", f"/v1/webhooks/{hook}/deliveries/{delivery}/redeliver"):
        refused = await client.post(path)
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        assert "switched off by its owner" in refused.json()["detail"] and "PATCH" in refused.json()["hint"]
    await client.patch(f"/v1/webhooks/{hook}", json={"enabled": True})
    assert (await client.post(f"/v1/webhooks/{hook}/test")).status_code == 202
