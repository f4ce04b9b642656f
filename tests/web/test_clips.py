"""Recorded questions are named in the questionnaire's file and served from the office's own folder."""

import pytest
from starlette.testclient import TestClient

from services.program import Program
from surveys.errors import SurveyError
from surveys.questionnaire import find, read, shipped_text

TEXT = shipped_text("short-counter@1")
PLACE = 'id = "overall"\nkind = "rating"'


def test_a_clip_is_named_by_language() -> None:
    """A language without one has none; a shipped questionnaire names no clip."""
    made = read(TEXT.replace(PLACE, f'{PLACE}\nclip = {{ vi = "q1.mp3" }}'))
    assert made.clips("vi") == {"overall": "q1.mp3"}
    assert made.clips("en") == find("short-counter@1").clips("vi") == {}


@pytest.mark.parametrize("name", ["../secret-key", "a.exe", "https://x.vn/a.mp3", ""])
def test_a_clip_is_nothing_but_a_sound_of_ours(name: str) -> None:
    """The file is refused otherwise."""
    with pytest.raises(SurveyError):
        read(TEXT.replace(PLACE, f'{PLACE}\nclip = {{ vi = "{name}" }}'))


def test_a_sound_is_served_and_nothing_else_is(client: TestClient, program: Program) -> None:
    """No path leads out of the folder."""
    folder = program.settings.var / "clips"
    folder.mkdir()
    (folder / "q1.mp3").write_bytes(b"ID3")
    (folder / "q1.txt").write_text("x")
    reply = client.get("/tieng/q1.mp3")
    assert (reply.status_code, reply.content) == (200, b"ID3")
    assert reply.headers["content-type"] == "audio/mpeg"
    for name in ("q1.txt", "q2.mp3", "..%2Fsecret-key", "%2e%2e%2fhailong.db"):
        assert client.get(f"/tieng/{name}").status_code == 404
