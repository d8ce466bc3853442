import Accounts
import Calls
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Simultaneous changes of access control")
struct AccessControlRaceTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    /// Does work several times at once. Returns how often it was done and how often it was refused.
    private func atOnce(_ count: Int, _ work: @escaping @Sendable (ArcherCall, Int) throws -> Void) -> (done: Int, refused: Int) {
        let results = (0..<count).map { index in
            Background { [stage] () -> Bool in
                do {
                    try work(stage.domain(), index)
                    return true
                } catch {
                    #expect(error is ArcherRefusal, "\(error)")
                    return false
                }
            }
        }
        let done = results.count { $0.value == true }
        return (done, count - done)
    }

    @Test("make one of several things with one name")
    func names() throws {
        let parameters = atOnce(6) { call, index in
            var parameter = SecurityParameter()
            parameter.name = ["Same", "SAME", "Same "][index % 3]
            _ = try call.createSecurityParameter(parameter)
        }
        #expect(parameters.done == 2)
        #expect(atOnce(6) { call, _ in _ = try call.createGroup(GroupChanges(name: "Same")) }.done == 1)
        #expect(atOnce(6) { call, _ in _ = try call.createRole(RoleChanges(name: "Same")) }.done == 1)
    }

    @Test("lose none that was answered")
    func updates() throws {
        let call = stage.domain()
        let before = try call.securityParameter(1).parameter.graceLogins
        let done = atOnce(8) { call, _ in try call.updateSecurityParameter(1) { $0.graceLogins += 1 } }.done
        #expect(try call.securityParameter(1).parameter.graceLogins == before + Int32(done))
        let group = try call.createGroup(GroupChanges(name: "Target"))
        let children = try (0..<6).map { try call.createGroup(GroupChanges(name: "Child \($0)")) }
        #expect(atOnce(6) { call, index in try call.addGroup(children[index], toGroup: group) }.done == 6)
        #expect(try call.groupInformation(group).children.count == 6)
    }

    @Test("say what is gone if it is deleted at the same time")
    func deletions() throws {
        let call = stage.domain()
        for round in 0..<20 {
            let group = try call.createGroup(GroupChanges(name: "Short \(round)"))
            var user = NewArcherUser(properties: ArcherUserChange())
            user.properties.groups = [group]
            let (new, other) = (user, try call.createUser(NewArcherUser(properties: ArcherUserChange())))
            _ = atOnce(4) { call, index in
                do {
                    switch index {
                    case 0: try call.deleteGroup(group)
                    case 1: _ = try call.createUser(new)
                    case 2: try call.addUser(other, toGroup: group)
                    default: try call.deleteUser(other)
                    }
                } catch let refusal as ArcherRefusal {
                    #expect([.noSuchRecord, .unknownAccount].contains(refusal.reasonCode), "\(refusal.reason)")
                    throw refusal
                }
            }
        }
    }

    @Test("never put a group into itself")
    func cycles() throws {
        let call = stage.domain()
        for round in 0..<10 {
            let groups = try ["a", "b", "c"].map { try call.createGroup(GroupChanges(name: "\($0) \(round)")) }
            let result = atOnce(3) { call, index in try call.addGroup(groups[index], toGroup: groups[(index + 1) % 3]) }
            #expect(result.done == 2 && result.refused == 1)
        }
    }

    @Test("leave one parameter of new users")
    func defaults() throws {
        let call = stage.domain()
        _ = atOnce(3) { call, index in try call.updateSecurityParameter(Int32(index + 1)) { $0.isDefault = true } }
        #expect(try call.securityParameters().count(where: \.parameter.isDefault) == 1)
    }

    @Test("of a site that nobody has used yet give it one of everything")
    func preparation() throws {
        let site = try stage.users.store.createSite(named: "fresh")
        let users = stage.users
        let results = (0..<6).map { _ in Background { (try? ArcherSite.prepare(site, users)) != nil } }
        #expect(results.count { $0.value == true } == 6)
        #expect(try users.policies(in: site).map(\.number) == [1, 2, 3])
        #expect(try users.directory(in: site).containers(of: "archer.group").map(\.number) == [1, 2])
    }
}
