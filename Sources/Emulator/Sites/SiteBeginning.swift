package import Accounts
package import JSON

/// What a site begins with besides its accounts: its clock, the seed of what is random in it, its fault rules and its settings.
///
/// It is kept in values of the site. So copies of the site begin with the same, and a reset goes back to it.
public struct SiteBeginning: Sendable {
    /// The clock. Nil for that of the server, or for the one that follows from a seed.
    var clock: WrittenClock?
    /// What everything random in the site follows from. Nil for the server's seed, if it has one.
    public var seed: DeterministicSeed?
    /// The rules by which calls go wrong on purpose.
    package var faults: [FaultRule] = []
    /// The settings of systems in place of those that the configuration has, by the system's name.
    var settings: JSON?
    /// Where the sequences are on which what is random depends. At their beginning if it is empty.
    private var positions: [RandomPurpose: UInt64] = [:]
    /// The members as they were written, by name.
    private var written: [JSON.Member] = []

    /// Nothing.
    public init() {}

    /// Creates a beginning with a seed.
    public init(seed: DeterministicSeed) {
        self.seed = seed
        written = [.init(Part.seed.rawValue, .string(seed.text))]
    }

    /// Creates a beginning with settings of systems.
    ///
    /// - Parameter settings: The settings, as the member of a fixtures file has them.
    /// - Throws: If no system has one of the settings, or one cannot have its value.
    init(settings: JSON) throws(JSONSchemaError) {
        try settings.readObject { reader throws(JSONSchemaError) in try Self.checkSettings(&reader) }
        self.settings = settings
        written = [.init(Part.settings.rawValue, settings)]
    }

    /// The parts. Each is a member of a fixtures file and a value of the site.
    private enum Part: String, CaseIterable {
        case clock, seed, faults, settings
        /// Where the sequences are on which what is random depends. Only snapshots have it.
        case generators

        static let prefix = "site.begin."
        var valueName: String { Self.prefix + rawValue }
    }

    /// The name of the value that keeps the settings.
    static let settingsName = Part.settings.valueName

    /// Whether it has a clock or fault rules, which are controls for tests.
    public var hasTestControls: Bool { clock != nil || !faults.isEmpty }

    /// Whether the site's time at the beginning is that of the server, which is another one each time.
    var followsServer: Bool { seed == nil && clock?.now?.dependsOnNow ?? true }

    /// The greatest length of a seed in characters.
    package static let longestSeed = 200

    // MARK: In a file

    /// Reads the members of a site in a fixtures file. A seed that is a number concerns generated accounts alone, and is returned.
    static func read(
        _ reader: inout JSONObjectReader, isSnapshot: Bool = false
    ) throws(JSONSchemaError) -> (beginning: SiteBeginning, generatorSeed: Int) {
        var beginning = SiteBeginning()
        var number = 0
        if case .string(let text) = reader.value(Part.seed.rawValue) {
            guard !text.isEmpty, text.unicodeScalars.count <= longestSeed else {
                throw reader.error(Part.seed.rawValue, "must be a whole number, or a text of 1 to \(longestSeed) characters")
            }
            beginning = SiteBeginning(seed: DeterministicSeed(text))
            number = Int(truncatingIfNeeded: SeededSequence.seed(from: text))
        } else {
            number = try reader.int(Part.seed.rawValue) ?? 0
            JSONOutline.noteAlsoText(at: reader.path.member(Part.seed.rawValue))
        }
        try beginning.readRest(&reader, isSnapshot: isSnapshot)
        if isSnapshot { try beginning.readPositions(&reader) }
        return (beginning, number)
    }

    private mutating func readRest(_ reader: inout JSONObjectReader, isSnapshot: Bool) throws(JSONSchemaError) {
        clock = try reader.object(Part.clock.rawValue, WrittenClock.init)
        let place = reader.path.member(Part.faults.rawValue)
        if let rules = try reader.value(Part.faults.rawValue, of: FaultRule.listShape) {
            faults = try FaultRule.list(rules, at: place, checkingNames: !isSnapshot)
        }
        _ = try reader.object(Part.settings.rawValue) { settings throws(JSONSchemaError) in try Self.checkSettings(&settings) }
        settings = reader.value(Part.settings.rawValue)
        for part in [Part.clock, .faults, .settings] {
            if let value = reader.value(part.rawValue) { written.append(.init(part.rawValue, value)) }
        }
    }

    private static func checkSettings(_ settings: inout JSONObjectReader) throws(JSONSchemaError) {
        _ = try SharedSettings(&settings)
        for system in emulatedSystems {
            guard let section = settings.value(system.name) else { continue }
            _ = try system.readSettings(section, at: settings.path.member(system.name))
        }
    }

    private mutating func readPositions(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        let read = try reader.object(Part.generators.rawValue) { generators throws(JSONSchemaError) in
            var positions: [RandomPurpose: UInt64] = [:]
            for purpose in RandomPurpose.allCases where generators.names.contains(purpose.rawValue) {
                positions[purpose] = try generators.position(purpose.rawValue)
            }
            return positions
        }
        positions = read ?? [:]
        if let value = reader.value(Part.generators.rawValue) { written.append(.init(Part.generators.rawValue, value)) }
    }

    // MARK: In a snapshot

    /// The members, in the order of the parts.
    var members: [JSON.Member] { Part.allCases.compactMap { part in written.first { $0.name == part.rawValue } } }

    /// Returns what a site would begin with to go on as it is now.
    ///
    /// - Parameters:
    ///   - clock: The clock, as it is written. Nil for the server's.
    ///   - faults: The fault rules, as they are written.
    ///   - positions: Where the sequences are on which what is random depends.
    package func continued(clock: JSON?, faults: [JSON], positions: [RandomPurpose: UInt64]) -> SiteBeginning {
        var continued = self
        let generators = RandomPurpose.allCases.compactMap { purpose in
            positions[purpose].map { JSON.Member(purpose.rawValue, .string(String($0, radix: 16))) }
        }
        let new: [(part: Part, value: JSON?)] = [
            (.clock, clock), (.faults, faults.isEmpty ? nil : .array(faults)),
            (.generators, generators.isEmpty ? nil : .object(generators)),
        ]
        for (part, value) in new {
            continued.written.removeAll { $0.name == part.rawValue }
            if let value { continued.written.append(.init(part.rawValue, value)) }
        }
        return continued
    }

    // MARK: In a store

    /// Returns whether a value of a site is one that keeps what it begins with.
    static func keeps(_ name: String) -> Bool { name.hasPrefix(Part.prefix) }

    /// The values of the site that keep it.
    var values: [(name: String, value: String)] {
        members.map { (name: Part.prefix + $0.name, value: String(decoding: $0.value.bytes, as: UTF8.self)) }
    }

    /// Reads what a site of a store begins with.
    init(of site: SiteID, in store: any AccountStore) throws(StoreError) {
        self.init()
        let values = try store.values(namedFrom: Part.prefix, in: site)
        guard !values.isEmpty else { return }
        do {
            self = try Self.read(values)
        } catch {
            throw .failed("what a site begins with cannot be read: \(error)")
        }
    }

    /// Reads those parts of what a site of a store begins with that can be read. A part was readable when it was stored, but by another
    /// release perhaps.
    ///
    /// - Parameter problems: Is called with a description of each part that cannot be read, and the reason.
    static func readable(of site: SiteID, in store: any AccountStore, _ problems: (String) -> Void) -> SiteBeginning {
        do throws(StoreError) {
            let values = try store.values(namedFrom: Part.prefix, in: site).filter { value in
                guard let problem = problem(withValue: value.value, named: value.name) else { return true }
                problems("the value \"\(value.name)\" \(problem)")
                return false
            }
            // Each part is read by itself, and so all of them can be.
            return (try? read(values)) ?? SiteBeginning()
        } catch {
            // A store that cannot be read answers no call either.
            problems("the store \(error.reason)")
            return SiteBeginning()
        }
    }

    private static func read(_ values: [(name: String, value: String)]) throws -> SiteBeginning {
        let members = try values.map { name, value in
            JSON.Member(String(name.dropFirst(Part.prefix.count)), try JSON.parse(Array(value.utf8), limits: .ownFile))
        }
        return try JSON.object(members).readObject { reader throws(JSONSchemaError) in
            try read(&reader, isSnapshot: true).beginning
        }
    }

    /// Returns why a site of a file cannot have a value, or nil if it can: what it begins with must be readable.
    package static func problem(withValue value: String, named name: String) -> String? {
        guard name != SiteKeeper.unfinished else { return "marks a site that is not whole" }
        guard keeps(name) else { return nil }
        do {
            _ = try read([(name, value)])
            return nil
        } catch {
            return "cannot be read: \(error)"
        }
    }

    // MARK: At the beginning

    /// Returns the sources with which a site begins. Nil for those of the server.
    ///
    /// - Parameters:
    ///   - name: The name of the site.
    ///   - common: The seed of all sites that have none of their own.
    ///   - standard: The sources of the server. Without them, only a seed gives a site sources.
    func sources(ofSiteNamed name: String, commonSeed common: DeterministicSeed?, standard: SiteSources?) -> SiteSources? {
        let seed = seed ?? common
        guard seed != nil || clock != nil, let server = standard ?? seed?.sources(ofSiteNamed: name) else { return nil }
        let random: any RandomSource =
            seed.map { seed in
                SeededRandomSource(seed: seed.text, siteNamed: name, positions: positions)
            } ?? server.random
        guard let clock else { return SiteSources(clock: ManualClock(at: DeterministicSeed.start), random: random) }
        return SiteSources(
            clock: clock.begun(from: seed == nil ? server.clock.now : DeterministicSeed.start, on: server.clock), random: random)
    }

    /// Returns the moment at which the site begins. `now` is the server's time.
    func start(at now: Timestamp) -> Timestamp {
        let start = seed == nil ? now : DeterministicSeed.start
        return clock?.now?.moment(from: start) ?? start
    }

    /// Returns a service that loads fixtures at the moment when the site begins.
    func loading(_ users: UserService) -> UserService {
        // No site is named so.
        guard let sources = sources(ofSiteNamed: "", commonSeed: nil, standard: users.sources) else { return users }
        return users.at(sources.clock.now, by: SiteSources(clock: ManualClock(at: sources.clock.now), random: sources.random))
    }
}

extension JSONObjectReader {
    /// Returns where a sequence is, which is written in hexadecimal. Throws if the member is absent.
    mutating func position(_ name: String) throws(JSONSchemaError) -> UInt64 {
        guard let position = UInt64(try requiredString(name), radix: 16) else {
            throw error(name, "up to 16 hexadecimal digits are needed")
        }
        return position
    }
}

/// The clock of a site as a file has it.
struct WrittenClock: Sendable {
    /// The first moment. Nil for the server's time.
    let now: WrittenMoment?
    /// Whether the clock is stopped.
    let isFrozen: Bool

    private enum Mode: String, CaseIterable {
        case running, frozen
    }

    init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        now = try reader.moment("now")
        isFrozen = try reader.choice("mode", Mode.self) == .frozen
        if case .at(let moment) = now, !MomentText.calendar.contains(moment) {
            throw reader.error("now", "must be in the years 1970 to 9899")
        }
    }

    /// Returns the clock at its beginning. `start` is the moment from which times count.
    func begun(from start: Timestamp, on base: any WallClock) -> ManualClock {
        let clock = ManualClock(following: base)
        if isFrozen { clock.freeze() }
        clock.set(to: now?.moment(from: start) ?? start)
        return clock
    }
}
