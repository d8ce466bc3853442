import Emulator
public import HTTP
import JSON
import Operations
import Replay
import Synchronization
import Text

/// Takes up exchanges between a client and a vendor, and writes those that are calls as pairs of sample messages without secrets.
///
/// Nothing that it writes has a secret: a message goes to the writer only after its secrets have their placeholders, and at the
/// end every file is searched for every secret once more, because some are recognised late. Several threads may use it at once.
public final class Recorder: Sendable {
    /// Writes a file of the recording, or removes it if the bytes are nil. Returns why it cannot, or nil.
    public typealias Writer = @Sendable (_ name: String, _ bytes: [UInt8]?) -> String?

    /// What became of a recording.
    public struct Summary: Sendable {
        /// The number of cases in the recording.
        public var recorded = 0
        /// How many exchanges are not in it, by the reason.
        public var unrecorded: [Unrecordable: Int] = [:]
        /// The files that had a secret which was recognised after they were written. Their cases are removed.
        public var removed: [String] = []
        /// Why a file could not be written. Nil if all could.
        public var failure: String?
    }

    private struct State {
        let scrubber: Scrubber
        var files: [(name: String, bytes: [UInt8], inCase: String)] = []
        var manifest: RecordingManifest
        var summary = Summary()
    }

    private let state: Mutex<State>
    private let only: [String]
    private let write: Writer

    /// The greatest number of cases in a recording.
    private static let limit = 100_000

    /// Creates a recorder.
    ///
    /// - Parameters:
    ///   - base: The address of the vendor, without a slash at the end.
    ///   - secrets: The secrets that have names already, by name.
    ///   - only: The operations that are recorded, as `NAME` or `SYSTEM.NAME`. If empty, all are.
    ///   - tool: The program with its version.
    ///   - date: The day, as `2027-01-31`.
    ///   - write: Writes the files.
    public init(
        of base: String, secrets: [String: String], only: [String], tool: String, date: String, write: @escaping Writer
    ) {
        let scrubber = Scrubber(placeholders: Placeholders(named: secrets), bases: [base], day: date, hasPlaceholders: false)
        state = Mutex(State(scrubber: scrubber, manifest: RecordingManifest(tool: tool, date: date)))
        self.only = only.map { ASCII.lowercased($0) }
        self.write = write
    }

    /// Takes up an exchange. `relay` is the address at which the client sent its request. Returns the name of the case, or nil if it is
    /// not recorded.
    @discardableResult
    public func record(_ request: HTTPRequest, _ response: HTTPResponse, by relay: String) -> String? {
        let row = Catalogue.operation(of: request)
        return state.withLock { state -> String? in
            do throws(Unrecordable) {
                guard let row, let service = row.service else { throw .noCall }
                guard isWanted(row, service) else { throw .leftOut }
                guard state.summary.recorded < Self.limit else { throw .tooLarge }
                let pair = try state.scrubber.also(replacing: relay).pair(request, response, calling: row)
                return take(pair, Self.name(row, service, response, number: state.summary.recorded + 1), row, service, &state)
            } catch {
                state.summary.unrecorded[error, default: 0] += 1
                return nil
            }
        }
    }

    private func isWanted(_ row: OperationFacts, _ service: ServiceFacts) -> Bool {
        guard !only.isEmpty else { return true }
        let name = ASCII.lowercased(row.name)
        return only.contains(name) || only.contains("\(service.system.key).\(name)")
            || only.contains("\(service.system.key).\(ASCII.lowercased(service.name)).\(name)")
    }

    private func take(
        _ pair: Scrubber.Pair, _ name: String, _ row: OperationFacts, _ service: ServiceFacts, _ state: inout State
    ) -> String? {
        let files = [(name + ReplayCase.requestEnding, pair.request), (name + ReplayCase.responseEnding, pair.response)]
        for (file, bytes) in files {
            if let reason = write(file, bytes) {
                state.summary.failure = reason
                return nil
            }
            state.files.append((file, bytes, name))
        }
        state.summary.recorded += 1
        if !state.manifest.systems.contains(service.system.key) { state.manifest.systems.append(service.system.key) }
        state.manifest.operations[name] = "\(service.system.key).\(row.name)"
        for secret in Self.secrets(in: pair.request + pair.response) where !state.manifest.secrets.contains(secret) {
            state.manifest.secrets.append(secret)
        }
        return name
    }

    /// Ends the recording: searches all files for all secrets, removes the cases with a hit, lets answers match tokens that no call sends, and
    /// writes the manifest.
    public func finish() -> Summary {
        state.withLock { state in
            let hits = state.files.filter { state.scrubber.isSecret(in: $0.bytes) }
            state.summary.removed = hits.map(\.name)
            for name in Set(hits.map(\.inCase)) { remove(caseNamed: name, &state) }
            endUnusedFlow(&state)
            if let reason = write(RecordingManifest.fileName, Array(state.manifest.json.pretty.utf8)) {
                state.summary.failure = state.summary.failure ?? reason
            }
            return state.summary
        }
    }

    /// Lets answers match any token that is in several answers and that no call sends. Two signatures of one second are equal, for example, and those of a replay may not be.
    private func endUnusedFlow(_ state: inout State) {
        let found = state.files.map { (isRequest: $0.name.hasSuffix(ReplayCase.requestEnding), tokens: Placeholders.tokens(in: $0.bytes)) }
        let sent = Set(found.lazy.filter(\.isRequest).flatMap(\.tokens).map(\.number))
        let repeated = Set(found.lazy.flatMap(\.tokens).filter { $0.kind == nil }.map(\.number)).subtracting(sent)
        var kinds: [Int: String] = [:]
        for token in found.lazy.flatMap(\.tokens) where repeated.contains(token.number) {
            if let kind = token.kind { kinds[token.number] = kind }
        }
        for index in state.files.indices {
            let bytes = Placeholders.withoutFlow(of: kinds, in: state.files[index].bytes)
            guard bytes != state.files[index].bytes else { continue }
            state.files[index].bytes = bytes
            if let reason = write(state.files[index].name, bytes) { state.summary.failure = reason }
        }
    }

    private func remove(caseNamed name: String, _ state: inout State) {
        for file in state.files where file.inCase == name {
            if let reason = write(file.name, nil) { state.summary.failure = "\(file.name) has a secret and cannot be removed: \(reason)" }
        }
        state.files.removeAll { $0.inCase == name }
        state.manifest.operations[name] = nil
        state.summary.recorded -= 1
    }

    /// Returns the name of a case: `001-xweb-Authenticate`.
    static func name(_ row: OperationFacts, _ service: ServiceFacts, _ response: HTTPResponse, number: Int) -> String {
        let digits = String(number)
        var name = "\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)-\(service.system.key)-"
        for character in row.name {
            let isPlain = character.isASCII && (character.isLetter || character.isNumber)
            if isPlain || name.last != "-" { name.append(isPlain ? character : "-") }
        }
        while name.last == "-" { name.removeLast() }
        if response.status >= 400 { name += "-\(response.status)" }
        return name
    }

    /// Returns the names of the secrets that must be given for a replay of a message.
    static func secrets(in file: [UInt8]) -> [String] {
        String(decoding: file, as: UTF8.self).split(separator: "{{secret:").dropFirst().compactMap { part in
            part.firstRange(of: "}}").map { String(part[..<$0.lowerBound]) }
        }
    }
}

extension Scrubber {
    /// Returns a scrubber with the same placeholders that replaces a further address.
    func also(replacing base: String) -> Scrubber {
        Scrubber(placeholders: placeholders, bases: bases + [base], day: day, hasPlaceholders: hasPlaceholders)
    }
}
