"""Google Gemini, where the extra ``gemini`` is installed."""

from importlib import import_module
from importlib.util import find_spec

from agent.clients.body import UNPACKED, Bill, watched
from agent.clients.call import NO_KEY, UNREADABLE, Call, Chat

BILL = Bill(
    "usageMetadata",
    {"promptTokenCount": 0, "candidatesTokenCount": 0, "totalTokenCount": 0, "thoughtsTokenCount": None},
)


def open_chat(call: Call) -> Chat:
    """A chat over Google's library, with a connection of its own."""
    from google.genai import errors
    from langchain_google_genai import ChatGoogleGenerativeAI
    from langchain_google_genai._common import GoogleGenerativeAIError

    chat = ChatGoogleGenerativeAI(
        model=call.model,
        google_api_key=call.api_key or NO_KEY,
        base_url=call.base_url,
        temperature=call.temperature,
        seed=call.seed,
        timeout=call.seconds,
        max_retries=1,  # the first request alone; 0 would mean the library's own number
        max_output_tokens=call.max_output_tokens,
        client_args={"event_hooks": watched(BILL, call.seconds), "headers": UNPACKED},
    )
    asked = chat.with_structured_output(dict(call.schema), method=call.schema_as, include_raw=True)
    if chat.client is None:
        raise ValueError("Google's library opened no connection")
    return Chat(asked, chat.client.close, (errors.APIError, GoogleGenerativeAIError, *_transport_errors(), *UNREADABLE))


def _transport_errors() -> tuple[type[Exception], ...]:
    """What the connection itself raises: Google's library takes either fork of httpx, and passes its errors on."""
    there = (import_module(name) for name in ("httpx", "httpx2") if find_spec(name))
    return tuple(module.HTTPError for module in there)
