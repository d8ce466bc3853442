import ASMX
import Testing

/// What must hold of the corpus itself.
@Suite("The corpus")
struct CorpusTests {
    private let cases: [CaseFile]

    init() throws {
        cases = try Corpus.files.map { try CaseFile(name: $0.name, text: $0.text) }
    }

    @Test("is there, in every folder")
    func isThere() {
        let folders = Set(cases.map { String($0.name.prefix { $0 != "/" }) })
        #expect(cases.count >= 120)
        #expect(
            folders == [
                "addressing", "body", "charset", "encoding-style", "envelope", "faults", "forms", "headers", "markup", "media-types",
                "methods", "pages", "parameters", "routing", "secrets", "statuses", "versions",
            ])
    }

    @Test("has an accepted twin beside every refusal, in each profile that refuses")
    func hasTwins() {
        let byName = Dictionary(cases.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for file in cases {
            let refusing = Profile.allCases.filter { file.expectations[$0]?.isRefusal == true }
            guard !refusing.isEmpty else { continue }
            guard let twin = file.twin.flatMap({ byName[$0] }) else {
                Issue.record("\(file.name) refuses and names no twin that is there")
                continue
            }
            for profile in refusing {
                #expect(twin.expectations[profile]?.isRefusal == false, "\(twin.name), the twin of \(file.name), is refused in \(profile)")
            }
        }
    }

    @Test("says each rule once")
    func hasNoDuplicates() {
        #expect(Set(cases.map(\.title)).count == cases.count)
    }
}
