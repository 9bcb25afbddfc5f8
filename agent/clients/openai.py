"""OpenAI and every server that speaks like it."""

from agent.clients.body import UNPACKED, Bill, watched
from agent.clients.call import NO_KEY, UNREADABLE, Call, Chat

BILL = Bill("usage", {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0})


def open_chat(call: Call) -> Chat:
    """A chat over the OpenAI library, with a connection of its own."""
    # Loading langchain takes a second, which the offline path must not pay.
    import openai
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    client = openai.DefaultHttpxClient(event_hooks=watched(BILL, call.seconds), headers=UNPACKED)
    own_name = call.length == "max_completion_tokens"
    chat = ChatOpenAI(
        model=call.model,
        base_url=call.base_url,
        api_key=SecretStr(call.api_key or NO_KEY),
        temperature=call.temperature,
        seed=call.seed,
        timeout=call.seconds,
        max_retries=0,
        http_client=client,
        max_tokens=call.max_output_tokens if own_name else None,
        extra_body=None if own_name else {call.length: call.max_output_tokens},
    )
    strict = None if call.schema_as == "json_mode" else True
    asked = chat.with_structured_output(dict(call.schema), method=call.schema_as, strict=strict, include_raw=True)
    return Chat(asked, client.close, (openai.OpenAIError, *UNREADABLE))
