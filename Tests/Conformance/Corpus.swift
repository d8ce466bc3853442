import ASMX
import FoundationEssentials
import Testing

/// All cases, read from the files beside this one.
enum Corpus {
    /// A case in a profile: one run of the corpus.
    struct Run: Sendable, CustomTestStringConvertible {
        let name: String
        let profile: Profile
        let text: String

        var testDescription: String { "\(name) [\(profile)]" }
    }

    static let runs: [Run] = files.flatMap { file in Profile.allCases.map { Run(name: file.name, profile: $0, text: file.text) } }

    /// The files' names without ending, and what is in them, in order of the names.
    static let files: [(name: String, text: String)] = {
        let root = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/") ?? #filePath.endIndex)) + "/Cases"
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        return paths.filter { $0.hasSuffix(".case") }.sorted().map { path in
            let bytes = FileManager.default.contents(atPath: "\(root)/\(path)") ?? Data()
            return (String(path.dropLast(5)), String(decoding: bytes, as: UTF8.self))
        }
    }()
}
