import Accounts
import Emulator
import JSON
import Text

/// A caller of a site, with what it calls, in the forms of the admin API's answers.
struct CallerReport {
    private let key: CallerTable.Key
    private let row: CallerTable.Row
    /// A name of the account. Nil if it has none, or if none was admitted.
    private let name: String?
    /// The product in its User-Agent field, without tokens.
    private let agent: String?
    /// How often each notice was about one of its calls, among those that the journal has.
    private let notices: [(code: String, count: Int)]

    /// Returns the callers of a site, the latest first.
    static func all(of site: SiteID, _ world: AdministeredWorld) throws(AdminError) -> [CallerReport] {
        try storing { () throws(StoreError) in try world.callers.complete() }
        var tokens = TokenMask(world.users, in: [site])
        let notices = notices(in: site, world)
        var reports: [CallerReport] = []
        for (key, row) in world.callers.rows(of: site) {
            var name: String?
            if let account = key.account {
                let person = try storing { () throws(StoreError) in try world.users.person(account, in: site) }
                let scheme = AccountName.schemes.first { person?.identity($0) != nil }
                name = scheme.flatMap { scheme in person?.identity(scheme).map { "\(scheme.name):\($0)" } }
            }
            // A client may send anything as its name, so a live token in it is masked as in the journal.
            let agent = key.agent.map { tokens.masked($0) }
            let own = (notices[key] ?? [:]).sorted { $0.key < $1.key }.map { (code: $0.key, count: $0.value) }
            reports.append(CallerReport(key: key, row: row, name: name, agent: agent, notices: own))
        }
        return reports
    }

    /// How many calls that nobody has looked at are read for one answer. Reading all of a full journal would take seconds.
    private static let mostUnread = 200

    /// Counts the notices about the calls in a site's journal. Nothing is counted while calls are answered, so that this costs them nothing.
    private static func notices(in site: SiteID, _ world: AdministeredWorld) -> [CallerTable.Key: [String: Int]] {
        var counts: [CallerTable.Key: [String: Int]] = [:]
        var left = mostUnread
        for entry in world.journal.read(site).entries.reversed() {
            if entry.isUnread {
                guard left > 0 else { continue }
                left -= 1
            }
            guard let notices = entry.exchange(world.users)?.notices, !notices.isEmpty else { continue }
            let facts = entry.facts
            let key = world.callers.key(site, facts.caller, agent: facts.agent, address: facts.address)
            // Several notices of one code are about one call.
            for code in Set(notices.map(\.code.rawValue)) { counts[key, default: [:]][code, default: 0] += 1 }
        }
        return counts
    }

    // MARK: JSON

    static let shape = JSONShape.object([
        .optional("account", .integer(0...Int.max), "The number of the calling account. Missing if none was admitted."),
        .optional("name", .text(atMost: .max), "A name by which the systems know it, such as `xweb.program_user:xweb`."),
        .optional("agent", .text(), "The product in its User-Agent field."),
        .optional("address", .text(), "Its address, or its network, as `--caller-addresses` says."),
        .optional("other", .boolean, "True for the row about all callers beyond the limit of the table."),
        .required("first_seen", .moment, "When it called first."), .required("last_seen", .moment, "When it called last."),
        .required("calls", .integer(0...Int.max), "The number of its calls."),
        .required("refusals", .integer(0...Int.max), "The number of those that were refused or failed."),
        .required(
            "operations",
            .list(
                .object([
                    .required("system", .text(), "The system."), .required("operation", .text(), "The operation, or `other`."),
                    .required("binding", .text(), "The way in which it is called, or `other`."),
                    .required("calls", .integer(0...Int.max), "The number of calls."),
                    .required("refusals", .integer(0...Int.max), "The number of those that were refused or failed."),
                    .required("last_seen", .moment, "When it was called last."),
                ]), atMost: .max), "What it calls."),
        .required(
            "notices",
            .list(
                .object([
                    .required("code", .text(), "What its calls should not rely on."),
                    .required("calls", .integer(1...Int.max), "The number of those calls."),
                ]), atMost: .max),
            """
            What its calls rely on and should not, among the calls that the journal has with their messages. Of those that nobody has looked \
            at, the newest \(mostUnread) are read for each answer.
            """),
    ])

    private var uses: [(use: CallerTable.Use, count: CallerTable.Count)] {
        row.uses.sorted { $0.value.last > $1.value.last }.map { ($0.key, $0.value) }
    }

    private var calls: Int { row.uses.values.reduce(0) { $0 + $1.calls } }
    private var refusals: Int { row.uses.values.reduce(0) { $0 + $1.refusals } }

    var json: JSON {
        var members: [JSON.Member] = []
        if let account = key.account { members.append(.init("account", .number(account.rawValue))) }
        for (name, text) in [("name", name), ("agent", agent), ("address", key.address)] {
            text.map { members.append(.init(name, .string($0))) }
        }
        if key.isOther { members.append(.init("other", .bool(true))) }
        let operations = uses.map { use, count -> JSON in
            .object([
                .init("system", .string(use.system)), .init("operation", .string(use.operation)), .init("binding", .string(use.binding)),
                .init("calls", .number(count.calls)), .init("refusals", .number(count.refusals)),
                .init("last_seen", .string(MomentText.text(count.last))),
            ])
        }
        let counts = notices.map { JSON.object([.init("code", .string($0.code)), .init("calls", .number($0.count))]) }
        return .object(
            members + [
                .init("first_seen", .string(MomentText.text(row.first))), .init("last_seen", .string(MomentText.text(row.last))),
                .init("calls", .number(calls)), .init("refusals", .number(refusals)), .init("operations", .array(operations)),
                .init("notices", .array(counts)),
            ])
    }

    // MARK: CSV

    /// Returns callers as CSV (RFC 4180), with the names of the columns in the first line.
    static func csv(_ reports: [CallerReport]) -> String {
        let names = [
            "account", "name", "agent", "address", "first_seen", "last_seen", "calls", "refusals", "systems", "bindings", "operations",
            "notices",
        ]
        return ([names] + reports.map(\.columns)).map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private var columns: [String] {
        [
            key.isOther ? "other" : key.account.map { String($0.rawValue) } ?? "", name ?? "", agent ?? "", key.address ?? "",
            MomentText.text(row.first), MomentText.text(row.last), String(calls), String(refusals),
            Set(uses.map(\.use.system)).sorted().joined(separator: " "), Set(uses.map(\.use.binding)).sorted().joined(separator: " "),
            uses.map { "\($0.use.system).\($0.use.operation)=\($0.count.calls)" }.joined(separator: " "),
            notices.map { "\($0.code)=\($0.count)" }.joined(separator: " "),
        ]
    }

    /// Returns a value between quotation marks. A spreadsheet takes some first characters for the beginning of a formula, and a caller
    /// chooses its agent, so such a value gets an apostrophe in front.
    private static func cell(_ value: String) -> String {
        let isFormula = value.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
        return "\"" + (isFormula ? "'" : "") + ASCII.replacing(UInt8(ascii: "\""), with: "\"\"", in: value) + "\""
    }
}
