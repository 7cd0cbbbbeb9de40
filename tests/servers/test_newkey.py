from __future__ import annotations

import ast
import re
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from django_jitsi_live.servers import get_server
from django_jitsi_live.servers.keys import (
    key_digest,
    load_private_key,
    load_public_key,
    public_pem,
)
from tests.keys import with_key_pair

ROOT = Path(__file__).parents[2]


def newkey(*arguments: str) -> str:
    out = StringIO()
    call_command("jitsi_live_newkey", *arguments, stdout=out, no_color=True)
    return out.getvalue()


def test_the_private_key_is_stored_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "live.pem"
    output = newkey(str(path), "--key-id", "live-2026")
    key = load_private_key(str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert key.key_size == 2048
    assert path.read_text() not in output
    assert "PRIVATE KEY-----" not in output


def test_output_has_the_lines_to_paste(tmp_path: Path) -> None:
    path = tmp_path / "live.pem"
    output = newkey(str(path), "--key-id", "live-2026")
    begin = output.index("-----BEGIN PUBLIC KEY-----")
    printed = load_public_key(output[begin : output.index("and take the key's id")])
    assert public_pem(printed) == public_pem(load_private_key(str(path)).public_key())
    assert '"KEY_ID": "live-2026"' in output
    assert f'"PRIVATE_KEY": "{path}"' in output
    for kind in ("docker", "debian"):
        assert f"python manage.py jitsi_live_server {kind}\n" in output


@pytest.mark.parametrize("alias", ["default", "berlin"])
def test_output_for_calls_has_settings_and_where_the_key_is_served(
    tmp_path: Path, settings: Any, alias: str
) -> None:
    path = tmp_path / "system.pem"
    output = newkey(str(path), "--system", "--key-id", "system-2026", "--server", alias)
    assert f'Add to the entry "{alias}" of JITSI_LIVE_SERVERS' in output
    options = re.findall(r'^ {8}("[A-Z_]+": .*),$', output, re.MULTILINE)
    entry = with_key_pair(**ast.literal_eval(f"{{{', '.join(options)}}}"))
    settings.JITSI_LIVE_SERVERS = {"default": with_key_pair(), alias: entry}
    assert get_server(alias).supports("kick")
    served = re.findall(r"^ {4}https://YOUR-SITE(/.*)$", output, re.MULTILINE)
    response = Client().get(f"{served[0]}/{key_digest('system-2026')}.pem")
    assert public_pem(load_private_key(str(path)).public_key()) == response.content.decode()
    assert f"jitsi_live_server docker --server {alias} --with end\n" in output


def test_keys_for_calls_have_ids_of_their_own(tmp_path: Path) -> None:
    assert '"SYSTEM_KEY_ID": "system-' in newkey(str(tmp_path / "system.pem"), "--system")
    assert '"KEY_ID": "live-' in newkey(str(tmp_path / "live.pem"))


def test_without_a_path_nothing_is_written(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="path"):
        newkey()
    assert not list(tmp_path.iterdir())


def test_output_has_the_settings_of_the_guide(tmp_path: Path) -> None:
    guide = (ROOT / "docs/howto/self-hosted-key-pair.md").read_text(encoding="utf-8")
    block = guide.partition('title="settings.py"')[2].partition("```")[0]
    lines = [line.strip() for line in block.splitlines()]
    output = newkey(str(tmp_path / "live-2026.pem"), "--key-id", "live-2026")
    output = output.replace(str(tmp_path), "/etc/jitsi-live")
    assert [line for line in lines if line[:1] != "#" and line.rstrip(",") not in output] == []


@pytest.mark.parametrize("kind", [".git", ".hg"])
def test_a_key_below_version_control_is_warned_of(tmp_path: Path, kind: str) -> None:
    said = StringIO()
    call_command("jitsi_live_newkey", str(tmp_path / "one.pem"), stdout=StringIO(), stderr=said)
    assert said.getvalue() == ""
    (tmp_path / kind).mkdir()
    path = tmp_path / "secrets" / "two.pem"
    path.parent.mkdir()
    call_command("jitsi_live_newkey", str(path), stdout=StringIO(), stderr=said)
    assert f"{tmp_path} is under version control" in said.getvalue()


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "live.pem"
    path.write_text("precious")
    with pytest.raises(CommandError, match="never overwritten"):
        newkey(str(path))
    assert path.read_text() == "precious"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        newkey(str(tmp_path / "nowhere" / "live.pem"))


def test_a_weak_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="too weak"):
        newkey(str(tmp_path / "live.pem"), "--bits", "1024")


def test_without_cryptography_the_extra_is_named(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.serialization", None)
    with pytest.raises(CommandError, match=r"pip install 'django-jitsi-live\[keys\]'"):
        newkey(str(tmp_path / "live.pem"))


def test_where_our_urls_are_not_mounted_the_usual_path_is_shown(
    tmp_path: Path, settings: Any
) -> None:
    settings.ROOT_URLCONF = "django.contrib.auth.urls"
    output = newkey(str(tmp_path / "system.pem"), "--system")
    assert "https://YOUR-SITE/live/jitsi/default/system-keys\n" in output
