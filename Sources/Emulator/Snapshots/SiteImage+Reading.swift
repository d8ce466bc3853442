import Accounts
import Digests
public import JSON

/// Why a snapshot cannot be read.
public enum SiteImageError: Error, Hashable, Sendable {
    /// This release of the program wrote it, in a form that this one does not know.
    case newer(version: String)
    /// A value is unusable.
    case unusable(JSONSchemaError)
}

extension SiteImage {
    /// Reads what ``json`` wrote. Whether its parts fit together is found out when it is stored.
    public init(_ json: JSON) throws(SiteImageError) {
        if let format = json["format"]?.int, format > Self.format {
            throw .newer(version: json["written_by"]?.string ?? "an unknown release")
        }
        do throws(JSONSchemaError) {
            self = try json.readObject { reader throws(JSONSchemaError) in try Self.read(&reader) }
        } catch {
            throw .unusable(error)
        }
    }

    private static func read(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> SiteImage {
        guard try reader.int("format", in: 1...format) != nil else {
            throw reader.error("format", "is missing: a snapshot has the number \(format) here")
        }
        _ = try reader.string("written_by")
        var image = SiteImage()
        image.beginning = try SiteBeginning.read(&reader, isSnapshot: true).beginning
        guard reader.names.contains("accounts") else {
            throw reader.error("accounts", "is missing: a snapshot has a list here, which is empty for a site without accounts")
        }
        image.accounts = try reader.array("accounts") { json, path throws(JSONSchemaError) in try Entry(json, at: path) }
        let accounts = Int64(image.accounts.count)
        _ = try reader.object("state") { state throws(JSONSchemaError) in try image.readState(&state, accounts: accounts) }
        try image.checkNames()
        return image
    }

    /// Reads the members of `state`. Accounts are positions below the number of accounts.
    private mutating func readState(_ state: inout JSONObjectReader, accounts: Int64) throws(JSONSchemaError) {
        let counts = try state.table("faults") { name, json, path throws(JSONSchemaError) in
            (name, try json.readObject(at: path, Self.faultCounts))
        }
        faults = Dictionary(counts) { first, _ in first }
        policies = try Self.objects("policies", in: &state, Self.policy)
        containers = try Self.objects("containers", in: &state, Self.container)
        values = try state.texts("values").map { (name: $0.name, value: $0.text) }
        if let own = values.first(where: { SiteBeginning.keeps($0.name) || $0.name == SiteKeeper.unfinished }) {
            throw state.error("values", "cannot have \"\(own.name)\": what a site begins with is in the snapshot's own members")
        }
        sequences = try state.table("sequences") { name, json, path throws(JSONSchemaError) in
            guard let next = json.int, next >= 1 else { throw JSONSchemaError(path, "a number from 1 on is needed") }
            return (name: name, next: Int64(next))
        }
        rows = try Self.objects("rows", in: &state) { reader throws(JSONSchemaError) in
            Row(
                RowTable(rawValue: try reader.requiredString("table")), key: try reader.requiredString("key"),
                of: try Self.account(&reader, below: accounts), fields: try Self.fields("fields", &reader))
        }
        events = try Self.objects("events", in: &state) { reader throws(JSONSchemaError) in
            Event(
                EventKind(rawValue: try reader.requiredString("kind")), of: try Self.account(&reader, below: accounts),
                at: try Self.requiredMoment("at", &reader), fields: try Self.fields("fields", &reader))
        }
        failures = try Self.objects("failures", in: &state, Self.failures)
        sessions = try Self.objects("sessions", in: &state) { reader throws(JSONSchemaError) in try Self.session(&reader, accounts) }
    }

    /// Reads a list of objects.
    private static func objects<Element>(
        _ name: String, in state: inout JSONObjectReader, _ read: (inout JSONObjectReader) throws(JSONSchemaError) -> Element
    ) throws(JSONSchemaError) -> [Element] {
        try state.array(name) { json, path throws(JSONSchemaError) in
            try json.readObject(at: path, read)
        }
    }

    private static func faultCounts(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> FaultCounts {
        let counted = 0...1_000_000_000_000
        return FaultCounts(
            matched: try reader.int("matched", in: counted) ?? 0, fired: try reader.int("fired", in: counted) ?? 0,
            position: try reader.position("position"))
    }

    private static func policy(
        _ reader: inout JSONObjectReader
    ) throws(JSONSchemaError) -> (number: Int64, name: String, rules: AccountPolicy, fields: [String: String]) {
        let text = String(decoding: (reader.value("rules") ?? .object([])).bytes, as: UTF8.self)
        let rules = try AccountPolicy(stored: text, at: reader.path.member("rules"))
        return (
            number: try number("number", &reader), name: try reader.requiredString("name"), rules: rules,
            fields: try fields("fields", &reader)
        )
    }

    private static func container(
        _ reader: inout JSONObjectReader
    ) throws(JSONSchemaError) -> (container: NewContainer, parents: [ContainerName]) {
        let kind = ContainerKind(rawValue: try reader.requiredString("kind"))
        var container = NewContainer(kind, number: try number("number", &reader), name: try reader.string("name") ?? "")
        container.key = try reader.string("key")
        container.fields = try fields("fields", &reader)
        return (container: container, parents: try containers("in", &reader))
    }

    private static func failures(
        _ reader: inout JSONObjectReader
    ) throws(JSONSchemaError) -> (subject: String, failures: SignInFailures) {
        let count = try count("count", in: SignInFailures.storedCounts, &reader) ?? 0
        return (
            subject: try reader.requiredString("subject"),
            failures: SignInFailures(
                count: count, lastAt: try requiredMoment("last_at", &reader), lockedUntil: try moment("locked_until", &reader))
        )
    }

    private static func session(_ reader: inout JSONObjectReader, _ accounts: Int64) throws(JSONSchemaError) -> Session {
        guard let digest = Hexadecimal.bytes(of: try reader.requiredString("digest")), digest.count == TokenDigest.byteCount else {
            throw reader.error("digest", "must be \(2 * TokenDigest.byteCount) hexadecimal digits")
        }
        let idle = try count("idle_ms", in: Session.storedIdles, &reader)
        return Session(
            digest: TokenDigest(digest), kind: SessionKind(rawValue: try reader.requiredString("kind")),
            account: try account(&reader, below: accounts), createdAt: try requiredMoment("created_at", &reader),
            lastUsedAt: try moment("last_used_at", &reader), expiresAt: try moment("expires_at", &reader),
            idleTimeout: idle.map { .milliseconds($0) }, clientAddress: try reader.string("client_address"),
            attributes: try fields("attributes", &reader))
    }

    /// Throws if an account names a rule set or a container that is not there.
    private func checkNames() throws(JSONSchemaError) {
        let (policies, containers) = (Set(policies.map(\.name)), Set(containers.map { name(of: $0.container) }))
        for (index, entry) in accounts.enumerated() {
            let path = JSONPath.root.member("accounts").element(index)
            if let policy = entry.policy, !policies.contains(policy) {
                throw JSONSchemaError(path.member("policy"), "there is no policy \"\(policy)\" in \"state\"")
            }
            guard entry.containers.allSatisfy(containers.contains) else {
                throw JSONSchemaError(path.member("in"), "names a container that is not in \"state\"")
            }
        }
    }

    private func name(of container: NewContainer) -> ContainerName {
        ContainerName(kind: container.kind.rawValue, number: container.number ?? 0)
    }

    // MARK: Members

    private static func number(_ name: String, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> Int64 {
        guard let number = try count(name, in: 1...WorldTable.greatestNumber, &reader) else {
            throw reader.error(name, "is missing: a number is needed")
        }
        return Int64(number)
    }

    private static func count(
        _ name: String, in range: ClosedRange<Int64>, _ reader: inout JSONObjectReader
    ) throws(JSONSchemaError) -> Int? {
        try reader.int(name, in: Int(range.lowerBound)...Int(range.upperBound))
    }

    /// Reads the position of an account.
    private static func account(_ reader: inout JSONObjectReader, below count: Int64) throws(JSONSchemaError) -> AccountID? {
        guard let position = try reader.int("account", in: 0...Int.max) else { return nil }
        guard position < count else { throw reader.error("account", "there is no such account; the first one is 0") }
        return AccountID(rawValue: Int64(position))
    }

    fileprivate static func fields(_ name: String, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [String: String] {
        Dictionary(try reader.texts(name).map { ($0.name, $0.text) }) { first, _ in first }
    }

    fileprivate static func moment(_ name: String, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> Timestamp? {
        guard let text = try reader.string(name) else { return nil }
        guard let moment = MomentText.moment(text) else {
            throw reader.error(name, "must be a moment such as \"2030-01-01T00:00:00.000Z\"")
        }
        return moment
    }

    fileprivate static func requiredMoment(_ name: String, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> Timestamp {
        guard let moment = try moment(name, &reader) else { throw reader.error(name, "is missing: a moment is needed") }
        return moment
    }

    fileprivate static func containers(_ name: String, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [ContainerName] {
        try reader.array(name) { json, path throws(JSONSchemaError) in
            guard let parts = json.elements, parts.count == 2, let kind = parts[0].string, let number = parts[1].int else {
                throw JSONSchemaError(path, "a kind and a number are needed: [\"xweb.role\", 1]")
            }
            return ContainerName(kind: kind, number: Int64(number))
        }
    }
}

extension SiteImage.Entry {
    fileprivate init(_ json: JSON, at path: JSONPath) throws(JSONSchemaError) {
        self = try json.readObject(at: path) { reader throws(JSONSchemaError) in
            var entry = SiteImage.Entry()
            entry.identities = try reader.array("identities") { json, path throws(JSONSchemaError) in
                guard let parts = json.elements, parts.count == 2, let scheme = parts[0].string, let value = parts[1].string else {
                    throw JSONSchemaError(path, "a scheme and a value are needed: [\"xweb.recno\", \"1\"]")
                }
                guard knownScheme(named: scheme) != nil else {
                    throw JSONSchemaError(path, "there are no identities of the scheme \"\(scheme)\"")
                }
                return SiteImage.Name(scheme: scheme, value: value)
            }
            entry.status = try reader.choice("status", AccountStatus.self) ?? .active
            entry.policy = try reader.string("policy")
            entry.hash = try reader.string("password_hash").map { text throws(JSONSchemaError) in
                try PasswordHash(written: text, at: path.member("password_hash"))
            }
            entry.passwordChangedAt = try SiteImage.moment("password_changed_at", &reader)
            entry.mustChangePassword = try reader.bool("must_change_password") ?? false
            entry.graceSignInsUsed = try reader.int("grace_sign_ins_used", in: 0...1_000_000) ?? 0
            let place = path.member("previous_password_hashes")
            for (index, text) in (try reader.strings("previous_password_hashes") ?? []).enumerated() {
                entry.previous.append(try PasswordHash(written: text, at: place.element(index)))
            }
            entry.attributes = try SiteImage.fields("attributes", &reader)
            entry.containers = try SiteImage.containers("in", &reader)
            entry.createdAt = try SiteImage.requiredMoment("created_at", &reader)
            entry.lastSignInAt = try SiteImage.moment("last_sign_in_at", &reader)
            entry.activatedAt = try SiteImage.moment("activated_at", &reader)
            return entry
        }
    }
}
