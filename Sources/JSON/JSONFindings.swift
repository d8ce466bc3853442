import Synchronization

/// Collects everything that is wrong with a value, while its readers would otherwise stop at the first error.
///
/// Readers need no change for this. Within ``collect(_:)``, ``JSON/readObject(at:_:)`` notes an error about a member, and reads the
/// object again without that member. Errors about what is then missing are not noted, because they follow from the first.
public final class JSONFindings: Sendable {
    /// Everything found while a value was read.
    public struct Outcome: Sendable {
        /// The errors, in the order in which they were found, one for each place.
        public let errors: [JSONSchemaError]
        /// Whether there were more errors than are kept.
        public let isCut: Bool
    }

    private struct State: Sendable {
        var errors: [JSONSchemaError] = []
        var places: Set<JSONPath> = []
        var isCut = false
    }

    @TaskLocal static var current: JSONFindings?

    /// The greatest number of errors that are kept. Each is searched for in the text.
    static let limit = 1000

    private let state = Mutex(State())

    private init() {}

    /// Reads a value with a closure and returns all errors that it meets.
    public static func collect(_ body: () throws(JSONSchemaError) -> Void) -> Outcome {
        let findings = JSONFindings()
        $current.withValue(findings) {
            do throws(JSONSchemaError) {
                try body()
            } catch {
                findings.note(error)
            }
        }
        return findings.state.withLock { Outcome(errors: $0.errors, isCut: $0.isCut) }
    }

    /// Notes an error if all of them are being collected, and throws it otherwise. For a reader that can go on after it.
    public static func report(_ error: JSONSchemaError) throws(JSONSchemaError) {
        guard let current else { throw error }
        current.note(error)
    }

    /// Whether all errors are being collected. Some may then have been noted before.
    public static var isCollecting: Bool { current != nil }

    /// Keeps an error, unless it follows from one that was kept, or there is one at its place.
    func note(_ error: JSONSchemaError) {
        guard !error.isNoted else { return }
        state.withLock { state in
            guard state.errors.count < Self.limit else {
                state.isCut = true
                return
            }
            if state.places.insert(error.path).inserted { state.errors.append(error) }
        }
    }
}
