"""Who may write a script with the settings of an installation."""

from agent.budget import Limits
from agent.chat import LlmSettings, money
from agent.offline import OfflinePlanner
from agent.providers import provider
from domain.errors import SettingsError
from pipeline.plan_steps import WritersRoom
from pipeline.prices import load_prices
from pipeline.settings import Settings


def open_writers(settings: Settings) -> WritersRoom:
    """Who may write a script with these settings; needs no producer, since nothing is made."""
    return WritersRoom((OfflinePlanner(),), language_model(settings))


def language_model(settings: Settings) -> LlmSettings | None:
    """The language model these settings describe; ``None`` when it is off. Raises SettingsError."""
    if not settings.llm_enabled:
        return None
    if not settings.llm_model:
        raise SettingsError("llm_enabled is on, but llm_model is empty", hint="set VITRINE_LLM_MODEL, or switch it off")
    name = settings.llm_provider
    if name == "auto":
        name = "compatible" if settings.llm_base_url else "openai"
    if not (settings.llm_base_url or provider(name).base_url):
        raise SettingsError(f"llm_provider '{name}' has no address", hint="set llm_base_url")
    limit, currency = money(settings.llm_budget) if settings.llm_budget else (None, "USD")
    return LlmSettings(
        provider=name,
        base_url=settings.llm_base_url or "",
        api_key=settings.llm_api_key.get_secret_value(),
        model=settings.llm_model,
        temperature=settings.llm_temperature,
        seed=settings.llm_seed,
        timeout_s=settings.llm_timeout,
        deadline_s=settings.llm_deadline,
        max_tries=settings.llm_tries,
        max_output_tokens=settings.llm_max_output_tokens,
        limits=Limits(tokens=settings.llm_token_budget, money=limit, currency=currency),
        prices=load_prices(settings.llm_prices) if settings.llm_prices else {},
    )
