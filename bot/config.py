"""The settings: config.yaml, over it .env, over it the environment.

`web.port` is overridden by HOIDAP_WEB__PORT or HOIDAP_WEB_PORT. Secrets are taken from .env and
the environment only.
"""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

import yaml
from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic.fields import FieldInfo

from knowledge.limits import Limits

PREFIX = "HOIDAP_"
CONFIG_FILE = "config.yaml"
SECRETS_FILE = ".env"
# names with the prefix that are no settings: which file to read, and what tests use
NOT_SETTINGS = ("HOIDAP_CONFIG", "HOIDAP_TEST_")


class ConfigError(Exception):
    """The settings cannot be used.

    Args:
        problem: What is wrong: "unknown", "wrong", "secret", "unreadable" or "missing".
        key: The setting as it is written, "web.port" or "HOIDAP_WEB_PORT", or the file.
        allowed: For "unknown" the names that exist there, nearest first; for "wrong" the field.
        value: What was given.
    """

    def __init__(
        self,
        problem: Literal["unknown", "wrong", "secret", "unreadable", "missing"],
        key: str,
        *,
        allowed: tuple[str, ...] | FieldInfo | None = None,
        value: object = None,
    ) -> None:
        self.problem = problem
        self.key = key
        self.allowed = allowed
        self.value = value
        super().__init__(f"{problem}: {key}")


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError
    return value.rstrip("/")


def _web_address_or_none(value: str) -> str:
    return _web_address(value) if value else value


def _web_origin(value: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?", value):
        raise ValueError
    return value


WebOrigin = Annotated[str, AfterValidator(_web_origin)]
"""Scheme, host and port of a site, as a browser names it; nothing that could end a header."""
Port = Annotated[int, Field(ge=0, le=65535)]
Positive = Annotated[int, Field(ge=1)]
OptionalAddress = Annotated[
    str,
    AfterValidator(lambda value: value and _web_address(value)),
    Field(json_schema_extra={"web": True}),
]
Digits = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value)]
"""An id that is all digits, which YAML takes for a number."""

WebAddress = Annotated[str, AfterValidator(_web_address), Field(json_schema_extra={"web": True})]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


class DatabaseSettings(_Section):
    """Where everything is kept."""

    url: str = ""


class ModelSettings(_Section):
    """The encoder: the built-in one, or any of sentence-transformers."""

    name: str = "built-in"
    query_prompt: str | None = None
    passage_prompt: str | None = None


class DialogueSettings(_Section):
    """Conversations."""

    context_minutes: Positive = 30
    context_turns: Positive = 5
    question_chars: Positive = 1000
    abbreviations: dict[str, str] = {}
    full_text_chars: Annotated[int, Field(ge=200, le=3500)] = 1500
    keep_messages_days: Positive = 14
    keep_conversations_days: Positive = 90


class PeopleSettings(_Section):
    """Members and what they may do."""

    questions_per_minute: Positive = 20
    questions_per_day: Positive = 500
    consent_version: str = "1"
    consent_text: str = ""


class IngestSettings(_Section):
    """Taking in documents."""

    max_file_mib: Positive = 200
    max_unpacked_mib: Positive = 512
    max_files: Positive = 500
    max_pages: Positive = 5000
    ocr: bool = True
    read_seconds: Positive = 120
    read_processor_seconds: Positive = 600
    read_memory_mib: Annotated[int, Field(ge=256)] = 1536

    @property
    def limits(self) -> Limits:
        """What one file may take while it is read."""
        return Limits(
            file_mib=self.max_file_mib,
            unpacked_mib=self.max_unpacked_mib,
            files=self.max_files,
            pages=self.max_pages,
            ocr=self.ocr,
            seconds=self.read_seconds,
            processor_seconds=self.read_processor_seconds,
            memory_mib=self.read_memory_mib,
        )


class UploadSettings(_Section):
    """Files that admins send in."""

    second_approval: bool = False
    folder_mib: Positive = 10240
    waiting: Positive = 200


class WebSettings(_Section):
    """The web page."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: Annotated[str, AfterValidator(_web_address_or_none)] = ""
    sites: list[WebOrigin] = []
    metrics: bool = True


class TelegramSettings(_Section):
    """The Telegram bot."""

    base_url: WebAddress = "https://api.telegram.org"
    webhook_url: OptionalAddress = ""


class ZaloBotSettings(_Section):
    """The Zalo bot."""

    base_url: WebAddress = "https://bot-api.zaloplatforms.com"
    webhook_url: OptionalAddress = ""
    poll_seconds: Positive = 30


class ZaloOaSettings(_Section):
    """The Official Account on Zalo."""

    base_url: WebAddress = "https://openapi.zalo.me"
    oauth_url: WebAddress = "https://oauth.zaloapp.com"
    app_id: Digits = ""


class RetentionSettings(_Section):
    """How long things are kept, in days, and the hour at which what is older goes."""

    hour: Annotated[int, Field(ge=0, le=23)] = 2
    feedback_days: Positive = 730
    practice_days: Positive = 730
    contests_days: Positive = 730
    uploads_days: Positive = 365
    broadcasts_days: Positive = 365


class LogSettings(_Section):
    """The log, on stderr."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Settings(_Section):
    """All settings."""

    data_dir: Path = Path("data")
    database: DatabaseSettings = DatabaseSettings()
    model: ModelSettings = ModelSettings()
    dialogue: DialogueSettings = DialogueSettings()
    people: PeopleSettings = PeopleSettings()
    ingest: IngestSettings = IngestSettings()
    uploads: UploadSettings = UploadSettings()
    web: WebSettings = WebSettings()
    telegram: TelegramSettings = TelegramSettings()
    zalo_bot: ZaloBotSettings = ZaloBotSettings()
    zalo_oa: ZaloOaSettings = ZaloOaSettings()
    retention: RetentionSettings = RetentionSettings()
    log: LogSettings = LogSettings()

    telegram_token: SecretStr = SecretStr("")
    zalo_bot_token: SecretStr = SecretStr("")
    zalo_oa_app_secret: SecretStr = SecretStr("")
    zalo_oa_secret_key: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL; SQLite in the data folder where none is set."""
        return self.database.url or f"sqlite:///{self.data_dir / 'hoidap.sqlite'}"

    @property
    def admin_page(self) -> str:
        """The address of the admins' page, as people open it."""
        return f"{self.web_address}/quan-tri"

    @property
    def web_address(self) -> str:
        """The address of the web server, as people open it."""
        host = "127.0.0.1" if self.web.host in ("0.0.0.0", "::") else self.web.host
        return self.web.public_url or f"http://{host}:{self.web.port}"

    @property
    def uploads_dir(self) -> Path:
        """Where files that were sent in are kept."""
        return self.data_dir / "uploads"

    @property
    def index_dir(self) -> Path:
        """Where derived vectors are kept."""
        return self.data_dir / "index"


def load_settings(
    path: Path | None = None,
    *,
    data_dir: Path | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Reads the settings.

    Args:
        path: The YAML file; without it HOIDAP_CONFIG, else config.yaml in `folder` if it is there.
        data_dir: Wins over every other source.
        environment: os.environ unless given.
        folder: Where config.yaml and .env are looked for; the working folder unless given.

    Raises:
        ConfigError: Naming the setting or the file.
    """
    environment = os.environ if environment is None else environment
    folder = folder or Path()
    if path is None and environment.get("HOIDAP_CONFIG"):
        path = Path(environment["HOIDAP_CONFIG"])
    if path is None and (folder / CONFIG_FILE).exists():
        path = folder / CONFIG_FILE
    values = _from_yaml(path) if path else {}
    names: dict[str, str] = {}
    secrets_file = {k: v for k, v in dotenv_values(folder / SECRETS_FILE).items() if v is not None}
    for source in (secrets_file, environment):
        _override(values, source, names)
    if data_dir is not None:
        values["data_dir"] = data_dir
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise _config_error(error, names) from None


def setting_names() -> list[str]:
    """Every setting as "web.port", secrets excluded."""
    return [name for name, field in _leaves(Settings) if field.annotation is not SecretStr]


def secret_names() -> list[str]:
    """The environment variables that hold secrets."""
    leaves = _leaves(Settings)
    return [PREFIX + name.upper() for name, field in leaves if field.annotation is SecretStr]


def _leaves(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _leaves(kind, f"{path}{name}.")
        else:
            yield path + name, field


def _from_yaml(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError("missing", str(path)) from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError("unreadable", str(path), value=error) from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError("unreadable", str(path))
    for key, value in list(values.items()):
        if isinstance(value, dict):
            for inner in value:
                if f"{PREFIX}{key}_{inner}".upper() in secret_names():
                    raise ConfigError("secret", f"{PREFIX}{key}_{inner}".upper())
        elif value is None and key in Settings.model_fields:
            del values[key]  # a section whose every line is commented out
        if f"{PREFIX}{key}".upper() in secret_names():
            raise ConfigError("secret", f"{PREFIX}{key}".upper())
    return values


def _override(values: dict[str, Any], source: Mapping[str, str], names: dict[str, str]) -> None:
    """Puts what a source of variables says over `values`; `names` learns where each came from."""
    fields = dict(_leaves(Settings))
    paths = {
        PREFIX + path.replace(".", sep).upper(): path for path in fields for sep in ("_", "__")
    }
    for variable, text in source.items():
        name = variable.upper()
        if not name.startswith(PREFIX) or name.startswith(NOT_SETTINGS):
            continue
        if name not in paths:
            raise ConfigError("unknown", variable, allowed=_nearest(name, paths))
        path = paths[name]
        *sections, leaf = path.split(".")
        target = values
        for section in sections:
            target = target.setdefault(section, {})
            if not isinstance(target, dict):
                raise ConfigError("wrong", section, value=target)
        kind = fields[path].annotation
        if get_origin(kind) in (dict, list):
            target[leaf] = _parsed(variable, text, get_origin(kind))
        else:
            target[leaf] = None if text == "" and NoneType in get_args(kind) else text
        names[path] = variable


def _parsed(variable: str, text: str, kind: Any) -> Any:
    try:
        return yaml.safe_load(text) or kind()
    except yaml.YAMLError:
        raise ConfigError("unreadable", variable) from None


def _config_error(error: ValidationError, names: Mapping[str, str]) -> ConfigError:
    first = error.errors(include_url=False, include_context=False)[0]
    parts = [str(part) for part in first["loc"]]
    model: type[BaseModel] = Settings
    field = None
    for part in parts:
        if field is not None and get_origin(field.annotation) in (dict, list):
            break  # the rest are keys of the person's own
        if part not in model.model_fields:
            allowed = _nearest(part, model.model_fields)
            return ConfigError("unknown", ".".join(parts), allowed=allowed)
        field = model.model_fields[part]
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            model = field.annotation
    key = ".".join(parts)
    return ConfigError("wrong", names.get(key, key), allowed=field, value=first["input"])


def _nearest(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
    likely = difflib.get_close_matches(name, known, n=1)
    return (*likely, *(other for other in known if other not in likely and "__" not in other))
