"""The command ``liye``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from bpmn.findings import Finding
from engine import json
from engine.clock import OFFICE_ZONE
from engine.commands import accounts, audit, backups, calendars, deployments, directory, numbers, policies
from engine.errors import EngineError, InvalidDeployment, InvalidSubmission, Rejected
from engine.model import SYSTEM
from engine.office.documents import word
from web import compose, serving


class _Group(click.Group):
    """Our refusals are a line on standard error, with one for each fault of a file, and exit 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except InvalidDeployment as error:
            _say(error.findings)
            sys.exit(1)
        except EngineError as error:
            click.echo(f"liye: {error.message}", err=True)
            for one in error.errors if isinstance(error, InvalidSubmission) else ():
                click.echo(f"{one.pointer}: {one.message}", err=True)
            sys.exit(1)


@click.group(cls=_Group)
@click.version_option(package_name="liye")
def main() -> None:
    """BPMN process automation for a government general office. 湘政办公 · 里耶."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the pages and the API; on SQLite also run the jobs."""
    serving.serve(compose.settings(), host, port)


@main.command()
def worker() -> None:
    """Run jobs (PostgreSQL); any number, on any machine."""
    serving.work(compose.settings())


@main.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    compose.migrate(compose.settings())


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def deploy(paths: tuple[Path, ...]) -> None:
    """Check and deploy diagrams, decisions, forms, or responsibility folders."""
    engine = compose.engine()
    for name, files in _sets(paths):
        done = deployments.deploy(engine, files, SYSTEM, source="api", note=name)
        _say(done.findings)
        if done.deployment is not None:
            for process in done.deployment.process_definitions:
                click.echo(f"{process.key} {process.version}" + ("" if done.created else " (unchanged)"))


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--quiet", is_flag=True, help="say nothing of warnings")
def lint(paths: tuple[Path, ...], *, quiet: bool) -> None:
    """Check files as a deployment would; needs no database."""
    known = compose.known_from_disk(compose.settings())
    failed = False
    for _, files in _sets(paths):
        findings = compose.lint(files, known)
        _say([f for f in findings if f.severity == "error" or not quiet])
        failed = failed or any(f.severity == "error" for f in findings)
    sys.exit(1 if failed else 0)


@main.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True)
@click.option("--group", "groups", multiple=True)
@click.option("--password-stdin", is_flag=True, help="read the password from standard input")
def add_user(
    login: str, name: str, roles: tuple[str, ...], groups: tuple[str, ...], password_stdin: bool
) -> None:
    """Add an account."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    accounts.add(compose.engine(), login, name, SYSTEM, roles=roles, groups=groups, password=password)


@user.command("list")
def list_users() -> None:
    """List accounts."""
    for found in accounts.all_users(compose.engine()):
        state = " (locked)" if found.locked else ""
        click.echo(f"{found.login}\t{found.name}\t{','.join(found.roles)}{state}")


@main.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.option("--user", "login", required=True)
@click.option("--name", required=True)
def create_token(login: str, name: str) -> None:
    """Make a token; it is printed once."""
    click.echo(accounts.create_token(compose.engine(), login, name, SYSTEM))


@main.group("directory")
def directory_group() -> None:
    """Units, posts, people."""


@directory_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_directory(file: Path) -> None:
    """Take over a directory as JSON."""
    directory.import_json(compose.engine(), _json(file), SYSTEM)


@main.group("calendar")
def calendar_group() -> None:
    """Which days are worked."""


@calendar_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_calendar(file: Path) -> None:
    """Take in a year's list of holidays; open limits are counted anew."""
    listed = calendars.load_year(compose.engine(), _json(file), SYSTEM)
    click.echo(f"{listed.year}: {len(listed.holidays)} holidays, {len(listed.working)} make-up days")


@main.group("policies")
def policies_group() -> None:
    """The figures the office works by."""


@policies_group.command("list")
def list_policies() -> None:
    """Every figure: its key, its value, where it comes from."""
    for one in compose.engine().desk.policies:
        click.echo(f"{one.key}\t{one.shown}\t{one.source}")


@policies_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_policies(file: Path) -> None:
    """Set figures of this office, value by key; what is not named stays."""
    policies.set_figures(compose.engine(), _json(file), SYSTEM)


@main.group("numbers")
def numbers_group() -> None:
    """Number books."""


@numbers_group.command("begin")
@click.argument("book")
@click.argument("last", type=click.IntRange(0))
@click.option("--year", type=int, help="of a book that begins anew each year; this year when not said")
def begin_book(book: str, last: int, year: int | None) -> None:
    """Go on behind the last number given before this system."""
    engine = compose.engine()
    numbers.begin(engine, book, year or engine.clock.now().astimezone(OFFICE_ZONE).year, last, SYSTEM)


@main.command()
def config() -> None:
    """Print every setting, its value and where it came from."""
    for name, value, origin in compose.explained(compose.settings()):
        click.echo(f"{name}={value}\t({origin})")


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def templates(folder: Path) -> None:
    """Write out the .docx templates of official documents, to be changed."""
    for path in word.write_out(folder):
        click.echo(str(path))


@main.group("audit")
def audit_group() -> None:
    """The record."""


@audit_group.command("verify")
def verify_audit() -> None:
    """Check every chain and seal; exit 1 and a line for each place that was altered."""
    faults = audit.verify(compose.engine())
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} faults" if faults else "the record is whole")
    sys.exit(1 if faults else 0)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write everything to a file: the database and the files."""
    backups.backup(compose.engine(), file)


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def restore(file: Path) -> None:
    """Bring a backup into an empty home."""
    compose.migrate(compose.settings())
    backups.restore(compose.engine(), file)


def _json(file: Path) -> object:
    try:
        return json.load(file.read_bytes())
    except ValueError as error:
        raise Rejected(f"{file.name} is not JSON: {error}") from None


def _sets(paths: tuple[Path, ...]) -> list[tuple[str, Mapping[str, bytes]]]:
    """Each folder is a set of its own; loose files are one together."""
    from engine.catalog import folder

    sets = [(path.name, folder.read(path).files) for path in paths if path.is_dir()]
    loose = {path.name: path.read_bytes() for path in paths if path.is_file()}
    return [*sets, ("files", loose)] if loose else list(sets)


def _say(findings: object) -> None:
    for finding in findings:  # type: ignore[attr-defined]
        click.echo(str(finding) if isinstance(finding, Finding) else repr(finding))
