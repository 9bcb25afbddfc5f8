import os
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from domain.errors import SettingsError, StorageError
from labeling.certificates import CHAIN, KEY, ROOT, create_chain, load_signer
from tests.labeling.conftest import NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_chain(tmp_path / "own", "北叶 Shop", NOW)
    return tmp_path / "own"


def test_the_leaf_is_signed_by_the_root_for_signing_content(folder: Path) -> None:
    leaf, root = x509.load_pem_x509_certificates((folder / CHAIN).read_bytes())
    leaf.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    uses = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.EMAIL_PROTECTION]
    assert leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "北叶 Shop"
    assert leaf.not_valid_before_utc <= NOW <= leaf.not_valid_after_utc


def test_the_key_is_for_its_owner_alone_and_never_shown(folder: Path) -> None:
    assert (folder / KEY).stat().st_mode & 0o777 == 0o600
    signer = load_signer(folder)
    assert "PRIVATE KEY" in signer.key
    assert "PRIVATE" not in repr(signer)
    assert signer.timestamp_url == ""


def test_certificates_are_never_overwritten(folder: Path) -> None:
    before = (folder / ROOT).read_bytes()
    with pytest.raises(SettingsError, match="already holds"):
        create_chain(folder, "Other", NOW + timedelta(days=1))
    assert (folder / ROOT).read_bytes() == before


def test_a_key_others_can_read_is_refused(folder: Path) -> None:
    (folder / KEY).chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_signer(folder)


def test_a_key_that_a_cluster_mounts_for_our_group_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: (folder / KEY).stat().st_uid + 1)
    (folder / KEY).chmod(0o440)
    assert "PRIVATE KEY" in load_signer(folder).key
    for mode in (0o460, 0o444):
        (folder / KEY).chmod(mode)
        with pytest.raises(SettingsError, match="other users"):
            load_signer(folder)


def test_a_key_of_another_certificate_is_refused(folder: Path, tmp_path: Path) -> None:
    create_chain(tmp_path / "other", "Other", NOW)
    (folder / KEY).write_bytes((tmp_path / "other" / KEY).read_bytes())
    with pytest.raises(SettingsError, match="is not the key of the first certificate"):
        load_signer(folder)


@pytest.mark.parametrize("name", [ROOT, CHAIN, KEY])
def test_a_missing_file_names_the_remedy(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(SettingsError, match="vitrine init"):
        load_signer(folder)


@pytest.mark.parametrize("name", [CHAIN, KEY])
def test_a_damaged_file_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("not a certificate")
    with pytest.raises(SettingsError, match="damaged"):
        load_signer(folder)


@pytest.mark.parametrize("organisation", ["", "x" * 65])
def test_an_organisation_no_certificate_can_carry_is_refused(tmp_path: Path, organisation: str) -> None:
    with pytest.raises(SettingsError, match="organisation"):
        create_chain(tmp_path / "own", organisation, NOW)
    assert not (tmp_path / "own").exists()


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        create_chain(tmp_path / "file" / "own", "Shop", NOW)
