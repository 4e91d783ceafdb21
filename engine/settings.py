"""What the machine may be told, read once at the edge.

Defaults < a file < ``LIYE_*`` < ``LIYE_*_FILE`` (secrets). An unknown key is an error. Each field is
explained in docs/reference/settings.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType

from engine.errors import EngineError

LOCALES = ("zh_CN", "en")
PREFIX = "LIYE_"


class BadSetting(EngineError):
    """A setting that does not exist, or whose value cannot be read."""

    code = "BAD_SETTING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the machine may be told."""

    home: Path = Path("var")
    database_url: str = ""  # SQLite in `home` when nothing is said
    secret_key: str = ""  # signs cookies; made once and kept in `home` when nothing is said
    processes: Path = Path("processes")
    clock: str = "system"  # system, manual, or manual:INSTANT
    timezone: str = "Asia/Shanghai"
    locale: str = "zh_CN"
    fonts: str = ""  # the office's own typefaces; `home`/fonts when nothing is said
    templates: str = ""  # its own .docx templates; `home`/templates when nothing is said
    demo: bool = False  # load the demo office once
    tick_seconds: float = 1.0  # how often due timers and jobs are looked for
    workers: int = 4  # threads that run jobs
    lease_seconds: int = 12  # a job whose worker fell silent is taken over after this
    retry_seconds: int = 10  # first back-off after a failed job; it doubles, up to an hour
    # the limits of one instance (docs/../reference/settings.md#limits)
    thrown_message_hours: int = 24  # how long a message that a diagram throws waits for somebody
    step_limit: int = 200  # steps in one transaction; then a continuation job goes on
    silent_step_limit: int = 10_000  # steps without a wait state; then an incident
    multi_instance_limit: int = 1_000
    call_depth_limit: int = 20
    variable_bytes: int = 256 * 1024
    instance_bytes: int = 1024 * 1024
    deployment_bytes: int = 1024 * 1024  # one deployed file
    request_bytes: int = 32 * 1024 * 1024  # one HTTP request
    json_bytes: int = 2 * 1024 * 1024  # one whose body is JSON
    file_bytes: int = 30 * 1024 * 1024
    file_types: str = ".pdf .doc .docx .xls .xlsx .ppt .pptx .wps .et .ofd .txt .csv .jpg .jpeg .png .zip"
    session_hours: int = 12
    # what leaves the house
    public_url: str = ""  # how people reach the service: links in letters; without it they have none
    smtp_host: str = ""  # no letters are sent when nothing is said
    smtp_port: int = 25
    smtp_encryption: str = "starttls"  # none, starttls, tls
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: str = ""
    webhook_hosts: str = ""  # the only ones that may be called: HOST or HOST:PORT, separated by blanks
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def url(self) -> str:
        """The database to use."""
        return self.database_url or f"sqlite:///{(self.home / 'liye.sqlite').resolve()}"


def read(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """Settings from a TOML file and the environment; says where each value came from in ``origins``."""
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    if file is not None:
        for name, value in _toml(file).items():
            values[name] = value
            origins[name] = str(file)
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable[len(PREFIX) :].lower()
        if name in {"config", "dmn_tck"}:  # which file to read; a developer's test data
            continue
        if name.endswith("_file") and name.removesuffix("_file") in _names():
            name = name.removesuffix("_file")
            values[name] = _text(variable, Path(text)).strip()
        else:
            values[name] = text
        origins[name] = variable
    known = _names()
    for name in values:
        if name not in known:
            raise BadSetting(
                f"{origins[name]}: there is no setting {name!r}; known are {', '.join(sorted(known))}"
            )
    parsed = {name: _parse(name, value, origins[name]) for name, value in values.items()}
    return replace(Settings(), **parsed, origins=MappingProxyType(origins))  # type: ignore[arg-type]


def _text(origin: str, file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise BadSetting(f"{origin}: {file} cannot be read ({error})") from error


def _toml(file: Path) -> dict[str, object]:
    text = _text("LIYE_CONFIG", file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"LIYE_CONFIG: {file} is no TOML ({error})") from error


def _names() -> set[str]:
    return {f.name for f in fields(Settings)} - {"origins"}


def _parse(name: str, value: object, origin: str) -> object:
    default = getattr(Settings(), name)
    try:
        if isinstance(default, bool):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                str(value).lower()
            ]
        if isinstance(default, int):
            return int(str(value))
        if isinstance(default, float):
            return float(str(value))
        if isinstance(default, Path):
            return Path(str(value))
    except (KeyError, ValueError):
        raise BadSetting(f"{origin}: {value!r} is not a {type(default).__name__}") from None
    if name == "locale" and value not in LOCALES:
        raise BadSetting(f"{origin}: {value!r} is none of {', '.join(LOCALES)}")
    return str(value)
