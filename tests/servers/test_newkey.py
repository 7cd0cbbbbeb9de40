from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_jitsi_live.servers.keys import load_private_key, load_public_key, public_pem

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
    assert 'asap_key_server = "https://YOUR-SITE/api/live/jitsi/keys"' in output
    assert "JWT_ASAP_KEYSERVER=https://YOUR-SITE/api/live/jitsi/keys\n" in output


def test_without_a_path_nothing_is_written(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match="path"):
        newkey()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ['title=".env"', 'title="settings.py"'])
def test_output_has_every_line_of_the_guide(tmp_path: Path, title: str) -> None:
    guide = (ROOT / "docs/howto/self-hosted-key-pair.md").read_text(encoding="utf-8")
    block = guide.partition(title)[2].partition("```")[0].replace("www.example.org", "YOUR-SITE")
    lines = [line.strip().replace("/live/jitsi", "/api/live/jitsi") for line in block.splitlines()]
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
    assert "https://YOUR-SITE/live/jitsi/keys" in newkey(str(tmp_path / "live.pem"))
