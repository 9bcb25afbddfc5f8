"""Anthropic, where the extra ``anthropic`` is installed."""

from agent.clients.body import UNPACKED, Bill, watched
from agent.clients.call import NO_KEY, UNREADABLE, Call, Chat

BILL = Bill("usage", {"input_tokens": 0, "output_tokens": 0})


def open_chat(call: Call) -> Chat:
    """A chat over the Anthropic library, with a connection of its own."""
    import anthropic
    from langchain_anthropic import ChatAnthropic
    from pydantic import SecretStr

    chat = ChatAnthropic(
        model=call.model,
        base_url=call.base_url,
        api_key=SecretStr(call.api_key or NO_KEY),
        temperature=call.temperature,
        timeout=call.seconds,
        max_retries=0,
        max_tokens=call.max_output_tokens,
    )
    # langchain shares one connection between all chats; this one must be closable when its time is up.
    http = anthropic.DefaultHttpxClient(event_hooks=watched(BILL, call.seconds), headers=UNPACKED)
    own = anthropic.Client(
        api_key=call.api_key or NO_KEY, base_url=call.base_url, timeout=call.seconds, max_retries=0, http_client=http
    )
    chat.__dict__["_client"] = own
    asked = chat.with_structured_output(dict(call.schema), method=call.schema_as, include_raw=True)
    return Chat(asked, http.close, (anthropic.AnthropicError, *UNREADABLE))
