"""`manual` and `completion` print what the tables of commands and options say, so that pages and completion are never behind the program."""

import re
import subprocess

from blackbox import check, finish, folder, run

commands = re.findall(r"^  (\w+)", run("--help").stdout, re.MULTILINE)
check({"serve", "health", "manual", "completion"} <= set(commands), f"the overview names the commands: {commands}")


def plain(page):
    """A page without roff's marks."""
    return page.replace("\\-", "-").replace("\\(dq", '"').replace("\\&", "").replace("\\e", "\\")


overview = plain(run("manual").stdout)
check(overview.startswith('.TH "UNDERSTUDY" 1 '), f"the page of the program: {overview[:40]}")
for command in commands:
    page, text = plain(run("manual", command).stdout), run(command, "--help").stdout
    check(page.startswith(f'.TH "UNDERSTUDY-{command.upper()}" 1 '), f"{command} has a page: {page[:40]}")
    check(f"\\fBunderstudy-{command}\\fR(1)" in overview, f"the program's page names {command}'s")
    words = [word for word in re.findall(r"\S+", text.split("usage: ")[1].split("\n", 1)[1]) if word.isascii()]
    missing = [word for word in words if word not in page and word.upper() not in page]
    check(not missing, f"{command}: what the help says is in the page: {missing}")
    # A line that begins with a dot is a request to roff.
    requests = set(re.findall(r"^\.\w+", page, re.MULTILINE))
    check(requests <= {".TH", ".SH", ".TP", ".B", ".PP", ".nf", ".fi"}, f"{command}: {requests}")
check(run("manual", "sevre").returncode == 2, "an unknown command has none")

script = run("completion").stdout


def completed(*words, place="."):
    """What bash offers for the last of the words."""
    quoted = " ".join(f"'{word}'" for word in ("understudy", *words))
    result = subprocess.run(
        ["bash", "-c", f"{script}\ncompopt() {{ :; }}\nCOMP_WORDS=({quoted}) COMP_CWORD={len(words)}\n_understudy\n"
         "printf '%s\\n' \"${COMPREPLY[@]}\""],
        capture_output=True, text=True, cwd=place)
    check(result.stderr == "", f"bash says nothing: {result.stderr}")
    return set(result.stdout.split())


check(completed("") == set(commands) | {"help", "--help", "--version"}, "the commands")
check(completed("he") == {"health", "help"}, "those that begin so")
for command in commands:
    flags = set(re.findall(r"^  (--[\w-]+)", run(command, "--help").stdout, re.MULTILINE))
    check(completed(command, "--") == flags | {"--help"}, f"{command}: its options")
check(completed("serve", "--log", "") == {"text", "json"}, "the values of an option")
check(completed("serve", "--admin-listen", "") == {"off"}, "a word among the values")
check(completed("serve", "--listen", "") == set(), "nothing where nothing can be known")
check(completed("help", "ser") == completed("manual", "ser") == {"serve"}, "commands as operands")
with folder() as place:
    (place / "one.json").touch()
    (place / "two").mkdir()
    check(completed("check", "", place=place) == {"one.json", "two"}, "files as operands")
    check(completed("serve", "--fixtures", "o", place=place) == {"one.json"}, "files as values")
    check(completed("serve", "--data", "", place=place) == {"two"}, "folders as values")
    installed = place / "understudy.bash"
    installed.write_text(script)
    result = subprocess.run(["bash", "-n", str(installed)], capture_output=True, text=True)
    check(result.returncode == 0, f"the script is one of bash: {result.stderr}")
finish()
