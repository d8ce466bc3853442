import Accounts
public import JSON

/// What is known about a recording besides its cases: the file `recording.json` beside them. It has no address and no secret.
public struct RecordingManifest: Sendable {
    /// The name of the file.
    public static let fileName = "recording.json"
    /// The only format there is.
    private static let format = 1
    private static let kept = "kept"

    /// The program that wrote the recording, with its version.
    public var tool: String
    /// The day on which it was made, as `2027-01-31`.
    public var date: String
    /// The systems that were called.
    public var systems: [String] = []
    /// The operation of each case, by the case's title.
    public var operations: [String: String] = [:]
    /// The names of the secrets whose values are needed to send the recording.
    public var secrets: [String] = []
    /// The names of the values in whose place something else was written.
    public var replaced: [String] = []
    /// Whether what tells something about people is as it was. Nil if the recording does not say it.
    public var keepsPersonal: Bool?
    /// The places of answers that are not compared, by the case's title, because a server differs from itself there.
    public var volatile: [String: [String]] = [:]

    /// Creates the manifest of a new recording.
    public init(tool: String, date: String) {
        self.tool = tool
        self.date = date
    }

    /// Reads a manifest. Throws if it is of a later format, or if it says something that is not understood.
    public init(_ file: JSON) throws(RecordingError) {
        let format = file["format"]?.int
        guard format == Self.format else {
            let version = file["tool"]?.string.map { " It was written by \($0)." } ?? ""
            throw RecordingError("\(Self.fileName): \"format\" is not \(Self.format).\(version)")
        }
        guard let tool = file["tool"]?.string, let date = file["date"]?.string else {
            throw RecordingError("\(Self.fileName): \"tool\" or \"date\" is missing")
        }
        self.init(tool: tool, date: date)
        systems = try Self.texts(file["systems"], "systems")
        secrets = try Self.texts(file["secrets"], "secrets")
        replaced = try Self.texts(file["replaced"], "replaced")
        keepsPersonal = file["personal"]?.string.map { $0 == Self.kept }
        for member in file["operations"]?.members ?? [] { operations[member.name] = member.value.string }
        for member in file["volatile"]?.members ?? [] { volatile[member.name] = try Self.texts(member.value, "volatile") }
    }

    private static func texts(_ value: JSON?, _ name: String) throws(RecordingError) -> [String] {
        guard let value else { return [] }
        guard let texts = value.elements?.compactMap(\.string), texts.count == value.elements?.count else {
            throw RecordingError("\(fileName): \"\(name)\" is not a list of texts")
        }
        return texts
    }

    /// Returns how many days old the recording is on a day. Nil if one of the days is none.
    public func age(on day: String) -> Int? {
        guard let made = CivilDate(date), let today = CivilDate(day) else { return nil }
        return today.day - made.day
    }

    /// The file's content. The same manifest always gives the same bytes.
    public var json: JSON {
        func texts(_ list: [String]) -> JSON { .array(list.map(JSON.string)) }
        var members: [JSON.Member] = [
            .init("format", .number(Self.format)), .init("tool", .string(tool)), .init("date", .string(date)),
            .init("systems", texts(systems)), .init("secrets", texts(secrets)), .init("replaced", texts(replaced)),
            .init("operations", .object(operations.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
        ]
        if let keepsPersonal { members.append(.init("personal", .string(keepsPersonal ? Self.kept : "made up"))) }
        if !volatile.isEmpty {
            members.append(.init("volatile", .object(volatile.sorted { $0.key < $1.key }.map { .init($0.key, texts($0.value)) })))
        }
        return .object(members)
    }
}
