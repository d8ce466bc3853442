import ASMX
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// Every operation and every resource: which right it requires, and that it is refused without it and without a session.
@Suite("The right that a call requires")
struct RequiredRightTests {
    /// The vendor's rule for the beginnings of names. Source: Archer.docc/Operations.md.
    private static let verbs: [(privilege: Privilege, beginnings: [String])] = [
        (.create, ["Create"]), (.read, ["Does", "Get", "Lookup"]), (.update, ["Add", "Change", "Force", "Set", "Update"]),
        (.delete, ["Delete", "Remove"]),
    ]
    private static let services: [ArcherServices.ServiceName] = [.accesscontrol, .accessrole]

    /// Resources whose right does not follow from the verb alone.
    private static let exceptions: [String: Privilege?] = [
        "POST system/user/status/active/{id}": .update, "POST system/user/status/inactive/{id}": .update,
        // The body decides.
        "PUT system/userrole": nil, "PUT system/rolegroup": nil, "PUT system/usergroup": nil, "PUT system/groupmember": nil,
        // Everybody has tasks.
        "GET system/task": nil,
    ]

    private static let resources = restResources.filter { $0.facts.isEmulated && $0.needsSession }

    private static func target(_ resource: RESTResource) -> String { resource.path.text.replacing(/\{\w+\}/, with: "1") }

    @Test("follows from the verb in the name of an operation")
    func operations() {
        for operation in Self.services.flatMap(\.service.operations) {
            let name = operation.facts.name
            let expected = Self.verbs.first { $0.beginnings.contains { name.hasPrefix($0) } }?.privilege
            #expect(expected != nil && operation.facts.privilege == expected, "\(name)")
        }
        #expect(generalService.operations.allSatisfy { $0.facts.privilege == nil })
    }

    @Test("follows from the verb of a resource")
    func resources() throws {
        for resource in Self.resources {
            let ofVerb: Privilege =
                switch try #require(resource.verb) {
                case .get: .read
                case .post: .create
                case .put: .update
                case .delete: .delete
                }
            let expected = Self.exceptions[resource.facts.name] ?? ofVerb
            #expect(resource.facts.privilege == expected, "\(resource.facts.name)")
        }
    }

    @Test("is missed by name by a user without any, whatever else the call says", arguments: [false, true])
    func withoutRights(soap12: Bool) throws {
        let stage = try Stage()
        try stage.add(#"{"user_id": 50, "user_name": "plain", "privileges": []}"#, password: "Plain-Pass-1")
        let token = stage.session("plain", "Plain-Pass-1")
        for service in Self.services {
            for operation in service.service.operations {
                let name = operation.facts.name
                let right = operation.facts.privilege.map { "\($0)".capitalizedFirst } ?? ""
                let answer = stage.call(service, name, [("sessionToken", token)], soap12: soap12)
                #expect(answer.bodyText.contains("The user does not have \(right) privileges, which \(name) requires."), "\(name)")
            }
        }
        for resource in Self.resources where resource.facts.name != "GET system/task" {
            let answer = stage.rest(resource.verb?.rawValue ?? "", Self.target(resource), "{}", token: token)
            #expect(answer.status == 403, "\(resource.facts.name)")
            #expect(answer.bodyText.contains("privileges, which \(resource.facts.name) requires."))
        }
        #expect(stage.rest("GET", "system/task", token: token).status == 200)
    }

    @Test("is looked for only in a live session", arguments: ["", "nix", "00000000000000000000000000000000"])
    func withoutSession(token: String) throws {
        let stage = try Stage()
        for service in Self.services {
            for operation in service.service.operations {
                let fault = stage.fault(service, operation.facts.name, [("sessionToken", token)])
                #expect(fault == "Invalid session token.", "\(operation.facts.name)")
            }
        }
        for resource in Self.resources {
            for body in ["", "{", "{}"] {
                let answer = stage.rest(resource.verb?.rawValue ?? "", Self.target(resource), body, token: token)
                #expect(answer.status == 401 && answer.bodyText.contains("Invalid session token."), "\(resource.facts.name)")
            }
        }
    }
}
