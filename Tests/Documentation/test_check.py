"""Plants each defect in a small repository and looks whether check.py finds it."""

import subprocess
import tempfile
import unittest
from pathlib import Path

import check

GOOD = {
    "README.md": "See [the settings](Sources/Play/Play.docc/Settings.md#The-first-one) and [a site](https://example.org/x.md).\n",
    "Sources/Play/Play.docc/Play.md": "# ``Play``\n\n- <doc:Settings#The-first-one>\n- ``Stage/enter(_:as:)``\n- ``Stage/Act/second``\n",
    "Sources/Play/Play.docc/Settings.md": "# Settings\n\n### The first one\n\nSee `Play.docc/Play.md`.\n",
    "Sources/Play/Stage.swift": (
        "/// A stage. Source: Play.docc/Settings.md.\npublic struct Stage {\n    /// Enters; see ``Act``.\n"
        "    public func enter(_ who: Int, as role: Int) {}\n    public enum Act {\n        case first, second\n    }\n}\n"),
    "Tests/Cases/one.case": "source: Play.docc/Settings.md\n",
}


class CheckTests(unittest.TestCase):
    def defects(self, **changed):
        """The defects of the good repository with some files changed."""
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["git", "init", "-q", root], check=True)
            for path, text in {**GOOD, **changed.get("files", {})}.items():
                file = Path(root, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            return list(check.defects(root))

    def finds(self, path, text, expected):
        self.assertEqual(self.defects(files={path: text}), [f"{path}:1: {expected}"])

    def test_nothing_in_a_good_repository(self):
        self.assertEqual(self.defects(), [])

    def test_a_cited_page_that_is_not_there(self):
        for path, text in [
            ("Sources/Play/More.swift", "/// Source: play.md, 2.3.\n"),
            ("Sources/Play/More.swift", "    // On every answer: Play.docc/Setings.md.\n"),
            ("Tests/Cases/two.case", "source: Play.docc/Setings.md\n"),
            ("Tests/README.md", "The rules are in `Play.docc/Setings.md`.\n"),
        ]:
            cited = "play.md" if "play.md" in text else "Play.docc/Setings.md"
            self.finds(path, text, f"{cited} is not in the repository")

    def test_a_markdown_link_to_nothing(self):
        self.finds("GUIDE.md", "See [it](Sources/Play/Play.docc/Nothing.md).\n", "the link Sources/Play/Play.docc/Nothing.md leads to nothing")
        self.finds("GUIDE.md", "See [it](README.md#nowhere).\n", "the link README.md#nowhere leads to no heading")

    def test_a_block_that_is_not_the_file_it_shows(self):
        shown = "<!-- file: Tests/Cases/one.case -->\n"
        good = "```\nsource: Play.docc/Settings.md\n```\n"
        self.assertEqual(self.defects(files={"GUIDE.md": shown + good}), [])
        self.finds("GUIDE.md", shown + good.replace("source", "sauce"), "the block of code is not Tests/Cases/one.case")
        self.finds("GUIDE.md", shown + "```\n```\n", "the block of code is not Tests/Cases/one.case")
        self.finds("GUIDE.md", shown + "text\n", "no block of code shows Tests/Cases/one.case")
        self.finds("GUIDE.md", shown.replace("one", "two") + good, "Tests/Cases/two.case is not in the repository")

    def test_a_docc_link_to_no_page(self):
        self.finds("Sources/Play/Play.docc/More.md", "<doc:Setings>\n", "<doc:Setings> leads to no page of the catalogue")
        self.finds("Sources/Play/Play.docc/More.md", "<doc:Settings#Two>\n", "<doc:Settings#Two> leads to no heading")
        self.finds("Sources/Play/More.swift", "/// See <doc:Setings>.\n", "<doc:Setings> leads to no page of the catalogue")

    def test_a_folder_of_tests_without_a_folder_of_sources(self):
        good = {"Sources/Play/Acts/First.swift": "", "Tests/PlayTests/Acts/FirstTests.swift": "", "Tests/PlayTests/Stage.swift": ""}
        self.assertEqual(self.defects(files=good), [])
        bad = {"Tests/PlayTests/Scenes/One.swift": "", "Tests/GameTests/Two.swift": ""}
        self.assertEqual(
            self.defects(files=bad), ["Tests/GameTests: there is no Sources/Game", "Tests/PlayTests/Scenes: there is no Sources/Play/Scenes"])

    def test_a_docc_link_to_no_symbol(self):
        self.finds("Sources/Play/Play.docc/More.md", "``Stage/leave(_:)``\n", "``Stage/leave(_:)`` leads to no symbol")
        self.finds("Sources/Play/More.swift", "/// See ``Scene``.\n", "``Scene`` leads to no symbol")

    def test_a_public_comment_links_to_its_own_module(self):
        other = {"Sources/Other/Other.swift": "struct Elsewhere {}\n"}
        text = "/// See ``Elsewhere``.\n{0}struct More {{}}\n"
        path = "Sources/Play/More.swift"
        self.assertEqual(self.defects(files={**other, path: text.format("")}), [])
        self.assertEqual(self.defects(files={**other, path: text.format("public ")}), [f"{path}:1: ``Elsewhere`` leads to no symbol"])

    def test_a_list_of_parameters(self):
        declaration = "public func play(_ act: Int, with people: [String: Int], then: (Int, Int) -> Void = { _, _ in }) {}\n"
        every = "/// - Parameters:\n///   - act: One.\n///   - people: Two.\n///     More of two.\n///   - then: Three.\n"
        path = "Sources/Play/More.swift"
        self.assertEqual(self.defects(files={path: every + declaration}), [])
        self.finds(path, "/// - Parameter act: One.\n" + declaration, "the list of parameters names act, and they are act, people, then")
        self.assertEqual(self.defects(files={path: "/// - Parameter act: One.\n" + declaration.removeprefix("public ")}), [])

    def test_code_is_no_text(self):
        self.assertEqual(self.defects(files={"Sources/Play/More.swift": 'let name = "nowhere.md"\n'}), [])


if __name__ == "__main__":
    unittest.main(verbosity=0)
