import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("The rights of an Archer user")
struct RightsTests {
    private let stage: Stage
    private var users: UserService { stage.users }
    private var site: SiteID { stage.site }

    init() throws { stage = try Stage() }

    private func commit(_ changes: Change...) throws {
        #expect(try users.commit(Transaction(changes), in: site) != nil)
    }

    @Test("are those of all roles around the user, through groups in groups, and change at once for a session that stands")
    func roles() throws {
        let token = stage.session("sample.user", "Sample-Pass-1")
        try stage.add(#"{"user_id": 50, "user_name": "target"}"#, password: "Target-Pass-1")
        var tries = 0
        func mayUpdate() -> Bool {
            tries += 1
            return stage.change(token, "50", "Sysadmin-\(100 + tries)").status == 200
        }
        let reader = try #require(try users.people(withFirstOf: [Identity(ArcherScheme.userName, "sample.user")], in: site, limit: 1).first)
        let groups = try users.makeContainers(
            ["outer", "inner"].map { NewContainer("archer.group", key: $0, name: $0) }, in: site)
        let (outer, inner) = (groups[0], groups[1])
        let role = try #require(try users.directory(in: site).container(ArcherRole.kind, key: "update")).id
        #expect(!mayUpdate())
        try commit(.addMember(.account(reader.id), to: inner), .addMember(.container(inner), to: outer))
        #expect(!mayUpdate())
        try commit(.addMember(.container(outer), to: role))
        #expect(mayUpdate())
        try commit(.removeMember(.container(inner), from: outer))
        #expect(!mayUpdate())
        try commit(.addMember(.account(reader.id), to: role))
        #expect(mayUpdate())
        var changes = ContainerChanges()
        changes.fields = ["rights": "create,delete"]
        try commit(.updateContainer(role, changes))
        #expect(!mayUpdate())
        changes.fields = ["rights": "create,update"]
        try commit(.updateContainer(role, changes))
        #expect(mayUpdate())
        try commit(.deleteContainer(role))
        #expect(!mayUpdate())
        #expect(stage.lookUp(token, "target").status == 200, "what another role gives stays")
    }

    @Test("come from the roles that a fixture names, which are made once")
    func fixtures() throws {
        let roles = try users.directory(in: site).containers(of: ArcherRole.kind)
        #expect(roles.map(\.name) == ["General User", "System Administrator", "Create", "Read", "Update", "Delete"])
        #expect(roles.map(\.number) == [1, 2, 3, 4, 5, 6])
        try stage.add(#"{"user_id": 9, "user_name": "late", "privileges": ["delete"]}"#, password: "Late-Pass-1")
        #expect(try users.directory(in: site).containers(of: ArcherRole.kind) == roles)
    }

    @Test("An account cannot name an instance: that is its site's")
    func instance() throws {
        let json = try JSON.parse(Array(#"{"user_id": 1, "user_name": "x", "instance": "Other"}"#.utf8))
        let error = #expect(throws: JSONSchemaError.self) { try ArcherFixture(json: json) }
        #expect(error.map { "\($0)" }?.contains("an instance is a site") == true)
    }

    @Test(
        "Another instance's name costs as much as a wrong password, and none of the user's grace sign-ins; a leftover of another keeps out")
    func instances() throws {
        let other = try Stage(
            {
                var settings = ArcherSettings(); settings.instance = "PROD"; return settings
            }())
        #expect(other.signIn("sysadmin", "Sysadmin-1", instance: "Default").status == 500)
        #expect(other.signIn("sysadmin", "Sysadmin-1", instance: "Prod").status == 500)
        #expect(other.signIn("sysadmin", "Sysadmin-1", instance: "PROD").status == 200)
        stage.clock.advance(by: .seconds(91 * 86_400))
        for _ in 0..<5 { #expect(stage.signIn("sample.user", "Sample-Pass-1", instance: "Other").status == 500) }
        #expect((0..<5).count { _ in stage.signIn("sample.user", "Sample-Pass-1").status == 200 } == 3, "the grace sign-ins are all there")
        let user = try #require(try users.people(withFirstOf: [Identity(ArcherScheme.userName, "sysadmin")], in: site, limit: 1).first)
        var changes = AccountChanges()
        changes.attributes = [ArcherAttribute.instance: "Other"]
        #expect(try users.update(user.id, in: site, changes))
        #expect(stage.signIn("sysadmin", "Sysadmin-1").status == 500)
        #expect(stage.signIn("sysadmin", "Sysadmin-1", instance: "Other").status == 500)
    }
}
