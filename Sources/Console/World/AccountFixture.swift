import JSON

/// An account as a fixtures file has it, as far as the admin API shows it: its names, status and profile. A password has to be filled in.
struct AccountFixture {
    /// The schemes of the names that a fixtures file can have, with the system's section and the member in it.
    private static let names: [(scheme: String, system: String, member: String)] = [
        ("xweb.program_user", "xweb", "user_name"), ("xweb.recno", "xweb", "recno"), ("xweb.customer_key", "xweb", "customer_key"),
        ("xweb.web_login", "xweb", "login"), ("xweb.email", "xweb", "email"), ("archer.user_id", "archer", "user_id"),
        ("archer.user_name", "archer", "user_name"), ("luminate.cons_id", "luminate", "cons_id"),
        ("luminate.member_id", "luminate", "member_id"), ("luminate.primary_email", "luminate", "primary_email"),
        ("luminate.user_name", "luminate", "user_name"),
    ]

    /// What stands in the place of the password.
    static let placeholder = "SET-A-PASSWORD"

    private let account: JSON

    init(_ account: JSON) { self.account = account }

    /// The account as an element of `accounts`.
    var json: JSON {
        var members: [JSON.Member] = []
        if account["password"]?["set"]?.bool == true { members.append(.init("password", .string(Self.placeholder))) }
        if account["password"]?["must_change"]?.bool == true { members.append(.init("must_change_password", .bool(true))) }
        if account.text("status") != "active" { members.append(.init("status", .string(account.text("status")))) }
        if let profile = account["profile"], profile.members?.isEmpty == false { members.append(.init("profile", profile)) }
        for system in ["xweb", "archer", "luminate"] {
            let section = Self.names.filter { $0.system == system }.compactMap { name in
                value(of: name.scheme).map { JSON.Member(name.member, $0) }
            }
            guard !section.isEmpty else { continue }
            members.append(.init(system, .object(system == "archer" ? Self.withDomain(section) + archerNames : section)))
        }
        return .object(members)
    }

    private func value(of scheme: String) -> JSON? {
        guard let text = account["identities"]?[scheme]?.elements?.first?.string else { return nil }
        return scheme == "archer.user_id" ? .number(text) : .string(text)
    }

    /// Returns the members of Archer's section with the domain apart from the name: `CORP\\name` shows both.
    private static func withDomain(_ section: [JSON.Member]) -> [JSON.Member] {
        section.flatMap { member -> [JSON.Member] in
            let parts = member.name == "user_name" ? (member.value.string ?? "").split(separator: "\\", maxSplits: 1) : []
            guard parts.count == 2 else { return [member] }
            return [.init("domain", .string(String(parts[0]))), .init("user_name", .string(String(parts[1])))]
        }
    }

    /// Archer needs the names of a person in its own section.
    private var archerNames: [JSON.Member] {
        ["first_name", "last_name"].compactMap { name in account["profile"]?[name].map { JSON.Member(name, $0) } }
    }

    /// An account to begin with, for a site without any.
    static let example = """
        {
          "password": "\(placeholder)",
          "profile": {"first_name": "Mary", "last_name": "Member"},
          "xweb": {"recno": "82457", "login": "member@example.org", "email": "member@example.org"}
        }
        """
}
