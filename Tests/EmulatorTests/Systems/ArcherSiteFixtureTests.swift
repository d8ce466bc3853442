import Accounts
import Archer
import Emulator
import StageSupport
import Testing

@Suite("Archer's part of a fixtures file")
struct ArcherSiteFixtureTests {
    private func refusal(of text: String) -> String? {
        do throws(FileError) {
            _ = try Fixtures(Array(text.utf8), file: "f.json")
            return nil
        } catch {
            return error.description
        }
    }

    @Test("makes groups in groups, roles with rights and members, security parameters, and accounts that have them")
    func whole() throws {
        let stage = try Stage(
            fixtures: """
                {"accounts": [
                   {"archer": {"user_id": 5, "user_name": "ann", "groups": ["analysts"], "roles": ["Desk"], "security_parameter": "Strict"}},
                   {"archer": {"user_id": 6, "user_name": "root", "user_type": "sysadmin", "privileges": []}},
                   {"archer": {"user_id": 7, "user_name": "both", "user_type": "sysadmin"}, "xweb": {"recno": "7"}},
                   {"archer": {"user_id": 8, "user_name": "by policy"}, "policy": "Archer Services Parameter"}],
                 "archer": {
                   "groups": [{"name": "Analysts", "description": "text"}, {"name": "All", "groups": ["Analysts", "administrators"]}],
                   "roles": [{"name": "Desk", "pages": {"users": ["update", "read"]}, "groups": ["All"], "required": true},
                             {"name": "general user", "pages": {"groups": ["read"]}}],
                   "security_parameters": [
                     {"name": "Strict", "min_password_length": 15, "lockout_period": {"length": 2, "unit": "hours"}},
                     {"name": "General User Parameter", "grace_logins": 0}]}}
                """)
        let site = stage.sites.fallback
        let directory = try stage.users.directory(in: site)
        let groups = directory.containers(of: "archer.group")
        #expect(groups.map(\.name) == ["Everyone", "Administrators", "Analysts", "All"] && groups.map(\.number) == [1, 2, 3, 4])
        #expect(groups[2].fields["description"] == "text")
        #expect(directory.children(of: groups[3].id).map(\.number) == [2, 3])
        let roles = directory.containers(of: ArcherRole.kind)
        #expect(roles.map(\.name) == ["General User", "System Administrator", "Desk", "Read"])
        #expect(roles[2].fields["page.1"] == "read,update" && roles[0].fields["page.2"] == "read" && roles[0].fields["default"] == "true")
        #expect(directory.children(of: roles[2].id) == [groups[3]])
        let policies = try stage.users.policies(in: site)
        #expect(policies.map(\.name) == ["General User Parameter", "Default Administrative User", "Archer Services Parameter", "Strict"])
        #expect(policies[0].rules.password.graceSignIns == 0 && policies[0].rules.password.minimumLength == 9)
        #expect(policies[3].rules.lockout == LockoutPolicy(failures: 3, minutes: 120))
        func person(_ id: Int) throws -> Person {
            let scheme = IdentityScheme("archer.user_id", isUnique: true, ignoresCase: false)
            return try #require(try stage.users.people(withFirstOf: [Identity(scheme, String(id))], in: site, limit: 1).first)
        }
        #expect(try Set(person(5).memberships) == [groups[2].id, roles[2].id])
        let numbers = try [5, 6, 7, 8].map { id in
            let account = try person(id).account
            return policies.first { $0.id == account.policy }?.number
        }
        #expect(numbers == [4, 2, nil, 3], "an account of another system too has only a rule set that it names")
    }

    @Test(
        "is refused with its place if something is wrong",
        arguments: [
            (#"{"archer": {"group": []}}"#, "f.json:1: archer.group: unknown member"),
            (#"{"archer": {"groups": [{"name": ""}]}}"#, "f.json:1: archer.groups[0].name: The name parameter is not valid: it is empty"),
            (#"{"archer": {"groups": [{"name": "a"}, {"name": "A"}]}}"#, "f.json:1: archer: \"a\" is there twice"),
            (#"{"archer": {"groups": [{"name": "a", "groups": ["b"]}]}}"#, "f.json:1: archer.groups[0].groups: there is no group \"b\""),
            (
                #"{"archer": {"groups": [{"name": "a", "groups": ["b"]}, {"name": "b", "groups": ["A"]}]}}"#,
                "f.json:1: archer.groups: a group contains itself"
            ),
            (#"{"archer": {"groups": [{"name": "a", "groups": ["a"]}]}}"#, "f.json:1: archer.groups: a group contains itself"),
            (
                #"{"archer": {"roles": [{"name": "r", "pages": {"users": ["write"]}}]}}"#,
                "f.json:1: archer.roles[0].pages.users: only create"
            ),
            (#"{"archer": {"roles": [{"name": "r", "pages": {"user": []}}]}}"#, "f.json:1: archer.roles[0].pages.user: unknown member"),
            (
                #"{"archer": {"security_parameters": [{"name": "p", "session_timeout": {"length": 1}}]}}"#,
                "f.json:1: archer.security_parameters[0].session_timeout.unit: is missing"
            ),
            (
                #"{"archer": {"security_parameters": [{"name": "p", "permitted_from_time": "08:00"}]}}"#,
                "f.json:1: archer.security_parameters[0].permitted_from_time: and \"permitted_to_time\" must be given together"
            ),
            (
                #"{"archer": {"security_parameters": [{"name": "p", "disallowed_dates": ["2027-02-29"]}]}}"#,
                "f.json:1: archer.security_parameters[0].disallowed_dates: \"2027-02-29\" is no date"
            ),
            (
                #"{"archer": {"security_parameters": [{"name": "p", "time_zone_code": "Nowhere"}]}}"#,
                "f.json:1: archer.security_parameters[0]: The timeZoneCode parameter is not valid: the time zone is unknown"
            ),
            (
                #"{"policies": {"p": {}}, "archer": {"security_parameters": [{"name": "p"}]}}"#,
                "f.json:1: archer: another policy of this site is named \"p\""
            ),
            (
                #"{"accounts": [{"archer": {"user_id": 1, "user_name": "a", "groups": ["b"]}}]}"#,
                "f.json:1: accounts[0].archer.groups[0]: the site has no group \"b\""
            ),
            (
                #"{"accounts": [{"archer": {"user_id": 1, "user_name": "a", "roles": ["b"]}}]}"#,
                "f.json:1: accounts[0].archer.roles[0]: the site has no role \"b\""
            ),
            (
                #"{"accounts": [{"archer": {"user_id": 1, "user_name": "a", "security_parameter": "b"}}]}"#,
                "f.json:1: accounts[0].archer: there is no policy \"b\""
            ),
            (
                #"{"policies": {"p": {}}, "accounts": [{"policy": "p", "archer": {"user_id": 1, "user_name": "a", "security_parameter": "Archer Services Parameter"}}]}"#,
                "f.json:1: accounts[0].archer: \"Archer Services Parameter\" is not the account's policy"
            ),
        ])
    func refusals(text: String, message: String) {
        let refusal = refusal(of: text)
        #expect(refusal?.hasPrefix(message) == true, "\(refusal ?? "accepted")")
    }
}
