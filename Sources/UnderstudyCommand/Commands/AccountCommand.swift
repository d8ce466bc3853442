import Accounts
import Emulator
import HTTP
import JSON
import Text

/// `understudy account`: looks after the accounts of a running server, by its admin API.
enum AccountCommand {
    /// What can be done.
    enum Action: String, CaseIterable {
        case list
        case show
        case add
        case setPassword = "set-password"
        case unlock
        case disable
        case enable
        case signOut = "sign-out"
        case delete

        /// What it does, for the help.
        var help: String {
            switch self {
            case .list: "list accounts; --search and --status choose some"
            case .show: "show one"
            case .add: "create one with --set, or those in FILE, which has the form of fixtures"
            case .setPassword: "give it another password, which ends its sessions"
            case .unlock: "end its lock and forget failed sign-ins"
            case .disable: "refuse its sign-ins, and end its sessions"
            case .enable: "allow the sign-ins of a disabled account again"
            case .signOut: "end its sessions"
            case .delete: "delete it with everything of it"
            }
        }
    }

    static func run(_ arguments: Arguments, _ values: OptionValues) throws(CommandFailure) {
        let given = arguments.operands.first ?? ""
        guard let action = Action(rawValue: given) else {
            let names = Action.allCases.map(\.rawValue)
            let hint = nearest(to: given, among: names).map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))"
            throw .usage("account: unknown action \(given); \(hint)")
        }
        let site = "/api/sites/\(PercentEncoding.encode(values[.ownSite]?.text ?? "default"))"
        let caller = try AdminCaller(values)
        let work = AccountWork(caller: caller, site: site, isJSON: try values.isOn(.json))
        let name = arguments.operands.dropFirst().first
        if action != .add { try refuse([.setField, .noPassword], with: action, values) }
        if action != .list { try refuse([.search, .accountStatus], with: action, values) }
        if action != .add, action != .setPassword { try refuse([.mustChange], with: action, values) }
        switch (action, name) {
        case (.list, nil): try work.list(values)
        case (.list, let name?): throw .usage("account list: \"\(name)\" is one argument too many; \(Option.search.flag) chooses accounts")
        case (.add, let file): try work.add(from: file, values)
        case (_, nil): throw .usage("account \(action.rawValue): the account is missing: a number, or a name such as recno:82457")
        case (.show, let name?): try work.show(name)
        case (.setPassword, let name?): try work.setPassword(of: name, mustChange: try values.isOn(.mustChange))
        case (.unlock, let name?): try work.unlock(name)
        case (.disable, let name?): try work.change(name, [.init("status", .string(AccountStatus.disabled.rawValue))], said: "is disabled")
        case (.enable, let name?): try work.enable(name)
        case (.signOut, let name?): try work.signOut(name)
        case (.delete, let name?): try work.delete(name)
        }
    }

    /// Throws if an option is given that means nothing to an action.
    private static func refuse(_ options: [Option], with action: Action, _ values: OptionValues) throws(CommandFailure) {
        for option in options {
            guard values[option]?.place == .commandLine else { continue }
            throw .usage("account \(action.rawValue) takes no \(option.flag)")
        }
    }
}

/// Calls of the admin API about the accounts of one site, and what they print.
private struct AccountWork {
    let caller: AdminCaller
    /// The path of the site.
    let site: String
    /// Whether what is printed is JSON.
    let isJSON: Bool

    private func path(_ name: String) -> String { "\(site)/accounts/\(PercentEncoding.encode(name))" }

    // MARK: Looking

    func list(_ values: OptionValues) throws(CommandFailure) {
        var query: [String] = []
        if let text = values[.search] { query.append("q=\(PercentEncoding.encode(text.text))") }
        if let status = try values.choice(.accountStatus, AccountStatus.self) { query.append("status=\(status.rawValue)") }
        var next: String?
        var accounts: [JSON] = []
        repeat {
            let parameters = query + (next.map { ["after=\(PercentEncoding.encode($0))"] } ?? [])
            let page = try caller.value("GET", "\(site)/accounts" + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")))
            next = page["next"]?.string
            let found = page["accounts"]?.elements ?? []
            if isJSON { accounts += found } else { for account in found { Output.line(Self.line(account)) } }
        } while next != nil
        if isJSON { Output.line(JSON.array(accounts).pretty) }
    }

    func show(_ name: String) throws(CommandFailure) {
        try print(caller.value("GET", path(name)))
    }

    /// Returns an account in one line: its number, whether it may sign in, and its names.
    private static func line(_ account: JSON) -> String {
        let names = names(of: account).flatMap { scheme in
            (scheme.value.elements ?? []).map { "\(scheme.name):\($0.string ?? "")" }
        }
        let isLocked = account["locked_until"] != nil && account["status"]?.string == AccountStatus.active.rawValue
        let status = (account["status"]?.string ?? "") + (isLocked ? ", locked for a time" : "")
        return ([String(account["id"]?.int ?? 0), status] + names).joined(separator: "  ")
    }

    /// Returns the names of an account that name it to these commands too. Systems keep others, by which they sort and search.
    private static func names(of account: JSON) -> [JSON.Member] {
        (account["identities"]?.members ?? []).filter { member in AccountName.schemes.contains { $0.name == member.name } }
    }

    private func print(_ account: JSON) {
        guard !isJSON else { return Output.line(account.pretty) }
        let shown = (account.members ?? []).map { $0.name == "identities" ? .init("identities", .object(Self.names(of: account))) : $0 }
        let rows = JSON.object(shown).leaves(at: .root).flatMap { path, value -> [(name: String, value: String)] in
            let name = path.description.replacing("identities.", with: "")
            return (value.elements ?? [value]).map { (name, $0.string ?? String(decoding: $0.bytes, as: UTF8.self)) }
        }
        let width = rows.map(\.name.count).max() ?? 0
        for row in rows { Output.line(row.name + String(repeating: " ", count: width - row.name.count) + "  " + row.value) }
    }

    // MARK: Changing

    func change(_ name: String, _ members: [JSON.Member], said: String) throws(CommandFailure) {
        let account = try caller.value("PATCH", path(name), .object(members))
        if isJSON { print(account) } else { Output.line("account \(account["id"]?.int ?? 0) \(said)") }
    }

    /// Lets an account sign in again. Refuses one in another state than `expected`, which another action is for.
    private func activate(_ name: String, unless other: AccountStatus, hint: AccountCommand.Action, said: String) throws(CommandFailure) {
        let status = try caller.value("GET", path(name))["status"]?.string
        guard status != other.rawValue else {
            throw .failed("the account is \(other.rawValue); understudy account \(hint.rawValue) is for that")
        }
        try change(name, [.init("status", .string(AccountStatus.active.rawValue))], said: said)
    }

    func unlock(_ name: String) throws(CommandFailure) {
        try activate(name, unless: .disabled, hint: .enable, said: "is not locked")
    }

    func enable(_ name: String) throws(CommandFailure) {
        try activate(name, unless: .locked, hint: .unlock, said: "is enabled")
    }

    func setPassword(of name: String, mustChange: Bool) throws(CommandFailure) {
        // A mistyped name is found before the password is typed.
        _ = try caller.value("GET", path(name))
        let password = try SecretInput.newPassword(for: name)
        let members = [JSON.Member("password", .string(password)), .init("must_change_password", .bool(mustChange))]
        let account = try caller.value("PATCH", path(name), .object(members))
        guard !isJSON else { return print(account) }
        let end = mustChange ? ", which must be changed at the next sign-in" : ""
        Output.line("\(name) has a new password\(end); its sessions are ended")
    }

    func signOut(_ name: String) throws(CommandFailure) {
        let ended = try caller.value("DELETE", "\(site)/sessions?account=\(PercentEncoding.encode(name))")["ended"]?.int ?? 0
        let sentence = ended == 1 ? "1 session is ended" : "\(ended) sessions are ended"
        Output.line(isJSON ? JSON.object([.init("ended", .number(ended))]).pretty : sentence)
    }

    func delete(_ name: String) throws(CommandFailure) {
        _ = try caller.value("DELETE", path(name))
        if !isJSON { Output.line("account \(name) is deleted") }
    }

    // MARK: Adding

    func add(from file: String?, _ values: OptionValues) throws(CommandFailure) {
        let fields = values.all(.setField)
        let content: JSON
        switch (file, fields.isEmpty) {
        case (nil, true): throw .usage("account add: say what the account has by \(Option.setField.flag), or give a FILE")
        case (_?, false): throw .usage("account add: \(Option.setField.flag) and a FILE exclude each other")
        case (nil, false): content = try account(with: fields, values)
        case (let file?, true):
            try AccountWork.refusePasswordOptions(values)
            content = try Self.content(of: file)
        }
        let made = try caller.value("POST", "\(site)/accounts", content)["accounts"]?.elements ?? []
        if isJSON { return Output.line(JSON.array(made).pretty) }
        for account in made { Output.line(Self.line(account)) }
    }

    private static func refusePasswordOptions(_ values: OptionValues) throws(CommandFailure) {
        for option in [Option.noPassword, .mustChange] where try values.isOn(option) {
            throw .usage("account add: the FILE says what \(option.flag) is about")
        }
    }

    /// Returns an account, or several as `{"accounts": […]}`, in a file.
    private static func content(of file: String) throws(CommandFailure) -> JSON {
        let input = try InputFile(file)
        var bytes: [UInt8] = []
        while true {
            let more = try input.read()
            if more.isEmpty { break }
            bytes += more
        }
        do throws(JSONError) {
            let content = try JSON.parse(bytes, limits: .ownFile)
            return content.elements == nil ? content : .object([.init("accounts", content)])
        } catch {
            throw .usage("\(input.name): \(error)")
        }
    }

    /// Returns the account that options describe, with a password unless it is to have none.
    private func account(with fields: [OptionValues.Value], _ values: OptionValues) throws(CommandFailure) -> JSON {
        var account = JSON.object([])
        for field in fields { account = account.merged(with: try Self.member(field)) }
        if try !values.isOn(.noPassword) {
            account = account.merged(with: .object([.init("password", .string(try SecretInput.newPassword(for: "the account")))]))
        }
        if try values.isOn(.mustChange) { account = account.merged(with: .object([.init("must_change_password", .bool(true))])) }
        return account
    }

    /// Returns `xweb.recno=9001` as `{"xweb": {"recno": "9001"}}`. With `:=` the value is JSON.
    private static func member(_ field: OptionValues.Value) throws(CommandFailure) -> JSON {
        guard let end = field.text.firstIndex(of: "="), end != field.text.startIndex else {
            throw .usage("\(field.origin): \"\(field.text)\" is no FIELD=VALUE such as xweb.recno=9001")
        }
        let name = field.text[..<end]
        let text = String(field.text[field.text.index(after: end)...])
        var value = JSON.string(text)
        var steps = name
        if name.hasSuffix(":") {
            steps = name.dropLast()
            guard let parsed = try? JSON.parse(Array(text.utf8)) else { throw .usage("\(field.origin): \(steps): the value is no JSON") }
            value = parsed
        }
        for step in steps.split(separator: ".", omittingEmptySubsequences: false).reversed() {
            value = .object([.init(String(step), value)])
        }
        guard !holdsPassword(value) else {
            throw .usage("\(field.origin): command lines can be read by others; standard input has the password, a FILE may have others")
        }
        return value
    }

    /// Returns whether a value has passwords or hashes of them. Whether a password must be changed is none.
    private static func holdsPassword(_ value: JSON) -> Bool {
        if let elements = value.elements { return elements.contains { holdsPassword($0) } }
        return (value.members ?? []).contains { member in
            ASCII.lowercased(member.name).contains("password") && member.value.bool == nil || holdsPassword(member.value)
        }
    }
}
