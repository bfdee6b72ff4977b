from pathlib import Path

import pytest
import yaml

from bot.config import ConfigError, Settings, load_settings, secret_names, setting_names
from bot.texts.errors import config_sentence

ROOT = Path(__file__).resolve().parents[2]


def load(
    folder: Path,
    yaml_text: str = "",
    environment: dict[str, str] | None = None,
    env_file: str = "",
) -> Settings:
    if yaml_text:
        (folder / "config.yaml").write_text(yaml_text, "utf-8")
    if env_file:
        (folder / ".env").write_text(env_file, "utf-8")
    return load_settings(environment=environment or {}, folder=folder)


def complaint(folder: Path, yaml_text: str = "", environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, yaml_text, environment)
    return config_sentence(caught.value)


def test_without_any_file_everything_has_a_default(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_the_shipped_config_says_the_defaults_and_names_every_setting() -> None:
    values = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
    assert Settings.model_validate(values) == Settings()
    named = {
        f"{key}.{inner}" if isinstance(value, dict) else key
        for key, value in values.items()
        for inner in (value if isinstance(value, dict) else [""])
    }
    assert named == set(setting_names())


def test_every_setting_of_the_shipped_config_has_a_comment() -> None:
    bare = [
        line
        for line in (ROOT / "config.yaml").read_text("utf-8").splitlines()
        if line.strip() and not line.endswith(":") and "#" not in line
    ]
    assert bare == []


@pytest.mark.parametrize("name", [*setting_names(), *secret_names()])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "cau-hinh.md").read_text("utf-8")


@pytest.mark.parametrize("variable", ["HOIDAP_WEB_PORT", "HOIDAP_WEB__PORT", "hoidap_web__port"])
def test_the_environment_wins_over_the_env_file_and_that_over_yaml(
    tmp_path: Path, variable: str
) -> None:
    settings = load(
        tmp_path,
        "web: {port: 1, host: a}",
        {variable: "3"},
        "HOIDAP_WEB_PORT=2\nHOIDAP_WEB_HOST=b\nOTHER=1\n",
    )
    assert (settings.web.port, settings.web.host) == (3, "b")


def test_a_named_file_is_read_and_the_data_folder_given_wins(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("data_dir: x\nlog: {level: debug}", "utf-8")
    settings = load_settings(
        environment={"HOIDAP_CONFIG": str(other), "HOIDAP_DATA_DIR": "y"},
        data_dir=Path("z"),
        folder=tmp_path,
    )
    assert (settings.log.level, settings.data_dir) == ("debug", Path("z"))


def test_tokens_come_from_the_environment_and_do_not_print(tmp_path: Path) -> None:
    settings = load(tmp_path, environment={"HOIDAP_TELEGRAM_TOKEN": "1:hidden"})
    assert settings.telegram_token.get_secret_value() == "1:hidden"
    assert "hidden" not in repr(settings)


@pytest.mark.parametrize("text", ["telegram: {token: 1:a}", "telegram_token: 1:a"])
def test_a_token_in_the_config_file_is_refused_without_showing_it(
    tmp_path: Path, text: str
) -> None:
    said = complaint(tmp_path, text)
    assert "HOIDAP_TELEGRAM_TOKEN" in said
    assert "1:a" not in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web: {prot: 1}", ("web.prot", "port, host")),
        ("wbe: {port: 1}", ("wbe", "web")),
        ("web: {port: abc}", ("web.port", "số nguyên từ 0 đến 65535", "abc")),
        ("web: {port: 99999}", ("web.port", "99999")),
        ("web: 8080", ("web", "nhóm thiết lập")),
        ("log: {level: loud}", ("log.level", "debug, info, warning, error", "loud")),
        ("zalo_bot: {base_url: zalo.vn}", ("zalo_bot.base_url", "https://", "zalo.vn")),
        ("dialogue: {context_turns: 0}", ("dialogue.context_turns", "từ 1 trở lên")),
        ("dialogue: {abbreviations: NQ}", ("dialogue.abbreviations", "các cặp")),
        ("dialogue: {abbreviations: {NQ: []}}", ("dialogue.abbreviations", "các cặp")),
        ("web: [", ("config.yaml", "dòng")),
        ("- a", ("config.yaml",)),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_allowed(
    tmp_path: Path, text: str, expected: tuple[str, ...]
) -> None:
    said = complaint(tmp_path, text)
    assert "\n" not in said
    assert [part for part in expected if part not in said] == []


def test_a_wrong_value_from_the_environment_names_the_variable(tmp_path: Path) -> None:
    assert "HOIDAP_WEB_PORT" in complaint(tmp_path, environment={"HOIDAP_WEB_PORT": "x"})


@pytest.mark.parametrize("written", ["3900000000000000001", '"3900000000000000001"'])
def test_an_id_of_digits_may_be_written_with_and_without_quotes(
    tmp_path: Path, written: str
) -> None:
    settings = load(tmp_path, f"zalo_oa: {{app_id: {written}}}")
    assert settings.zalo_oa.app_id == "3900000000000000001"


def test_an_unknown_variable_is_named_with_the_nearest(tmp_path: Path) -> None:
    said = complaint(tmp_path, environment={"HOIDAP_TELEGRAM_TOKN": "secret-token"})
    assert "HOIDAP_TELEGRAM_TOKEN" in said
    assert "secret-token" not in said


def test_the_offices_own_abbreviations_can_be_set_anywhere(tmp_path: Path) -> None:
    settings = load(tmp_path, environment={"HOIDAP_DIALOGUE_ABBREVIATIONS": "{NHT: nhà hát}"})
    assert settings.dialogue.abbreviations == {"NHT": "nhà hát"}


def test_an_empty_section_is_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "web:\n") == Settings()


def test_a_missing_config_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path / "no.yaml", environment={})
    assert "no.yaml" in config_sentence(caught.value)


def test_the_database_is_sqlite_in_the_data_folder_unless_a_url_is_set(tmp_path: Path) -> None:
    assert load(tmp_path).database_url == "sqlite:///data/hoidap.sqlite"
    url = "postgresql://u:p@h/d"
    assert load(tmp_path, f"database: {{url: '{url}'}}").database_url == url
