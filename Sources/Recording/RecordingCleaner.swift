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

    /// Creates a cleaner for the pairs of one recording. `secrets` has the secrets that are known, by name.
    public init(of pairs: [ReplayCase], secrets: [String: String]) {
        let placeholders = Placeholders(named: secrets)
        placeholders.avoid(pairs.flatMap { [$0.request, $0.response] })
        scrubber = Scrubber(placeholders: placeholders, bases: [], day: "", hasPlaceholders: true)
    }

    /// Returns whether a pair has a secret that was found by now. One may be found in a later pair than the first that has it.
    public func isSecret(in pair: ReplayCase) -> Bool { scrubber.isSecret(in: pair.request) || scrubber.isSecret(in: pair.response) }

    /// Returns what is known about a recording after its pairs were cleaned: the secrets that they need, and the names of what was replaced.
    public func updated(_ manifest: RecordingManifest, with pairs: [ReplayCase]) -> RecordingManifest {
        var manifest = manifest
        let known = manifest.secrets
        manifest.secrets = []
        for pair in pairs { manifest.add(secretsIn: pair.request + pair.response) }
        // In the order in which they were.
        let left = Set(manifest.secrets)
        manifest.secrets = known.filter(left.contains) + manifest.secrets.filter { !known.contains($0) }
        manifest.replaced = Set(manifest.replaced).union(scrubber.placeholders.places).sorted()
        return manifest
    }

    /// Returns a pair without secrets.
    public func clean(_ recorded: ReplayCase) -> Outcome {
        guard let request = recorded.sentRequest, let response = recorded.recordedAnswer else { return .failed(reason: "no messages") }
        guard let row = Catalogue.operation(of: request) else {
            // Nothing says which of its values are secret. It is clean if it has none of those that are known.
            return isSecret(in: recorded) ? .failed(reason: Unrecordable.noCall.rawValue) : .clean
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
