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
/// end every file is read and searched for every secret once more, because some are recognised late. Several threads may use it at once.
public final class Recorder: Sendable {
    /// The folder of a recording.
    public struct Folder: Sendable {
        /// Writes a file, or removes it if the bytes are nil. Returns why it cannot, or nil.
        public let write: @Sendable (_ name: String, _ bytes: [UInt8]?) -> String?
        /// Reads a file that was written. Returns nil if it cannot.
        public let read: @Sendable (_ name: String) -> [UInt8]?

        /// Creates a folder from what writes and reads its files.
        public init(
            write: @escaping @Sendable (_ name: String, _ bytes: [UInt8]?) -> String?,
            read: @escaping @Sendable (_ name: String) -> [UInt8]?
        ) {
            self.write = write
            self.read = read
        }
    }

    /// What becomes of values that tell something about people.
    public enum People: Sendable {
        /// They stay.
        case kept
        /// They become made-up ones. Those of an earlier recording stay the same: real values by made-up ones.
        case madeUp(known: [String: String])
    }

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
        /// The real values, by the made-up ones that replaced them.
        public var people: [String: String] = [:]

        /// Why the recording ended before its last call. Nil if it did not.
        public var end: Unrecordable? { unrecorded.keys.filter(\.isEnd).min { $0.rawValue < $1.rawValue } }
    }

    private struct State {
        let scrubber: Scrubber
        let people: MadeUpValues?
        /// The cases that were written, by name. Their files are not kept in memory.
        var cases: [String] = []
        var bytes = 0
        var manifest: RecordingManifest
        var summary = Summary()
    }

    private let state: Mutex<State>
    private let only: [String]
    private let folder: Folder
    private let limits: Limits
    private let ended: @Sendable (Unrecordable) -> Void

    /// How much a recording holds.
    struct Limits {
        var cases = 100_000
        var bytes = 2 << 30
    }

    /// Creates a recorder.
    ///
    /// - Parameters:
    ///   - base: The address of the vendor, without a slash at the end.
    ///   - secrets: The secrets that have names already, by name.
    ///   - people: What becomes of values that tell something about people.
    ///   - only: The operations to record: `NAME`, `SYSTEM.NAME` or `SYSTEM.SERVICE.NAME`. All if it is empty.
    ///   - tool: The program with its version.
    ///   - date: The day, as `2027-01-31`.
    ///   - folder: Where the files are written.
    ///   - ended: Is called once if the recording is full, with the reason. Later calls are not recorded.
    public convenience init(
        of base: String, secrets: [String: String], people: People, only: [String], tool: String, date: String, in folder: Folder,
        ended: @escaping @Sendable (Unrecordable) -> Void = { _ in }
    ) {
        self.init(
            of: base, secrets: secrets, people: people, only: only, tool: tool, date: date, in: folder, limits: Limits(), ended: ended)
    }

    init(
        of base: String, secrets: [String: String], people: People, only: [String], tool: String, date: String, in folder: Folder,
        limits: Limits, ended: @escaping @Sendable (Unrecordable) -> Void
    ) {
        let scrubber = Scrubber(placeholders: Placeholders(named: secrets), bases: [base], day: date, hasPlaceholders: false)
        var manifest = RecordingManifest(tool: tool, date: date)
        var madeUp: MadeUpValues?
        if case .madeUp(let known) = people { madeUp = MadeUpValues(known: known) }
        manifest.keepsPersonal = madeUp == nil
        state = Mutex(State(scrubber: scrubber, people: madeUp, manifest: manifest))
        self.only = only.map { ASCII.lowercased($0) }
        self.folder = folder
        self.limits = limits
        self.ended = ended
    }

    /// Takes up an exchange. `relay` is the address at which the client sent its request. Returns the name of the case, or nil if it is
    /// not recorded.
    @discardableResult
    public func record(_ request: HTTPRequest, _ response: HTTPResponse, by relay: String) -> String? {
        record(request, response, by: relay, on: nil, hidden: nil)
    }

    /// Takes up an exchange of a day. `hidden` returns the placeholder of a value that is hidden already.
    func record(_ request: HTTPRequest, _ response: HTTPResponse, by relay: String, on day: String?, hidden: Scrubber.Hidden?) -> String? {
        let row = Catalogue.operation(of: request)
        let (name, end) = state.withLock { state -> (String?, Unrecordable?) in
            do throws(Unrecordable) {
                guard let row, let service = row.service else { throw .noCall }
                guard isWanted(row, service) else { throw .leftOut }
                guard state.cases.count < limits.cases, state.bytes < limits.bytes else { throw .full }
                guard state.people?.isFull != true else { throw .tooManyPeople }
                let scrubbed = try state.scrubber.also(replacing: relay, on: day, hidden).pair(request, response, calling: row)
                let name = Self.name(row, service, response, number: state.summary.recorded + 1)
                return (take(withoutPeople(scrubbed, row, &state), name, row, service, &state), nil)
            } catch {
                let isNew = state.summary.end == nil
                state.summary.unrecorded[error, default: 0] += 1
                return (nil, isNew && error.isEnd ? error : nil)
            }
        }
        if let end { ended(end) }
        return name
    }

    /// Counts an exchange that is not recorded.
    func leaveOut(_ reason: Unrecordable) { state.withLock { $0.summary.unrecorded[reason, default: 0] += 1 } }

    /// Returns the files of a case with made-up values in the place of those that tell something about people.
    private func withoutPeople(_ pair: Scrubber.Pair, _ row: OperationFacts, _ state: inout State) -> Scrubber.Pair {
        guard let people = state.people else { return pair }
        let made = PersonalPass(for: row) { people.value(for: $0, $1) }.replaced(pair.request, pair.response)
        made.names.forEach(state.scrubber.placeholders.note)
        return Scrubber.Pair(request: made.request, response: made.response)
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
        for (file, bytes) in [(name + ReplayCase.requestEnding, pair.request), (name + ReplayCase.responseEnding, pair.response)] {
            if let reason = folder.write(file, bytes) {
                state.summary.failure = reason
                // Half a case would not be searched for secrets.
                _ = folder.write(name + ReplayCase.requestEnding, nil)
                return nil
            }
            state.bytes += bytes.count
        }
        state.cases.append(name)
        state.summary.recorded += 1
        if !state.manifest.systems.contains(service.system.key) { state.manifest.systems.append(service.system.key) }
        state.manifest.operations[name] = "\(service.system.key).\(row.name)"
        state.manifest.add(secretsIn: pair.request + pair.response)
        return name
    }

    /// Ends the recording: searches all files for all secrets, removes the cases with a hit, lets answers match tokens that no call sends,
    /// and writes the manifest.
    public func finish() -> Summary {
        state.withLock { state in
            let flow = withoutHits(&state)
            endUnusedFlow(flow, &state)
            state.manifest.replaced = state.scrubber.placeholders.places.sorted()
            if let reason = folder.write(RecordingManifest.fileName, Array(state.manifest.json.pretty.utf8)) {
                state.summary.failure = state.summary.failure ?? reason
            }
            state.summary.people = state.people?.real ?? [:]
            return state.summary
        }
    }

    /// The tokens of a recording, by number.
    private struct Flow {
        /// Those that a call sends.
        var sent: Set<Int> = []
        /// Those that occur again.
        var repeated: Set<Int> = []
        /// What each of them matches.
        var kinds: [Int: String] = [:]

        mutating func add(_ file: [UInt8], isRequest: Bool) {
            for token in Placeholders.tokens(in: file) {
                if isRequest { sent.insert(token.number) }
                if let kind = token.kind { kinds[token.number] = kind } else { repeated.insert(token.number) }
            }
        }

        /// What the tokens match that several answers have and no call sends.
        var unused: [Int: String] { kinds.filter { repeated.contains($0.key) && !sent.contains($0.key) } }
    }

    /// Removes the cases in which a secret is found. Returns the tokens of the others.
    private func withoutHits(_ state: inout State) -> Flow {
        var flow = Flow()
        var hits: [String] = []
        for name in state.cases {
            var hasHit = false
            var files: [(bytes: [UInt8], isRequest: Bool)] = []
            for ending in [ReplayCase.requestEnding, ReplayCase.responseEnding] {
                guard let bytes = folder.read(name + ending) else {
                    state.summary.failure = "\(name)\(ending) cannot be searched for secrets: it cannot be read"
                    continue
                }
                files.append((bytes, ending == ReplayCase.requestEnding))
                guard state.scrubber.isSecret(in: bytes) else { continue }
                state.summary.removed.append(name + ending)
                hasHit = true
            }
            if hasHit { hits.append(name) } else { for file in files { flow.add(file.bytes, isRequest: file.isRequest) } }
        }
        for name in hits { remove(caseNamed: name, &state) }
        return flow
    }

    /// Lets answers match any token that is in several answers and that no call sends. Two signatures of one second are equal, for example,
    /// and those of a replay may not be.
    private func endUnusedFlow(_ flow: Flow, _ state: inout State) {
        let kinds = flow.unused
        guard !kinds.isEmpty else { return }
        for file in state.cases.map({ $0 + ReplayCase.responseEnding }) {
            guard let written = folder.read(file) else { continue }
            let bytes = Placeholders.withoutFlow(of: kinds, in: written)
            guard bytes != written, let reason = folder.write(file, bytes) else { continue }
            state.summary.failure = reason
        }
    }

    private func remove(caseNamed name: String, _ state: inout State) {
        for file in [name + ReplayCase.requestEnding, name + ReplayCase.responseEnding] {
            if let reason = folder.write(file, nil) { state.summary.failure = "\(file) has a secret and cannot be removed: \(reason)" }
        }
        state.cases.removeAll { $0 == name }
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

extension RecordingManifest {
    /// Adds the names of the secrets that must be given for a replay of a message.
    mutating func add(secretsIn file: [UInt8]) {
        for secret in Recorder.secrets(in: file) where !secrets.contains(secret) { secrets.append(secret) }
    }
}

extension Scrubber {
    /// Returns a scrubber with the same placeholders for messages of another day. It replaces one more address, and values that are hidden already.
    func also(replacing base: String, on other: String?, _ hidden: Hidden?) -> Scrubber {
        Scrubber(
            placeholders: placeholders, bases: (bases + [base]).filter { !$0.isEmpty }, day: other ?? day, hasPlaceholders: hasPlaceholders,
            hidden: hidden)
    }
}
