"""Settings: what the operator of this installation decided, in one class.

The command line wins over ``VITRINE_*`` variables, these over ``vitrine.toml`` in the current
folder, and that over ``~/.config/vitrine/vitrine.toml``.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from pydantic_settings.exceptions import SettingsError as UnreadableVariable

from domain.errors import SettingsError
from domain.label import Producer
from labeling.regimes import Regime
from pipeline.explain import FieldHints, explain_value, nearest

FILE_NAME = "vitrine.toml"
USER_FILE = "~/.config/vitrine/vitrine.toml"
PREFIX = "VITRINE_"
SECRETS = frozenset({"llm_api_key", "database_url", "storage_secret", "speech_api_key"})
"""Settings whose values are never shown."""

Preset = Literal[
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow",
]  # fmt: skip
VoiceProvider = Literal["openai", "edge", "piper", "espeak"]
Money = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^(\d{1,9}(\.\d{1,6})? [A-Z]{3})?$")]
Url = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s/]+\S*$")]


class Settings(BaseSettings):
    """Every setting, with what it is for and what holds without it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        toml_file=(USER_FILE, FILE_NAME),
    )

    producer: Producer | None = Field(None, description="Who answers for the generated videos; required to make any.")
    home: Path = Field(
        Path("~/.local/share/vitrine"),
        validate_default=True,
        description="Folder of stored media, unfinished work, cache, certificates and the ledger of exports.",
    )
    font_dir: Path | None = Field(None, description="Folder of fonts to use instead of those of the system.")
    face_model: Path | None = Field(None, description="YuNet file (ONNX) that finds faces in portraits better.")
    llm_enabled: bool = Field(False, description="Whether a language model may write scripts; the brief is sent to it.")
    llm_provider: str = Field("auto", description="Which service; auto is OpenAI, or any server at llm_base_url.")
    llm_base_url: Url | None = Field(
        None, description="Where the model is served, if not at the provider's own address."
    )
    llm_api_key: SecretStr = Field(SecretStr(""), description="Key for the language model.")
    llm_model: str = Field("", description="Name of the language model.")
    llm_temperature: Annotated[float, Field(ge=0, le=2)] = Field(0.7, description="How freely the model writes.")
    llm_seed: Annotated[int, Field(ge=0)] | None = Field(None, description="Seed for the model instead of the brief's.")
    llm_timeout: Annotated[float, Field(gt=0, le=600)] = Field(60, description="Seconds to wait for one answer.")
    llm_deadline: Annotated[float, Field(gt=0, le=1800)] = Field(180, description="Seconds for all tries of a step.")
    llm_tries: Annotated[int, Field(ge=1, le=4)] = Field(4, description="Requests per step, repairs among them.")
    llm_max_output_tokens: Annotated[int, Field(ge=500, le=100_000)] = Field(4000, description="Longest answer.")
    llm_token_budget: Annotated[int, Field(ge=1000)] = Field(60_000, description="Tokens a job may use, both ways.")
    llm_budget: Money = Field("", description="Money a job may cost, such as 0.05 USD; empty limits tokens alone.")
    llm_prices: Path | None = Field(None, description="YAML file of prices that win over those that come with Vitrine.")
    edge_enabled: bool = Field(False, description="Whether the online voice may speak; the narration is sent to it.")
    speech_enabled: bool = Field(False, description="Whether a speech service may speak; the narration is sent to it.")
    speech_base_url: Url | None = Field(None, description="Address of a speech service that is not OpenAI.")
    speech_api_key: SecretStr = Field(SecretStr(""), description="Key for the speech service.")
    speech_model: str = Field("gpt-4o-mini-tts", description="Model of the speech service.")
    speech_voice: str = Field("", description="The service's own voice, in place of those of the catalogue.")
    speech_timeout: Annotated[float, Field(gt=0, le=600)] = Field(60, description="Seconds to wait for a spoken line.")
    speech_tries: Annotated[int, Field(ge=1, le=6)] = Field(3, description="Requests for one spoken line.")
    speech_cache_mb: Annotated[int, Field(ge=0)] = Field(500, description="Megabytes of spoken lines kept.")
    piper_path: Path | None = Field(None, description="Executable of piper, a local neural voice; off without it.")
    piper_voices: tuple[Path, ...] = Field(
        (), description="Voice files (ONNX) for piper, each with its JSON beside it; the first of a language speaks it."
    )
    piper_timeout: Annotated[float, Field(gt=0, le=600)] = Field(60, description="Seconds piper may take for a line.")
    voice_order: Annotated[tuple[VoiceProvider, ...], Field(min_length=1)] = Field(
        ("openai", "edge", "piper", "espeak"),
        description="Who is asked to speak, in order; espeak is the embedded voice.",
    )
    lipsync_enabled: bool = Field(
        False, description="Whether a lip-sync engine may film portraits; portrait and voice are handed to it."
    )
    lipsync_base_url: Url | None = Field(None, description="Address of a Duix-Avatar service.")
    lipsync_folder: Path | None = Field(None, description="Folder that this service has as /code/data.")
    lipsync_timeout: Annotated[float, Field(gt=0, le=7200)] = Field(900, description="Seconds a clip may take.")
    lipsync_stuck: Annotated[float, Field(gt=0, le=7200)] = Field(300, description="Seconds without any progress.")
    preset: Preset = Field("veryfast", description="x264 preset: faster presets make larger files.")
    crf: Annotated[int, Field(ge=0, le=51)] = Field(20, description="x264 quality: lower is better and larger.")
    regimes: Annotated[tuple[Regime, ...], Field(min_length=1)] = Field(
        ("CN", "US-CA"),
        description="Rules the labels are checked against: CN, EU, US-CA; none drops a check.",
    )
    certificates: Path | None = Field(None, description="Folder of the operator's own signing certificates and key.")
    threads: Annotated[int, Field(ge=0, le=64)] = Field(0, description="Threads of an encoder; 0 shares the cores out.")
    cache_mb: Annotated[int, Field(ge=0)] = Field(
        4000, description="Megabytes of encoded scenes kept for later videos; the longest unused go first."
    )
    render_workers: Annotated[int, Field(ge=1, le=16)] = Field(
        1, description="Scenes drawn and encoded at a time; each one more takes some 250 MB."
    )
    article9: bool = Field(False, description="Whether single copies without the visible mark may be granted.")
    tsa_url: Url | None = Field(None, description="RFC 3161 time-stamp server for C2PA signatures; none without it.")

    database_url: str = Field("", description="Database of jobs; a SQLite file in the home folder without it.")
    storage_url: str = Field("", description="Where finished files are kept; a folder in the home folder without it.")
    storage_endpoint: Url | None = Field(None, description="Address of an S3-compatible service that is not AWS.")
    storage_region: str = Field("", description="Region of the S3 bucket.")
    storage_key: str = Field("", description="Access key of the S3 bucket; AWS_* variables without it.")
    storage_secret: SecretStr = Field(SecretStr(""), description="Secret key of the S3 bucket.")
    free_space_mb: Annotated[int, Field(ge=0)] = Field(
        2000, description="Megabytes kept free; below, no job or upload is taken."
    )
    worker_jobs: Annotated[int, Field(ge=1, le=64)] = Field(1, description="Videos a worker makes at the same time.")
    job_minutes: Annotated[float, Field(gt=0, le=1440)] = Field(30, description="Longest time a job may take at once.")
    job_memory_mb: Annotated[int, Field(ge=256)] = Field(3000, description="Memory a job's process may use.")
    llm_per_minute: Annotated[int, Field(ge=0)] = Field(0, description="Scripts begun a minute; 0 sets no limit.")
    keep_days: Annotated[int, Field(ge=0)] = Field(
        0, description="Days finished files are kept; 0 keeps them for ever."
    )

    public_url: Url = Field("http://127.0.0.1:8000", description="How this server is reached: links begin with it.")
    requests_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = Field(
        600, description="Requests a key may send a minute."
    )
    videos_per_day: Annotated[int, Field(ge=0)] = Field(
        0, description="Videos an account may ask for in 24 hours; 0 sets no limit."
    )
    upload_mb: Annotated[int, Field(ge=1, le=4000)] = Field(200, description="Megabytes an upload may have.")
    webhook_hosts: tuple[str, ...] = Field(
        (), description="Hosts of your own network that webhooks may call, plain http included."
    )

    @property
    def work(self) -> Path:
        """The folder of unfinished work."""
        return self.home / "work"

    @field_validator("home", "font_dir", "llm_prices", "certificates", "lipsync_folder", "piper_path")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path else None

    @field_validator("piper_voices")
    @classmethod
    def _expand_all(cls, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(path.expanduser().absolute() for path in paths)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line, then environment, then the files."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


SETTING_HINTS: FieldHints = MappingProxyType(
    {
        "producer": "write your company's ASCII name or its 27-character producer code; 'vitrine init' asks for it",
        "llm_base_url": "write an address such as https://models.example.com/v1",
        "llm_budget": "write an amount and a currency, such as 0.05 USD",
        "llm_tries": "write a whole number from 1 to 4",
        "article9": "write true or false",
        "regimes": 'write a list of CN, EU and US-CA, at least one, such as ["CN", "EU"]',
        "tsa_url": "write an address such as https://tsa.example.com",
        "llm_enabled": "write true or false",
        "edge_enabled": "write true or false",
        "speech_enabled": "write true or false",
        "speech_base_url": "write an address such as http://127.0.0.1:8880/v1",
        "piper_voices": 'write a list of files, such as ["/srv/voices/zh_CN-huayan-medium.onnx"]',
        "voice_order": 'write a list of openai, edge, piper and espeak, such as ["openai", "espeak"]',
        "lipsync_enabled": "write true or false",
        "lipsync_base_url": "write an address such as http://127.0.0.1:8383",
        "crf": "write a whole number from 0 to 51; 20 is the default",
        "threads": "write a whole number from 0 to 64",
        "render_workers": "write a whole number from 1 to 16; 1 is the default",
    }
)


def load_settings(options: Mapping[str, Any] = MappingProxyType({})) -> Settings:
    """The settings in force here; ``options`` come from a command line. Raises SettingsError."""
    origins = {name: str(path) for path in setting_files() for name in _read_toml(path)}
    origins |= {name: PREFIX + name.upper() for name in Settings.model_fields if PREFIX + name.upper() in os.environ}
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        origin = origins.get(name, "")
        label = origin if origin.startswith(PREFIX) else f"{origin or 'settings'}: {name}"
        reason, remedy = explain_value(error, label, SETTING_HINTS)
        if name in SECRETS:
            reason, remedy = f"{label} is not text", "put it in quotes"
        raise SettingsError(reason, hint=remedy) from error
    except UnreadableVariable as error:  # a list that is not written as one
        name = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "settings")
        hint = SETTING_HINTS.get(name, 'write a list such as ["one", "two"]')
        raise SettingsError(f"{PREFIX}{name.upper()} is not a list", hint=hint) from error
    except RuntimeError as error:  # pathlib finds no home folder to put in place of ~
        raise SettingsError(f"home: {error}", hint=f"set {PREFIX}HOME to a folder") from error


def setting_files() -> tuple[Path, ...]:
    """The settings files that are there, the one that wins last."""
    return tuple(path for path in (user_file(), Path(FILE_NAME)) if path.is_file())


def user_file() -> Path:
    """Where the settings of a user's every project are."""
    return Path(os.path.expanduser(USER_FILE))  # noqa: PTH111 leaves ~ when there is no home, Path raises


def require_producer(settings: Settings) -> str:
    """Who answers for the content. Raises SettingsError: without one, nothing may be exported."""
    if settings.producer:
        return settings.producer
    strays = stray_variables()
    also = f" ({strays[0]} is set, but there is no such setting)" if strays else ""
    raise SettingsError(
        f"no producer is set{also}: every video must say who answers for it",
        hint=f"run 'vitrine init', or set {PREFIX}PRODUCER=your-company",
    )


def stray_variables() -> tuple[str, ...]:
    """``VITRINE_*`` variables that no setting reads: usually a slip of the pen."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return tuple(sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known))


def _read_toml(path: Path) -> Mapping[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"'{path}' is not valid TOML: {error}", hint='write lines such as producer = "..."'
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"'{path}' is not UTF-8 text", hint="save it as UTF-8") from error
    except OSError as error:
        raise SettingsError(f"'{path}' cannot be read: {error.strerror}", hint="check its permissions") from error
    for name in values:
        if name not in Settings.model_fields:
            raise SettingsError(f"'{path}': '{name}' is not a setting", hint=nearest(name, Settings.model_fields))
    return values
