"""The server that is measured: prints its port and a key, then serves."""

import json
import socket
import sys

import uvicorn

from api.app import create_app
from api.opening import open_front
from cli.service import SWITCH_S
from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.keys import NewKey
from pipeline.settings import load_settings


def main() -> None:
    """Serve on a free port of the loopback until told to stop."""
    sys.setswitchinterval(SWITCH_S)
    front = open_front(load_settings())
    account = front.accounts.create(NewAccount("bench@example.com"))
    _, secret = front.keys.create(account, NewKey("bench"))
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    print(json.dumps({"port": port, "secret": secret, "account": account.id}), flush=True)
    uvicorn.run(
        create_app(front), host="127.0.0.1", port=port, log_level="warning", access_log=False,
        timeout_graceful_shutdown=5, timeout_keep_alive=75,
    )  # fmt: skip


if __name__ == "__main__":
    main()
