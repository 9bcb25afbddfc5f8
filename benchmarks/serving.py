"""The server that is measured: prints its port and a key, then serves."""

import json
import socket

import uvicorn

from api.app import create_app
from api.opening import open_front
from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.keys import NewKey
from pipeline.settings import load_settings


def main() -> None:
    """Serve on a free port of the loopback until told to stop."""
    front = open_front(load_settings())
    account = front.accounts.create(NewAccount("bench@example.com"))
    _, secret = front.keys.create(account, NewKey("bench"))
    listening = socket.create_server(("127.0.0.1", 0))
    said = {"port": listening.getsockname()[1], "secret": secret, "account": account.id}
    print(json.dumps(said), flush=True)
    config = uvicorn.Config(create_app(front), log_level="warning", access_log=False, timeout_graceful_shutdown=5)
    uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
