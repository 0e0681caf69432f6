"""`completion`: what a shell needs to complete newsfold's commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from crawler.cli.options import common_options


@click.command(short_help="Print the completion script of bash, zsh or fish.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@common_options
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what makes a shell complete commands and options when TAB is pressed; each line below stands in the file that
    a shell reads when it starts.

    \b
    Examples:
      eval "$(newsfold completion bash)"        # ~/.bashrc
      eval "$(newsfold completion zsh)"         # ~/.zshrc, after compinit
      newsfold completion fish | source         # ~/.config/fish/config.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows the three of them
    root = context.find_root()
    click.echo(kind(root.command, {}, "newsfold", "_NEWSFOLD_COMPLETE").source())
