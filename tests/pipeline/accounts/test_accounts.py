"""Accounts: the one-time link, passwords, throttled sign-in, keys and sessions."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from domain.account import ORDINARY, Caller
from domain.errors import AccessError, ThrottledError
from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.keys import NewKey
from pipeline.accounts.passwords import Passwords, check_password
from pipeline.accounts.sessions import csrf_holds
from pipeline.store.accounts import AccountRow, KeyRow, SessionRow
from pipeline.usage import Usage
from tests.pipeline.accounts.conftest import House

GOOD = "a long sentence of words"


# --- accounts and the first start ----------------------------------------------------------------


def test_the_owners_link_works_once(house: House) -> None:
    assert house.accounts.none_yet()
    link = house.accounts.setup_link()
    owner = house.accounts.set_up(link, NewAccount("Owner@Example.com", password=GOOD))
    assert (owner.role, owner.email) == ("owner", "owner@example.com")
    assert not house.accounts.none_yet()
    with pytest.raises(AccessError, match="spent"):
        house.accounts.set_up(link, NewAccount("second@example.com", password=GOOD))


def test_a_link_ends_and_a_newer_one_replaces_it(house: House) -> None:
    old = house.accounts.setup_link()
    new = house.accounts.setup_link()
    with pytest.raises(AccessError, match="unknown"):
        house.accounts.set_up(old, NewAccount("a@example.com", password=GOOD))
    house.clock.move(hours=25)
    with pytest.raises(AccessError, match="too old"):
        house.accounts.set_up(new, NewAccount("a@example.com", password=GOOD))


def test_no_link_makes_an_owner_where_accounts_are(house: House) -> None:
    link = house.accounts.setup_link()
    house.account()
    with pytest.raises(AccessError):
        house.accounts.set_up(link, NewAccount("late@example.com", password=GOOD))
    assert len(house.accounts.all()) == 1


def test_an_address_is_taken_once_whatever_its_case(house: House) -> None:
    house.account("ada@example.com")
    with pytest.raises(AccessError, match="exists"):
        house.account("ADA@example.com")
    assert house.accounts.find("Ada@Example.com").email == "ada@example.com"


@pytest.mark.parametrize("email", ["", "ada", "a@b@c", "a b@example.com", "@example.com", "a@", "a" * 250 + "@x.de"])
def test_what_is_no_address_is_refused(house: House, email: str) -> None:
    with pytest.raises(AccessError, match="not an e-mail"):
        house.account(email)


# --- passwords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    ["", "short", "password", "Password123", "qwerty123", "1234567890", "a" * 15, "ada@example.com1", "x" * 257],
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(AccessError):
        check_password(password, "ada@example.com", "Ada Lovelace")


def test_long_passwords_are_taken_whole_and_hashed_with_argon2id() -> None:
    passwords, long = Passwords(), "long and unlike any other: " + "0123456789abcdef" * 4
    hashed = passwords.hash(long)
    assert hashed.startswith("$argon2id$")
    assert passwords.holds(long, hashed)
    assert not passwords.holds(long[:-1], hashed)
    assert not passwords.holds("anything", "")


def test_signing_in_says_the_same_for_a_wrong_password_and_for_nobody(house: House) -> None:
    account = house.account()
    assert house.accounts.sign_in("ada@example.com", GOOD, "10.0.0.1") == account
    assert house.accounts.sign_in("ada@example.com", "wrong", "10.0.0.1") is None
    assert house.accounts.sign_in("nobody@example.com", GOOD, "10.0.0.1") is None


def test_signing_in_waits_after_five_refusals_and_then_goes_on(house: House) -> None:
    house.account()
    for _ in range(5):
        assert house.accounts.sign_in("ada@example.com", "wrong", "10.0.0.1") is None
    with pytest.raises(ThrottledError, match="too many"):
        house.accounts.sign_in("ada@example.com", GOOD, "10.0.0.2")
    house.clock.move(minutes=16)
    assert house.accounts.sign_in("ada@example.com", GOOD, "10.0.0.1")


def test_guesses_at_the_same_time_are_counted_too(house: House) -> None:
    class Slow(Passwords):
        def holds(self, password: str, hashed: str) -> bool:
            time.sleep(0.1)
            return False

    def guess(number: int) -> bool:
        try:
            accounts.sign_in("ada@example.com", "guess", f"10.0.0.{number}")
        except ThrottledError as error:
            assert 0 < error.wait_s <= 900
            return False
        return True

    accounts = replace(house.accounts, passwords=Slow())
    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(guess, range(12))) == 5


def test_one_machine_is_stopped_over_many_names(house: House) -> None:
    for i in range(20):
        house.accounts.sign_in(f"name-{i}@example.com", "guess", "10.0.0.9")
    with pytest.raises(ThrottledError):
        house.accounts.sign_in("fresh@example.com", "guess", "10.0.0.9")
    assert house.accounts.sign_in("fresh@example.com", "guess", "10.0.0.10") is None


# --- keys ----------------------------------------------------------------------------------------


def test_a_key_opens_and_only_its_digest_is_kept(house: House) -> None:
    account = house.account()
    key, secret = house.keys.create(account, NewKey("shop", "live"))
    assert secret.startswith("vitrine_live_") and secret.endswith(key.last4)
    assert len(secret) == len("vitrine_live_") + 32
    caller = house.keys.caller(secret)
    assert caller is not None and caller.account == account
    assert caller.scopes == frozenset(ORDINARY) and not caller.may("admin") and not caller.may("keys:write")
    with house.database.session() as session:
        (row,) = session.exec(select(KeyRow)).all()
        assert secret not in str(row.model_dump()) and secret[13:] not in str(row.model_dump())


def test_keys_end_by_time_by_revocation_and_with_their_account(house: House) -> None:
    account = house.account()
    ends, short = house.keys.create(account, NewKey(days=1))
    _, other = house.keys.create(account, NewKey(mode="test"))
    gone, revoked = house.keys.create(account, NewKey())
    house.keys.revoke(gone)
    assert house.keys.caller(revoked) is None
    assert house.keys.caller(short) is not None
    house.clock.move(days=1, seconds=1)
    assert house.keys.caller(short) is None
    test = house.keys.caller(other)
    assert test is not None and test.mode == "test"
    house.accounts.freeze(account)
    assert house.keys.caller(other) is None
    assert ends.expires is not None


def test_rotation_leaves_time_to_change_over(house: House) -> None:
    account = house.account()
    old, old_secret = house.keys.create(account, NewKey("shop", scopes=("videos:read",)))
    new, new_secret = house.keys.rotate(old, timedelta(hours=1))
    assert (new.name, new.scopes) == ("shop", ("videos:read",))
    assert house.keys.caller(old_secret) is not None and house.keys.caller(new_secret) is not None
    house.clock.move(hours=2)
    assert house.keys.caller(old_secret) is None and house.keys.caller(new_secret) is not None


def test_a_key_keeps_its_limits_when_it_is_rotated(house: House) -> None:
    usage = Usage(house.database, now=house.clock)
    first, secret = house.keys.create(house.account(), NewKey(videos_per_day=2))
    second, newer = house.keys.rotate(first, timedelta(hours=1))
    third, newest = house.keys.rotate(second, timedelta(hours=1))
    callers = [house.keys.caller(one) for one in (secret, newer, newest)]
    assert {caller.name for caller in callers if caller} == {first.id}, "requests are counted together"
    for number, caller in enumerate(callers):
        assert caller is not None
        with house.database.session() as session:
            assert usage.quota(caller, session).left == 2 - number
            usage.note(caller, f"vid_{number}", 12, session)
    other = house.keys.caller(house.keys.create(house.account("eve@example.com"), NewKey(videos_per_day=2))[1])
    with house.database.session() as session:
        assert other is not None and usage.quota(other, session).left == 2
    assert third.line == first.id


def test_last_use_is_known_to_the_minute(house: House) -> None:
    account = house.account()
    key, secret = house.keys.create(account, NewKey())
    assert key.last_used is None
    house.keys.caller(secret)
    first = house.clock.at
    house.clock.move(seconds=30)
    house.keys.caller(secret)
    found = house.keys.find(account, key.id)
    assert found is not None and found.last_used == first


def test_unknown_scopes_are_refused(house: House) -> None:
    with pytest.raises(AccessError, match="unknown"):
        house.keys.create(house.account(), NewKey(scopes=("everything",)))  # type: ignore[arg-type]


@pytest.mark.parametrize("secret", ["", "x", "vitrine_live_", "vitrine_live_" + "A" * 32, "' OR 1=1 --"])
def test_what_is_no_key_opens_nothing(house: House, secret: str) -> None:
    assert house.keys.caller(secret) is None


def test_a_key_of_another_account_is_not_found(house: House) -> None:
    key, _ = house.keys.create(house.account(), NewKey())
    assert house.keys.find(house.account("eve@example.com"), key.id) is None


def test_admin_needs_the_owners_role(house: House) -> None:
    member = house.account()
    _, secret = house.keys.create(member, NewKey(scopes=("admin",)))
    caller = house.keys.caller(secret)
    assert caller is not None and not caller.may("admin")
    assert Caller(replace(member, role="owner"), frozenset({"admin"})).may("admin")


# --- sessions ------------------------------------------------------------------------------------


def test_a_session_is_new_at_every_sign_in_and_ends(house: House) -> None:
    account = house.account()
    first, token = house.sessions.begin(account)
    caller = house.sessions.caller(first)
    assert caller is not None and csrf_holds(caller, token)
    assert not csrf_holds(caller, "") and not csrf_holds(caller, token[:-1])
    second, _ = house.sessions.begin(account, first)
    assert house.sessions.caller(first) is None
    house.clock.move(days=15)
    assert house.sessions.caller(second) is None
    with house.database.session() as session:
        assert second not in str([row.model_dump() for row in session.exec(select(SessionRow))])


def test_sessions_end_with_sign_out_freeze_and_a_new_password(house: House) -> None:
    account = house.account()
    cookies = [house.sessions.begin(account)[0] for _ in range(3)]
    house.sessions.end(cookies[0])
    assert house.sessions.caller(cookies[0]) is None and house.sessions.caller(cookies[1]) is not None
    house.accounts.set_password(account, "another sentence of words")
    assert house.sessions.caller(cookies[1]) is None
    cookie, _ = house.sessions.begin(account)
    house.accounts.freeze(account)
    assert house.sessions.caller(cookie) is None
    with house.database.session() as session:
        assert session.exec(select(AccountRow)).one().frozen
