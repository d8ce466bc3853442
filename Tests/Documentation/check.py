"""Checks what the repository's texts refer to, as far as text can be checked; `make docs` checks the rest.

    python3 Tests/Documentation/check.py [DIRECTORY]

It fails, with a line for each defect, on

- a page that is cited (`XWeb.docc/Tokens.md`) and is not in the repository, in Swift files, conformance cases and Markdown files;
- a Markdown link to a file or a heading that does not exist;
- a DocC link to a page (`<doc:Tokens>`) that is not in the module's catalogue, and to a heading that is not in the page;
- a DocC link to a symbol (two backquotes) whose name is not declared: in the module, for a catalogue and a public declaration's comment; in any
  module, for other comments;
- a public declaration's list of parameters that names some of them only, or others;
- a folder of a module's tests that the module does not have;
- a block of code behind `<!-- file: PATH -->` that is not that file.
"""

import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

CITATION = re.compile(r"(?<![\w/.+-])([\w/.+-]*\w\.md)(?![\w/-])")
ELSEWHERE = re.compile(r"\]\([^)\s]*\)|\w+://\S*")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGE_LINK = re.compile(r"<doc:([^>]+)>")
SYMBOL_LINK = re.compile(r"``([^`\s]+)``")
SHOWN_FILE = re.compile(r"^<!-- file: (\S+) -->$")
COMMENT = re.compile(r"^\s*///? ?(.*)$")
DECLARATION = re.compile(
    r"\b(?:struct|class|enum|protocol|actor|func|var|let|typealias|associatedtype|case|macro)\s+`?(\w+)|\b(init|subscript|deinit)\b")
CASES = re.compile(r"^\s*(?:indirect )?case (\w.*)$")  # No nested repetition: a long line must not take minutes.
PUBLIC = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|open)\b")
LISTED = re.compile(r"^\s*/// +- (?:Parameter )?`?(\w+)`?:")


class Repository:
    """The text files of a repository and what they declare."""

    def __init__(self, root):
        self.root = Path(root)
        listed = subprocess.run(
            ["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True, check=True)
        self.paths = [path for path in listed.stdout.splitlines() if (self.root / path).is_file()]
        self.pages = [PurePosixPath(path) for path in self.paths if path.endswith(".md")]
        self.modules = {path.split("/")[1] for path in self.paths if re.match(r"Sources/[^/]+/", path)}
        self.declared = {module: self._names(module) for module in self.modules}
        self.declared_anywhere = set().union(*self.declared.values()) if self.declared else set()

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def _names(self, module):
        names = {module}
        for path in self.paths:
            if not (path.startswith(f"Sources/{module}/") and path.endswith(".swift")):
                continue
            for line in self.text(path).splitlines():
                names.update(name or keyword for name, keyword in DECLARATION.findall(line))
                if several := CASES.match(line):
                    names.update(re.findall(r"(?:^|, )(\w+)", several.group(1)))
        return names

    def has_page(self, cited):
        """Whether a page's path ends in the segments of the citation."""
        parts = PurePosixPath(cited).parts
        return any(page.parts[-len(parts):] == parts for page in self.pages)

    def headings(self, path):
        """The headings of a page, as links write them: words joined by hyphens."""
        found = re.findall(r"^#+ (.+)$", self.text(path), re.MULTILINE)
        return {re.sub(r"[^\w -]", "", heading).strip().replace(" ", "-").lower() for heading in found}


def module_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "Sources" and len(parts) > 2 else None


def link_defects(repository, path, line):
    """Relative Markdown links that lead to no file or heading."""
    for target in LINK.findall(line):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, heading = target.partition("#")
        destination = (repository.root / path).parent / file if file else repository.root / path
        if not destination.exists():
            yield f"the link {target} leads to nothing"
        elif heading and heading.lower() not in repository.headings(destination.resolve().relative_to(repository.root.resolve())):
            yield f"the link {target} leads to no heading"


def page_defects(repository, path, line):
    """DocC links to pages that are not in the module's catalogue."""
    module = module_of(path)
    for target in PAGE_LINK.findall(line):
        name, _, heading = target.partition("#")
        page = f"Sources/{module}/{module}.docc/{name}.md"
        if page not in repository.paths:
            yield f"<doc:{target}> leads to no page of the catalogue"
        elif heading and heading.lower() not in repository.headings(page):
            yield f"<doc:{target}> leads to no heading"


def symbol_defects(repository, names, line):
    """DocC links to symbols that are declared nowhere."""
    for link in SYMBOL_LINK.findall(line):
        # A path may end in a hash or a kind that tells overloads apart, and a function's name in its arguments' labels.
        for part in re.sub(r"\([^)]*\)", "", link).split("/"):
            name = re.sub(r"-(?:\w+|\(.*)$", "", part)
            if re.fullmatch(r"\w+", name) and name not in names:
                yield f"``{link}`` leads to no symbol"
                break


def parameters(lines):
    """The names of the parameters of the declaration that begins a list of lines."""
    text, depth, names, part = " ".join(lines), 0, [], ""
    begin = re.search(r"(?:func [^(<]+(?:<[^(]*>)?|init[?!]?(?:<[^(]*>)?|subscript(?:<[^(]*>)?)\(", text)
    if not begin:
        return None
    for character in text[begin.end():]:
        if character == ")" and depth == 0:
            break
        depth += (character in "([{<") - (character in ")]}") - (character == ">" and not part.endswith("-"))
        part += character
        if character == "," and depth == 0:
            names.append(part)
            part = ""
    return [name.split(":")[0].split()[-1] for name in names + [part] if ":" in name]


def comments(lines):
    """Yields each comment of a public declaration: the numbers of its lines from 0, and the lines from the declaration on."""
    begin = None
    for number, line in enumerate(lines):
        if line.lstrip().startswith("///"):
            begin = number if begin is None else begin
        elif begin is not None and not re.match(r"^\s*@\w+(\([^)]*\))?\s*$", line):
            if PUBLIC.match(line):
                yield range(begin, number), lines[number:number + 20]
            begin = None


def parameter_defects(lines):
    """Lists of parameters that do not name those of their public declaration."""
    for block, declaration in comments(lines):
        if not any(re.search(r"/// +- Parameters?\b", lines[number]) for number in block):
            continue
        listed = [match.group(1) for number in block if (match := LISTED.match(lines[number])) and match.group(1) != "Throws"]
        listed = [name for name in listed if name not in ("Parameters", "Returns", "Note")]
        names = parameters(declaration)
        if names is not None and set(listed) != set(names):
            yield block[0] + 1, f"the list of parameters names {', '.join(listed)}, and they are {', '.join(names)}"


def folder_defects(repository):
    """Folders of tests in Swift that mirror no folder of the module they test."""
    folders = {str(PurePosixPath(path).parent) for path in repository.paths if path.endswith(".swift")}
    for folder in sorted(folders):
        tested = re.sub(r"^Tests/(\w+)Tests(?=/|$)", r"Sources/\1", folder)
        if tested != folder and not any(other == tested or other.startswith(tested + "/") for other in folders):
            yield f"{folder}: there is no {tested}"


def shown_file_defects(repository, lines):
    """Blocks of code in a page that differ from the file they show."""
    for number, line in enumerate(lines, 1):
        if not (shown := SHOWN_FILE.match(line)):
            continue
        block = lines[number:]
        end = next((index for index, text in enumerate(block[1:], 1) if text == "```"), None)
        if not block or not block[0].startswith("```") or end is None:
            yield number, f"no block of code shows {shown.group(1)}"
        elif shown.group(1) not in repository.paths:
            yield number, f"{shown.group(1)} is not in the repository"
        elif block[1:end] != repository.text(shown.group(1)).splitlines():
            yield number, f"the block of code is not {shown.group(1)}"


def defects(root):
    """Yields a line for each defect of the repository."""
    repository = Repository(root)
    yield from folder_defects(repository)
    for path in repository.paths:
        is_page, is_swift = path.endswith(".md"), path.endswith(".swift")
        if not (is_page or is_swift or path.endswith(".case")):
            continue
        module = module_of(path)
        in_code = False
        lines = repository.text(path).splitlines()
        strict = set()
        if is_swift and path.startswith("Sources/"):
            yield from (f"{path}:{number}: {text}" for number, text in parameter_defects(lines))
            strict = {number + 1 for block, _ in comments(lines) for number in block}
        if is_page:
            yield from (f"{path}:{number}: {text}" for number, text in shown_file_defects(repository, lines))
        for number, line in enumerate(lines, 1):
            if is_swift:
                comment = COMMENT.match(line)
                if not comment:
                    continue
                line = comment.group(1)
            if is_page and line.lstrip().startswith("```"):
                in_code = not in_code
            found = list(link_defects(repository, path, line)) if is_page and not in_code else []
            text = ELSEWHERE.sub("", line)
            found += [f"{cited} is not in the repository" for cited in CITATION.findall(text) if not repository.has_page(cited)]
            if module and not in_code:
                found += page_defects(repository, path, line)
                is_strict = is_page or number in strict
                found += symbol_defects(repository, repository.declared[module] if is_strict else repository.declared_anywhere, line)
            yield from (f"{path}:{number}: {text}" for text in found)


if __name__ == "__main__":
    lines = list(defects(sys.argv[1] if len(sys.argv) > 1 else "."))
    print("\n".join(lines), end="\n" if lines else "", file=sys.stderr)
    sys.exit(1 if lines else 0)
