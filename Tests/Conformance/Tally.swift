import ASMX
import Synchronization
import Testing

/// Counts the runs that passed, and prints the counts behind the last.
final class Tally: Sendable {
    static let current = Tally()

    private let passed = Mutex<[Profile: Int]>([:])

    /// Counts a run that passed.
    func count(_ profile: Profile) {
        passed.withLock { $0[profile, default: 0] += 1 }
    }

    /// One line: how many of the cases passed in each profile.
    var summary: String {
        let cases = Corpus.files.count
        let counts = passed.withLock { passed in
            Profile.allCases.map { "\($0) \(passed[$0] ?? 0) of \(cases) passed" }
        }
        return "conformance: \(cases) cases; " + counts.joined(separator: ", ")
    }
}

/// Prints the tally behind a suite.
struct Tallied: SuiteTrait, TestScoping {
    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        try await function()
        print(Tally.current.summary)
    }
}

extension Trait where Self == Tallied {
    /// Prints how many runs of the corpus passed.
    static var tallied: Self { Tallied() }
}
