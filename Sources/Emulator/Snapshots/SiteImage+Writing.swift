import Accounts
import Digests
public import JSON

/// The written form. Members, and the rows of each list, are in a fixed order, so that the same site is written in the same bytes.
extension SiteImage {
    /// The image as JSON: a fixtures file's members for what a site begins with, accounts, and `state`.
    public var json: JSON {
        .object(
            [.init("format", .number(Self.format)), .init("written_by", .string(UnderstudyVersion.version))] + beginning.members
                + [.init("accounts", .array(accounts.map(\.json))), .init("state", state)])
    }

    private var state: JSON {
        .object([
            .init(
                "faults",
                .object(faults.map { .init($0.key, $0.value.json) }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })),
            .init("policies", .array(policies.sorted { $0.number < $1.number }.map(Self.json(ofPolicy:)))),
            .init("containers", .array(containers.map(Self.json(ofContainer:)))),
            .init("values", .object(values.map { .init($0.name, .string($0.value)) })),
            .init("sequences", .object(sequences.map { .init($0.name, .number($0.next)) })),
            .init("rows", .array(rows.map(Self.json(ofRow:)))), .init("events", .array(events.map(Self.json(ofEvent:)))),
            .init("failures", .array(failures.map(Self.json(ofFailures:)))), .init("sessions", .array(sessions.map(Self.json(ofSession:)))),
        ])
    }

    private static func json(ofPolicy policy: (number: Int64, name: String, rules: AccountPolicy, fields: [String: String])) -> JSON {
        let rules = (try? policy.rules.stored()).flatMap { try? JSON.parse(Array($0.utf8), limits: .ownFile) } ?? .object([])
        return .object([
            .init("number", .number(policy.number)), .init("name", .string(policy.name)), .init("rules", rules.sorted),
            .init("fields", fields(policy.fields)),
        ])
    }

    private static func json(ofContainer entry: (container: NewContainer, parents: [ContainerName])) -> JSON {
        let container = entry.container
        return .object(
            [.init("kind", .string(container.kind.rawValue)), .init("number", .number(container.number ?? 0))]
                + text("key", container.key)
                + [
                    .init("name", .string(container.name)), .init("fields", fields(container.fields)),
                    .init("in", .array(entry.parents.map(\.json))),
                ])
    }

    private static func json(ofRow row: Row) -> JSON {
        .object(
            [.init("table", .string(row.table.rawValue)), .init("key", .string(row.key))] + position(row.account)
                + [.init("fields", fields(row.fields))])
    }

    private static func json(ofEvent event: Event) -> JSON {
        .object(
            [.init("kind", .string(event.kind.rawValue)), .init("at", .string(MomentText.text(event.at)))] + position(event.account)
                + [.init("fields", fields(event.fields))])
    }

    private static func json(ofFailures stored: (subject: String, failures: SignInFailures)) -> JSON {
        .object(
            [
                .init("subject", .string(stored.subject)), .init("count", .number(stored.failures.count)),
                .init("last_at", .string(MomentText.text(stored.failures.lastAt))),
            ] + moment("locked_until", stored.failures.lockedUntil))
    }

    private static func json(ofSession session: Session) -> JSON {
        var members: [JSON.Member] = [
            .init("digest", .string(Hexadecimal.text(of: session.digest.bytes))), .init("kind", .string(session.kind.rawValue)),
        ]
        members += position(session.account)
        members += moment("created_at", session.createdAt) + moment("last_used_at", session.lastUsedAt)
        members += moment("expires_at", session.expiresAt)
        if let idle = session.idleTimeout { members.append(.init("idle_ms", .number(idle.wholeMilliseconds))) }
        members += text("client_address", session.clientAddress)
        members.append(.init("attributes", fields(session.attributes)))
        return .object(members)
    }

    fileprivate static func fields(_ fields: [String: String]) -> JSON {
        .object(fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { .init($0.key, .string($0.value)) })
    }

    fileprivate static func text(_ name: String, _ text: String?) -> [JSON.Member] { text.map { [.init(name, .string($0))] } ?? [] }

    fileprivate static func moment(_ name: String, _ moment: Timestamp?) -> [JSON.Member] { text(name, moment.map(MomentText.text)) }

    private static func position(_ account: AccountID?) -> [JSON.Member] { account.map { [.init("account", .number($0.rawValue))] } ?? [] }
}

extension SiteImage.Entry {
    fileprivate var json: JSON {
        let names = identities.map { JSON.array([.string($0.scheme), .string($0.value)]) }
        var members: [JSON.Member] = [.init("identities", .array(names)), .init("status", .string(status.rawValue))]
        members += SiteImage.text("policy", policy) + SiteImage.text("password_hash", hash?.text)
        members += SiteImage.moment("password_changed_at", passwordChangedAt)
        if mustChangePassword { members.append(.init("must_change_password", .bool(true))) }
        if graceSignInsUsed > 0 { members.append(.init("grace_sign_ins_used", .number(graceSignInsUsed))) }
        if !previous.isEmpty { members.append(.init("previous_password_hashes", .array(previous.map { .string($0.text) }))) }
        members.append(.init("attributes", SiteImage.fields(attributes)))
        members.append(.init("in", .array(containers.map(\.json))))
        members += SiteImage.moment("created_at", createdAt) + SiteImage.moment("last_sign_in_at", lastSignInAt)
        members += SiteImage.moment("activated_at", activatedAt)
        return .object(members)
    }
}

extension SiteImage.FaultCounts {
    fileprivate var json: JSON {
        .object([
            .init("matched", .number(matched)), .init("fired", .number(fired)), .init("position", .string(String(position, radix: 16))),
        ])
    }
}

extension SiteImage.ContainerName {
    fileprivate var json: JSON { .array([.string(kind), .number(number)]) }
}

extension JSON {
    /// The value with the members of each object in the byte order of their names.
    fileprivate var sorted: JSON {
        switch self {
        case .object(let members):
            .object(
                members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map { Member($0.name, $0.value.sorted) })
        case .array(let elements): .array(elements.map(\.sorted))
        default: self
        }
    }
}
