"""``podme sites``: what is story on a site's pages, and which posts it has."""
# ruff: noqa: PLC0415  (commands import the rooms they enter)

from pathlib import Path
from typing import TYPE_CHECKING

import click

from podme_audio.cli.episodes import opened
from podme_audio.cli.telling import Told, table, tells

if TYPE_CHECKING:
    from podme_audio.settings import Settings
    from podme_audio.sources.story import Cut


@click.group()
def sites() -> None:
    """Try the rules of a site on a page, and list the posts of a WordPress site."""


@sites.command(name="try")
@click.argument("page")
@click.option("--at", default="", help="The address that a page in a file would have; decides whose rules hold.")
@click.pass_obj
@tells
def try_(chosen: "Settings", page: str, at: str) -> Told:
    """Show what is taken from a PAGE (address or file), what is removed, and by which rule."""
    from podme_audio.sources import story
    from podme_audio.sources.reading import read
    from podme_audio.studio import means

    with opened(chosen) as studio:
        tools = means(chosen, studio.library)
    if page.startswith(("http://", "https://")):
        answer = read(tools.get, page)
        content, address = answer.content, answer.url
    else:
        content, address = _file(page), at or Path(page).absolute().as_uri()
    found = story.cut(content, address, tools.sites, page)
    rules = [f"{rule.origin}: {rule.selector}" if rule else "" for rule in found.rules]
    return Told({"by": found.by, "article": found.article, "rules": rules}, _shown(found, rules))


@sites.command(name="list")
@click.argument("posts")
@click.pass_obj
@tells
def list_(chosen: "Settings", posts: str) -> Told:
    """List POSTS of a WordPress site, newest first: wordpress:https://podme.id?category=ekonomi&since=2026-11-20."""
    from podme_audio.sources.wordpress import WordPress
    from podme_audio.studio import means

    with opened(chosen) as studio:
        found = WordPress(means(chosen, studio.library)).posts(posts)
    rows = [(f"{one.modified:%Y-%m-%d %H:%M}" if one.modified else "", one.address, one.title) for one in found]
    return Told(found, table(rows) or "no posts")


def _file(name: str) -> bytes:
    from podme_audio.exceptions import NotAnArticleError

    try:
        return Path(name).expanduser().read_bytes()
    except OSError as error:
        raise NotAnArticleError(f"{name} cannot be read: {error.strerror}", reference=name) from error


def _shown(found: "Cut", rules: list[str]) -> str:
    """Lay the page out in its order: what is story, and between it what is not, and why."""
    article = found.article
    head = [("title", article.title), ("section", article.section), ("byline", article.byline), ("story", found.by)]
    rows = [row for row in head if row[1]]
    left = list(zip(article.removed, rules, strict=True))
    lines: list[tuple[str, str]] = []
    for at in range(len(article.blocks) + 1):
        lines += [
            (f"- {one.reason}", f"{one.block.text[:70]}" + (f"  ({rule})" if rule else ""))
            for one, rule in left
            if one.at == at
        ]
        lines += [(article.blocks[at].role.value, article.blocks[at].text[:90])] if at < len(article.blocks) else []
    return f"{table(rows)}\n\n{table(lines)}"
