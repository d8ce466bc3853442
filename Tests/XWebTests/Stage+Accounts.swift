import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport

@testable import XWeb

/// Accounts, roles and options.
extension Stage {
    /// Adds an account as a fixture describes it.
    @discardableResult
    func add(_ fixture: String, password: String? = nil, status: AccountStatus = .active) throws -> AccountID {
        try add(fixture, hash: try password.map { try users.hash(Password($0)) }, status: status)
    }

    /// Adds an account with a hash from elsewhere.
    @discardableResult
    func add(_ fixture: String, hash: PasswordHash?, status: AccountStatus = .active) throws -> AccountID {
        let fixture = try XWebFixture(json: JSON.parse(Array(fixture.utf8)))
        let id = try add(fixture.identities, attributes: fixture.attributes, in: fixture.roles, hash: hash, status: status)
        let rows = fixture.rows.map { Change.insertRow(Row($0.table, key: $0.key, of: id, fields: $0.fields)) }
        if !rows.isEmpty { _ = try users.commit(Transaction(rows), in: site) }
        return id
    }

    /// Adds an account as an earlier release stored it: without an identity that it has today.
    func add(without scheme: IdentityScheme, _ fixture: String) throws {
        let identities = try XWebFixture(json: JSON.parse(Array(fixture.utf8))).identities.filter { $0.scheme != scheme }
        _ = try users.insert([NewAccount(identities: identities)], in: site)
    }

    /// Stores the objects, organizations and methods that a site's section of fixtures declares.
    func declare(_ section: String) throws {
        let fixture = try XWebSiteFixture(json: JSON.parse(Array(section.utf8)))
        let changes: [Change] = fixture.values.map { .setValue($0.value, named: $0.name) } + fixture.rows.map { .insertRow($0) }
        _ = try users.commit(Transaction(changes), in: site)
    }

    /// The web user of a record number as the store has it.
    func account(_ recno: String = "82457") throws -> Account? {
        try users.accounts(with: Identity(XWebScheme.recno, recno), in: site, limit: 1).first
    }

    /// Gives the site a role.
    func addRole(_ name: String) throws {
        _ = try users.makeContainers([XWebRole.new(name)], in: site)
    }

    /// Sets a system option as a caller does.
    @discardableResult
    func setOption(_ name: String, _ value: String) -> String? {
        result("WEBUpdateSystemOption", ["szOptionName": name, "szOptionValue": value])
    }

    /// Whether a web user can sign in with a password.
    func fits(_ name: String, _ password: String) -> Bool {
        login(name, password).status == 200
    }

    /// The single-sign-on token of a login.
    func singleSignOnToken(_ name: String = "member@example.org", _ password: String = "123") -> String? {
        login(name, password).text(of: "ind_token")
    }

    /// What a web user looks like now.
    func webUser(_ key: String = Stage.memberKey) -> HTTPResponse {
        call("WEBWebUserGet", ["cst_key": key])
    }

    /// Makes a web user; `containers` are the elements of WebUserType, without a prefix. Without the container of names, the
    /// last name is `New`.
    func create(_ containers: String) -> HTTPResponse {
        let name = containers.contains("<Individual>") ? "" : "<Individual><ind_last_name>New</ind_last_name></Individual>"
        return call("WEBWebUserCreate", ["oWebUser": Self.prefixed(name + containers)])
    }

    /// Changes the first web user, or another.
    func update(_ containers: String, key: String? = Stage.memberKey) -> HTTPResponse {
        let current = key.map { "<CurrentKey>\($0)</CurrentKey>" } ?? ""
        return call("WEBWebUserUpdate", ["oWebUser": Self.prefixed(current + containers)])
    }

    /// XML with the prefix of the service's namespace on each element.
    static func prefixed(_ xml: String) -> String {
        xml.replacing(/<(\/?)(?=[A-Za-z])/) { "<\($0.output.1)n:" }
    }
}
