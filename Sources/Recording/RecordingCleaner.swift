import Emulator
import HTTP
public import Replay

/// Cleans pairs of sample messages of secrets, those that somebody names and those that a recorder finds.
public final class RecordingCleaner {
    /// What became of a pair.
    public enum Outcome {
        /// It had no secret.
        case clean
        /// It had secrets, which have placeholders now.
        case cleaned(ReplayCase)
        /// It could not be cleaned, for this reason.
        case failed(reason: String)
    }

    private let scrubber: Scrubber

    /// Creates a cleaner for the pairs of one recording, in their order. `secrets` has the secrets that are known, by name.
    public init(secrets: [String: String]) {
        scrubber = Scrubber(placeholders: Placeholders(named: secrets), bases: [], day: "", hasPlaceholders: true)
    }

    /// Returns a pair without secrets.
    public func clean(_ recorded: ReplayCase) -> Outcome {
        guard let request = recorded.sentRequest, let response = recorded.recordedAnswer else { return .failed(reason: "no messages") }
        guard let row = Catalogue.operation(of: request) else {
            // Nothing says which of its values are secret. It is clean if it has none of those that are known.
            let isSecret = scrubber.isSecret(in: recorded.request) || scrubber.isSecret(in: recorded.response)
            return isSecret ? .failed(reason: Unrecordable.noCall.rawValue) : .clean
        }
        do throws(Unrecordable) {
            let pair = try scrubber.pair(request, response, calling: row)
            if pair.request == recorded.request, pair.response == recorded.response { return .clean }
            return .cleaned(ReplayCase(suite: recorded.suite, name: recorded.name, request: pair.request, response: pair.response))
        } catch {
            return .failed(reason: error.rawValue)
        }
    }
}
