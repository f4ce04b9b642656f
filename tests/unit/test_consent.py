"""The notice before the first question: versions, blanks that the agency fills, hashes."""

import hashlib
import tomllib

import pytest

from surveys.consent import FOLDER, LOCK, Terms, from_record, notice, versions
from surveys.language import languages

OFFICE = Terms("UBND xã Đồng Sen", "0123 456", "Kế hoạch số 12", 18)


@pytest.mark.parametrize("version", versions())
def test_a_notice_that_was_shown_has_not_changed(version: int) -> None:
    """Each file has the hash under which it was first shown; a change needs a new version."""
    known = tomllib.loads(LOCK.read_text("utf-8"))[str(version)]
    assert hashlib.sha256((FOLDER / f"notice.v{version}.toml").read_bytes()).hexdigest() == known


def test_the_first_version_keeps_the_hash_that_answers_carry() -> None:
    """Responses of earlier installations can still be told what was read."""
    assert notice(Terms(), 1).hash == "1f273b5d812430de"


@pytest.mark.parametrize("version", versions())
@pytest.mark.parametrize("language", languages())
def test_every_text_is_complete(version: int, language: str) -> None:
    """No paragraph lacks a translation, and no blank stays unfilled."""
    made = notice(OFFICE, version)
    texts = [made.title, made.adult, *(one.text for one in made.paragraphs)]
    texts += [one.lead for one in made.paragraphs if one.lead]
    for text in texts:
        assert text.by_language[language].strip()
        assert "{" not in text.in_(language)


def test_the_newest_is_in_force_and_says_what_it_must() -> None:
    """Who asks, what for, what is kept, for how long, rights, voluntary, of age."""
    made = notice(OFFICE)
    assert made.version == max(versions())
    whole = " ".join(one.text.in_("vi") for one in made.paragraphs) + made.adult.in_("vi")
    for said in (
        *("UBND xã Đồng Sen", "18 tháng", "0123 456", "Kế hoạch số 12", "đủ 18 tuổi"),
        *("không bị ảnh hưởng", "buổi", "rút lại đồng ý", "khiếu nại", "/quyen-rieng-tu"),
    ):
        assert said in whole, said


def test_what_the_agency_has_not_set_is_not_said() -> None:
    """Without a contact and a basis there is no empty paragraph, and the agency has a plain name."""
    bare, full = notice(Terms()), notice(OFFICE)
    assert len(bare.paragraphs) == len(full.paragraphs) - 2
    assert "Cơ quan tổ chức khảo sát" in bare.paragraphs[0].text.in_("vi")
    assert "{" not in notice(Terms("a {b} c")).paragraphs[0].text.in_("vi").replace("{b}", "")


def test_whatever_is_filled_in_is_part_of_the_hash() -> None:
    """Another name, another period: another notice; the same again: the same."""
    hashes = {notice(terms).hash for terms in (OFFICE, Terms(), Terms(months=23), Terms("x"))}
    assert len(hashes) == 4
    notice.cache_clear()
    assert notice(OFFICE).hash in hashes


@pytest.mark.parametrize("version", versions())
def test_a_notice_comes_back_from_what_is_kept_of_it(version: int) -> None:
    """Word for word."""
    made = notice(OFFICE, version)
    assert from_record(made.record, made.hash) == made
