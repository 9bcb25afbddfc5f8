"""`vitrine accounts` and `vitrine keys`: who may use the service, from the machine it runs on."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from domain.account import ApiKey
    from pipeline.accounts.accounts import Accounts
    from pipeline.accounts.keys import Keys
    from pipeline.store.database import Database

_EMAIL = Annotated[str, typer.Argument(help="The account's address.", metavar="EMAIL", show_default=False)]
_KEY = Annotated[str, typer.Argument(help="The key's id; 'vitrine keys list' shows it.", metavar="KEY")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    accounts = typer.Typer(no_args_is_help=True, help="Accounts of the service.")
    accounts.command("create")(create_account)
    accounts.command("list")(list_accounts)
    accounts.command("password")(set_password)
    accounts.command("freeze")(freeze_account)
    app.add_typer(accounts, name="accounts")
    keys = typer.Typer(no_args_is_help=True, help="API keys of an account.")
    keys.command("create")(create_key)
    keys.command("list")(list_keys)
    keys.command("rotate")(rotate_key)
    keys.command("revoke")(revoke_key)
    app.add_typer(keys, name="keys")


def create_account(
    email: _EMAIL,
    name: Annotated[str, typer.Option(metavar="NAME", help="What to call it.")] = "",
    owner: Annotated[bool, typer.Option("--owner", help="May administer the installation.")] = False,
    keys_only: Annotated[bool, typer.Option("--keys-only", help="Ask for no password: it only uses keys.")] = False,
    accept_terms: Annotated[
        bool, typer.Option("--accept-terms", help="Its holder has read the terms of use and accepts them.")
    ] = False,
) -> None:
    """Make an account; asks for its password."""
    from pipeline.accounts.accounts import NewAccount
    from pipeline.accounts.terms import VERSION, Terms

    password = "" if keys_only else typer.prompt("password", hide_input=True, confirmation_prompt=True)
    accounts = _accounts()
    account = accounts.create(NewAccount(email, name, password, "owner" if owner else "member"))
    if accept_terms:
        Terms(accounts.database).accept(account, VERSION, "terminal")
    typer.echo(f"{account.id} {account.email} ({account.role})")


def list_accounts() -> None:
    """List the accounts."""
    for account in _accounts().all():
        frozen = ", frozen" if account.frozen else ""
        typer.echo(f"{account.id}  {account.email}  {account.role}{frozen}  {account.created:%Y-%m-%d}")


def set_password(email: _EMAIL) -> None:
    """Give an account another password; it is signed out everywhere."""
    accounts = _accounts()
    account = accounts.find(email)
    accounts.set_password(account, typer.prompt("password", hide_input=True, confirmation_prompt=True))


def freeze_account(email: _EMAIL) -> None:
    """Shut an account out at once: its keys, sessions and public links stop working."""
    accounts = _accounts()
    accounts.freeze(accounts.find(email))


def create_key(
    email: _EMAIL,
    name: Annotated[str, typer.Option(metavar="NAME", help="What it is for.")] = "",
    test: Annotated[bool, typer.Option("--test", help="Its videos are free, repeatable and marked TEST.")] = False,
    scope: Annotated[list[str] | None, typer.Option(metavar="SCOPE", help="What it may do; may be repeated.")] = None,
    days: Annotated[int | None, typer.Option(metavar="N", help="Days until it ends.", min=1)] = None,
) -> None:
    """Make a key. Its secret is printed once and cannot be shown again."""
    from domain.account import ORDINARY
    from pipeline.accounts.keys import NewKey

    scopes = tuple(scope) if scope else ORDINARY
    new = NewKey(name, "test" if test else "live", scopes, days)  # type: ignore[arg-type] # create refuses others
    _, secret = _keys().create(_accounts().find(email), new)
    typer.echo(secret)


def list_keys(email: _EMAIL) -> None:
    """List an account's keys, without their secrets."""
    for key in _keys().of(_accounts().find(email)):
        state = "revoked" if key.revoked else f"ends {key.expires:%Y-%m-%d}" if key.expires else "no end"
        used = f"last used {key.last_used:%Y-%m-%d %H:%M}" if key.last_used else "never used"
        typer.echo(f"{key.id}  {key.prefix}…{key.last4}  {key.name or '-'}  {state}  {used}  {' '.join(key.scopes)}")


def rotate_key(
    email: _EMAIL,
    key: _KEY,
    hours: Annotated[int, typer.Option(metavar="N", help="How long the old one goes on.", min=0)] = 24,
) -> None:
    """Make a key with the same rights in place of another; prints the new secret once."""
    keys = _keys()
    typer.echo(keys.rotate(_found(keys, email, key), timedelta(hours=hours))[1])


def revoke_key(email: _EMAIL, key: _KEY) -> None:
    """End a key at once."""
    keys = _keys()
    keys.revoke(_found(keys, email, key))


def _found(keys: "Keys", email: str, key: str) -> "ApiKey":
    from domain.errors import AccessError

    found = keys.find(_accounts().find(email), key)
    if found is None:
        raise AccessError(f"there is no key '{key}'", hint="'vitrine keys list' shows them")
    return found


def _accounts() -> "Accounts":
    from pipeline.accounts.accounts import Accounts

    return Accounts(_database())


def _keys() -> "Keys":
    from pipeline.accounts.keys import Keys

    return Keys(_database())


def _database() -> "Database":
    from pipeline.jobs.opening import open_database
    from pipeline.settings import load_settings
    from pipeline.store.schema import create_schema

    database = open_database(load_settings())
    create_schema(database)
    return database
