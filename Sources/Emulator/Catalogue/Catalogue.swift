import ASMX
public import Accounts
import Archer
public import JSON
import Luminate
public import Operations
import Text

/// The list of what is emulated: every operation of every service, taken from the tables that run them.
public struct Catalogue: Sendable {
    /// One service.
    public struct Service: Sendable {
        /// The name in the contract, or the names of the servlets.
        public let name: String
        /// The vendor's system.
        public let system: String
        /// The address, relative to the server's root.
        public let address: String
        /// The operations of the service.
        public let operations: [OperationFacts]
        /// Returns the contract at an address, for default settings. Nil if the vendor has no contract.
        let contract: (@Sendable (_ address: String) -> [UInt8])?

        /// Whether there is a contract.
        public var hasContract: Bool { contract != nil }
    }

    /// All services.
    public static let services: [Service] = emulatedSystems.flatMap { $0.services }

    /// Returns the contract of a service for a server at a base address, or nil if there is no such service or it has
    /// no contract. Letter case in names is ignored.
    public static func contract(ofServiceNamed name: String, at base: String) -> [UInt8]? {
        services.first { $0.hasContract && $0.name.lowercased() == name.lowercased() }.flatMap { $0.contract?(base + $0.address) }
    }
}

extension Catalogue {
    private static let personalFields = Dictionary(
        emulatedSystems.map { system in (system.name, lowercased(system.personalFields)) }
    ) { first, _ in first }

    /// Returns what the messages of an operation tell about people, by the names of values in lower case.
    public static func personal(of row: OperationFacts) -> [String: PersonalData] {
        let fields = row.service.flatMap { personalFields[$0.system.key] } ?? [:]
        return fields.merging(lowercased(row.personal)) { _, own in own }
    }

    private static func lowercased(_ named: [String: PersonalData]) -> [String: PersonalData] {
        Dictionary(named.map { (ASCII.lowercased($0.key), $0.value) }) { first, _ in first }
    }
}

extension Catalogue.Service {
    /// Creates the entry of an ASMX service from its table.
    init<Call>(
        _ service: ASMX.Service<Call>, system: String, address: String, contract: @escaping @Sendable (String) -> [UInt8]
    ) {
        let operations = (service.operations + service.unemulated).map(\.facts)
        self.init(name: service.name, system: system, address: address, operations: operations, contract: contract)
    }

    /// Creates the entry of Archer's REST API from its table.
    init(_ resources: [RESTResource], of service: ServiceFacts, system: String, address: String) {
        self.init(name: service.name, system: system, address: address, operations: resources.map(\.facts), contract: nil)
    }

    /// Creates the entry of a servlet with its methods of Luminate's table.
    init(_ servlet: Luminate.Servlet, system: String, address: String) {
        let operations = luminateMethods.compactMap { $0.facts(on: servlet) }
        self.init(name: servlet.rawValue, system: system, address: address, operations: operations, contract: nil)
    }
}

extension Catalogue {
    /// The catalogue as JSON, for scripts.
    public static var json: JSON {
        .object([.init("services", .array(services.map(json)))])
    }

    private static func json(_ service: Service) -> JSON {
        .object([
            .init("system", .string(service.system)), .init("name", .string(service.name)), .init("address", .string(service.address)),
            .init("operations", .array(service.operations.map(json))),
        ])
    }

    private static func json(_ operation: OperationFacts) -> JSON {
        let parameters = operation.parameters.map { parameter in
            JSON.object([
                .init("name", .string(parameter.name)), .init("type", .string(parameter.typeName)),
                .init("secret", .bool(parameter.isSecret)),
            ])
        }
        return .object([
            .init("name", .string(operation.name)), .init("emulated", .bool(operation.isEmulated)),
            .init("certainty", operation.certainty.map { .string($0.rawValue) } ?? .null),
            .init("refusals", operation.refusals.map { .string($0.rawValue) } ?? .null),
            .init("documentation", .string(operation.documentation)), .init("parameters", .array(parameters)),
            .init("result", operation.result.name.map(JSON.string) ?? .null),
        ])
    }
}
