import ASMX
import FoundationEssentials
import HTTP
import TestSupport
import Testing

@testable import Emulator

@Suite("The contracts in wsdl/")
struct ContractTests {
    /// The checkout's root.
    private static let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    @Test("are what the server serves, one file for each service that has one; `make wsdl` writes them anew")
    func files() throws {
        let world = try TestSupport.World()
        let emulator = Emulator(
            users: world.users, sites: Sites(fallback: world.site), settings: EmulatorSettings(),
            profile: .asmx, health: Health { nil })
        let services = Catalogue.services.filter(\.hasContract)
        #expect(services.count == 3)
        for service in services {
            var fields = HTTPFields()
            fields.append("Host", "127.0.0.1:8080")
            let answer = emulator.answer(HTTPRequest(method: "GET", path: service.address, query: "WSDL", fields: fields)).response
            #expect(answer.status == 200)
            let file = try Data(contentsOf: URL(filePath: "/\(Self.root)/wsdl/\(service.name).wsdl"))
            #expect(Array(file) == answer.body, "wsdl/\(service.name).wsdl is not what the server serves; run make wsdl")
        }
    }
}
