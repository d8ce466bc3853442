import ASMX
public import JSON
import Luminate

/// What is emulated: every operation of every service, taken from the tables that run them.
public struct Catalogue: Sendable {
    /// One service.
    public struct Service: Sendable {
        /// Its name in the contract, or the servlets' names.
        public let name: String
        /// The vendor's system it belongs to.
        public let system: String
        /// Where it is reached, from the server's root.
        public let address: String
        /// Its operations.
        public let operations: [Operation]
        /// Its contract at an address, as a server without settings of its own serves it; nil where the vendor has none.
        let contract: (@Sendable (_ address: String) -> [UInt8])?

        /// Whether there is a contract.
        public var hasContract: Bool { contract != nil }
    }

    /// One operation.
    public struct Operation: Sendable {
        /// Its name on the wire.
        public let name: String
        /// Whether it is answered as the vendor would; else its name is known and the answer says that it is not emulated.
        public let isEmulated: Bool
        /// What it does.
        public let documentation: String
        /// Its parameters in order.
        public let parameters: [Parameter]
        /// What it answers, in a word: a type, or an element's name.
        public let result: String?
    }

    /// One parameter.
    public struct Parameter: Sendable {
        /// Its name on the wire.
        public let name: String
        /// Its type.
        public let type: String
        /// Whether its value is never shown or stored.
        public let isSecret: Bool
    }

    /// All services.
    public static let services: [Service] = emulatedSystems.flatMap { $0.services }

    /// The contract of a service with the server at a base address; nil when there is no such service or it has no contract. Names ignore
    /// letter case.
    public static func contract(ofServiceNamed name: String, at base: String) -> [UInt8]? {
        services.first { $0.hasContract && $0.name.lowercased() == name.lowercased() }.flatMap { $0.contract?(base + $0.address) }
    }
}

extension Catalogue.Service {
    /// An ASMX service as its table has it.
    init<Call>(
        _ service: ASMX.Service<Call>, system: String, address: String, contract: @escaping @Sendable (String) -> [UInt8]
    ) {
        let operations = (service.operations + service.unemulated).map { operation in
            Catalogue.Operation(
                name: operation.name, isEmulated: operation.isEmulated, documentation: operation.documentation,
                parameters: operation.parameters.map {
                    Catalogue.Parameter(name: $0.name, type: $0.type.elementName, isSecret: $0.isSecret)
                },
                result: operation.resultType.isVoid ? nil : operation.resultType.elementName)
        }
        self.init(name: service.name, system: system, address: address, operations: operations, contract: contract)
    }

    /// A servlet with the methods that it has of Luminate's table.
    init(_ servlet: Luminate.Servlet, system: String, address: String) {
        let operations = luminateMethods.filter { $0.servlets.contains(servlet) }.map { method in
            Catalogue.Operation(
                name: method.name, isEmulated: method.isEmulated, documentation: method.documentation,
                parameters: method.parameters.map { Catalogue.Parameter(name: $0.name, type: $0.type, isSecret: $0.isSecret) },
                result: method.result?.name)
        }
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

    private static func json(_ operation: Operation) -> JSON {
        let parameters = operation.parameters.map { parameter in
            JSON.object([
                .init("name", .string(parameter.name)), .init("type", .string(parameter.type)), .init("secret", .bool(parameter.isSecret)),
            ])
        }
        return .object([
            .init("name", .string(operation.name)), .init("emulated", .bool(operation.isEmulated)),
            .init("documentation", .string(operation.documentation)), .init("parameters", .array(parameters)),
            .init("result", operation.result.map(JSON.string) ?? .null),
        ])
    }
}
