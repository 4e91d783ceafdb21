"""What the machine says of one field, in the reader's words: its own sentences are English, for programs.

A table of how they read and what a page says instead; a test keeps it whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from web import languages, people
from web.languages import gettext as _
from web.languages import ngettext

Words = Callable[[re.Match[str]], str]


def said(message: str) -> str | None:
    """The sentence, where we have one."""
    for pattern, words in _table():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words(found)
    return None


def _table() -> Iterator[tuple[str, Words]]:
    yield from _of_people()
    yield from _of_words()
    yield from _of_days()
    yield from _of_files()


def _of_people() -> Iterator[tuple[str, Words]]:
    yield r"there is no active account (?P<q>['\"])(?P<name>.*)(?P=q)", lambda said: _nobody(said["name"])
    yield r"there is no account (?P<q>['\"])(?P<name>.*)(?P=q)", lambda said: _nobody(said["name"])
    yield (
        r"(?P<login>\S+) signs here already",
        lambda said: _("%(name)s signs here already.", name=people.person_of(said["login"]).name),
    )
    yield r"it is (?:your own task|his own work) already", lambda _said: _("It is the same person.")
    yield r"nobody is his own proxy", lambda _said: _("It is the same person.")
    yield (
        r"nobody took over his post or unit; name somebody",
        lambda _said: _("Nobody took over the post or the unit: name somebody."),
    )
    yield r"say who", lambda _said: _("Say who.")
    yield (
        r"(?P<name>.+) may not see this matter; circulate it to him first",
        lambda said: _(
            "%(name)s does not see this matter: circulate it to that person first.", name=said["name"]
        ),
    )
    yield (
        r"several are called (?P<name>.+): write (?P<logins>.+)",
        lambda said: _(
            "Several people are called %(name)s: write the account instead (%(logins)s).",
            name=said["name"],
            logins=_told_apart(said["logins"].split(" or ")),
        ),
    )
    yield (
        r"at most (?P<n>\d+) people at once",
        lambda said: _("That is too many people: at most %(n)s at once.", n=said["n"]),
    )


def _of_words() -> Iterator[tuple[str, Words]]:
    yield r"say why", lambda _said: _("Say why.")
    yield r"at most (?P<n>\d+) characters", lambda said: _too_long(int(said["n"]))
    yield r"a phrase has at most (?P<n>\d+) characters", lambda said: _too_long(int(said["n"]))
    yield (
        r"say what is right, in at most (?P<n>\d+) characters",
        lambda said: _("Say what is right, in at most %(n)s characters.", n=said["n"]),
    )
    yield (
        r"a (?:name|reason|comment) of 1 to (?P<n>\d+) characters(?: is needed)?",
        lambda said: _("Between 1 and %(n)s characters are needed.", n=said["n"]),
    )
    yield (
        r"say something, in at most (?P<n>\d+) characters",
        lambda said: _("Write something, in at most %(n)s characters.", n=said["n"]),
    )
    yield (
        r"at most (?P<n>\d+) phrases",
        lambda said: _("At most %(n)s phrases are kept.", n=said["n"]),
    )
    yield (
        r"share it with one of your own groups",
        lambda _said: _("Share it with a group you belong to."),
    )


def _of_days() -> Iterator[tuple[str, Words]]:
    yield (
        r"it ends before it begins, or has ended",
        lambda _said: _("Say a last day that is not over and not before the first."),
    )
    for what in (
        "a day after the present end",
        "an extension counts forward",
        r"a limit of days .*",
        r"a day \(.*",
    ):
        yield what, lambda _said: _("Give a day after the present end, or an amount such as 5WD.")


def _of_files() -> Iterator[tuple[str, Words]]:
    yield r"choose a file", lambda _said: _("Choose a file.")
    yield r"the file is empty", lambda _said: _("The file is empty.")
    yield (
        r"the file needs a plain name, not too long",
        lambda _said: _("The file needs a plain name, not too long."),
    )
    yield (
        r"files of this kind are not taken: (?P<kind>[^;]*); (?P<known>.*) are",
        lambda said: _("Files of this kind are not taken. These are: %(known)s", known=said["known"]),
    )
    yield (
        r"the name says (?P<kind>\S+), but the content is .*",
        lambda said: _("The content of the file is not what its name says (%(kind)s).", kind=said["kind"]),
    )
    yield r"the picture is a PNG file", lambda _said: _("The picture has to be a PNG file.")
    yield (
        r"the picture has more than (?P<n>\d+) KB",
        lambda said: _("The picture is too large: at most %(n)s KB.", n=said["n"]),
    )
    yield (
        r"the picture has at most (?P<n>\d+) × \d+ points",
        lambda said: _("The picture has too many points: at most %(n)s on either side.", n=said["n"]),
    )
    yield r"the matter has no such attachment", lambda _said: _("The matter has no such attachment.")


def _nobody(name: str) -> str:
    """Nobody of this name, or more than one."""
    if not name:
        return _("Say who.")
    if sum(one.name == name for one in people.active()) > 1:
        return _("Several people are called %(name)s: choose one from the list.", name=name)
    return _("There is no active account of %(name)s: choose one from the list.", name=name)


def _told_apart(logins: list[str]) -> str:
    """Each account with its unit."""
    known = [people.person_of(login) for login in logins]
    return languages.listed(f"@{one.login} {one.unit}".strip() for one in known)


def _too_long(most: int) -> str:
    return ngettext("At most %(num)s character.", "At most %(num)s characters.", most)
