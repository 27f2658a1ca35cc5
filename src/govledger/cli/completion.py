"""The verb that prints what a shell needs to have its lines completed."""

from __future__ import annotations

import click
from click.shell_completion import FishComplete, ZshComplete

from govledger.cli.app import COMPLETING
from govledger.cli.options import json_option
from govledger.cli.output import give_json
from govledger.cli.teaching import verb

PROGRAM = "govledger"

_BASH = r"""
_govledger_completion() {
    local line="${COMP_LINE:0:COMP_POINT}" words completion kind value
    local typed="${line##* }"
    IFS=' ' read -r -a words <<< "$line"
    local place=$(( ${#words[@]} - 1 ))
    [[ $line == *' ' ]] && place=${#words[@]}
    COMPREPLY=()
    while IFS= read -r completion; do
        kind="${completion%%,*}" value="${completion#*,}"
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                # Where the shell takes a colon for the end of a word, it completes what is behind the last one.
                [[ $COMP_WORDBREAKS == *:* && $typed == *:* ]] && value="${value#"${typed%:*}:"}"
                # Whoever records chooses ids: one such as $(...) is put on the line as a word, never as a command.
                printf -v value '%q' "$value"
                COMPREPLY+=("$value") ;;
        esac
    done < <(COMP_WORDS="$line" COMP_CWORD="$place" _GOVLEDGER_COMPLETE=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F _govledger_completion govledger
"""
"""What bash is given: as click's own, but that ids with a colon in them, such as action:2.4, are completed whole."""


@verb(
    ("Complete lines in bash from now on, in this terminal", 'eval "$(govledger completion bash)"'),
    ("Complete them in every terminal, in fish", "govledger completion fish > govledger.fish"),
)
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
@json_option
def completion(*, shell: str, as_json: bool) -> None:
    """Print what makes SHELL complete verbs, options, views, rules, and the names that a ledger knows.

    SHELL is bash, zsh or fish. Put the line `eval "$(govledger completion bash)"` into ~/.bashrc, the like with zsh
    into ~/.zshrc, or print it for fish into ~/.config/fish/completions/govledger.fish.
    """
    script = _script(shell)
    if as_json:
        give_json({"shell": shell, "script": script})
    else:
        click.echo(script)


def _script(shell: str) -> str:
    if shell == "bash":
        return _BASH.lstrip()
    made = ZshComplete if shell == "zsh" else FishComplete
    return made(click.get_current_context().find_root().command, {}, PROGRAM, COMPLETING).source()
