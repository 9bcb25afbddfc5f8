from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.base import Point
from domain.errors import AssetError, BriefError
from domain.portrait import FacePoints
from domain.presenter import Consent
from media.store import LocalAssetStore
from pipeline.audit import Audit
from pipeline.consents import ConsentRecord
from pipeline.portraits import Portraits
from pipeline.store.database import open_database
from tests.media.makers import encoded

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
CONSENT = Consent(person="Li Lei", scope="product videos of the shop", given=date(2026, 11, 1))
POINTS = FacePoints(
    left_eye=Point(x=0.4, y=0.4),
    right_eye=Point(x=0.6, y=0.4),
    mouth=Point(x=0.5, y=0.6),
    mouth_width=0.2,
    chin=Point(x=0.5, y=0.72),
)


def portraits(folder: Path, now: datetime = NOW, account: str = "") -> Portraits:
    record = ConsentRecord(open_database(f"sqlite:///{folder / 'db.sqlite'}"))
    return Portraits(lambda: record, LocalAssetStore(folder / "assets"), lambda: now, account=account)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "me.png"
    path.write_bytes(encoded(".png"))
    return path


def test_a_portrait_comes_back_with_its_consent(tmp_path: Path, photo: Path) -> None:
    added = portraits(tmp_path).add("li-lei", photo, CONSENT, POINTS)
    found = portraits(tmp_path).get("li-lei")
    assert found == added
    assert found.consent == CONSENT
    assert found.recorded == NOW


def test_a_revoked_portrait_is_used_no_more_and_its_record_stays(tmp_path: Path, photo: Path) -> None:
    book = portraits(tmp_path)
    book.add("li-lei", photo, CONSENT, POINTS)
    book.revoke("li-lei")
    with pytest.raises(BriefError, match="Li Lei withdrew the consent on 2026-11-25"):
        book.get("li-lei")
    assert [portrait.revoked for portrait in book.all()] == [NOW]
    with pytest.raises(BriefError, match="name 'li-lei' is taken"):
        book.add("li-lei", photo, CONSENT, POINTS)
    assert book.revoke("li-lei").revoked == NOW
    noted = Audit(book.consents().database).latest(9, "li-lei")
    assert [entry.action for entry in noted] == ["portrait.revoked", "portrait.consented"]
    assert noted[1].details["photo"] == book.all()[0].asset.sha256 and CONSENT.person not in str(noted)


def test_a_consent_counts_from_its_day_to_its_day(tmp_path: Path, photo: Path) -> None:
    until = CONSENT.model_copy(update={"until": date(2026, 11, 30)})
    portraits(tmp_path).add("li-lei", photo, until, POINTS)
    assert portraits(tmp_path, datetime(2026, 11, 30, 23, tzinfo=UTC)).get("li-lei")
    with pytest.raises(BriefError, match="ended on 2026-11-30"):
        portraits(tmp_path, datetime(2026, 12, 1, 0, tzinfo=UTC)).get("li-lei")
    later = CONSENT.model_copy(update={"given": date(2026, 12, 24)})
    with pytest.raises(BriefError, match="begins on 2026-12-24"):
        portraits(tmp_path).add("han-mei", photo, later, POINTS)


def test_one_account_does_not_see_the_portraits_of_another(tmp_path: Path, photo: Path) -> None:
    portraits(tmp_path, account="acc_one").add("li-lei", photo, CONSENT, POINTS)
    assert portraits(tmp_path, account="acc_two").get("li-lei") is None
    with pytest.raises(BriefError, match="no portrait 'li-lei'"):
        portraits(tmp_path, account="acc_two").revoke("li-lei")


def test_a_photo_without_a_face_is_not_registered(tmp_path: Path, photo: Path) -> None:
    with pytest.raises(AssetError, match="no face was found"):
        portraits(tmp_path).add("li-lei", photo, CONSENT)
    assert portraits(tmp_path).all() == ()


@pytest.mark.parametrize("name", ["mei", "auto", "none"])
def test_names_of_characters_are_not_for_portraits(name: str, tmp_path: Path, photo: Path) -> None:
    with pytest.raises(BriefError, match="always there"):
        portraits(tmp_path).add(name, photo, CONSENT, POINTS)


@pytest.mark.parametrize("name", ["../../etc", "Li Lei", "李雷", ""])
def test_a_name_that_is_none_is_refused_with_what_to_write(tmp_path: Path, photo: Path, name: str) -> None:
    with pytest.raises(BriefError, match="cannot be the name of a presenter") as caught:
        portraits(tmp_path).add(name, photo, CONSENT, POINTS)
    assert "li-lei" in caught.value.hint
