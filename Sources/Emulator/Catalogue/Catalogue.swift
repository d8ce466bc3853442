import ASMX
public import Accounts
import Archer
public import Calls
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
        /// Returns the sample messages of an operation, for default settings, for a page at an address.
        let samples: @Sendable (_ row: OperationFacts, _ page: PageAddress) -> [SampleExchange]

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
    /// The messages of a call as an operation's help page shows them.
    public struct Sample: Sendable {
        /// The name of this way to call it, such as `SOAP 1.1`.
        public let title: String
        /// The request as a whole message.
        public let request: String
        /// The answer as a whole message. Nil if nothing is known of it.
        public let response: String?
    }

    /// Returns the sample of an operation for a way to call it, for a server at an authority. Nil if there is none.
    ///
    /// - Parameters:
    ///   - row: The operation.
    ///   - binding: The way to call it.
    ///   - authority: The host and the port of the server.
    ///   - blank: What is in the place of each value.
    public static func sample(of row: OperationFacts, by binding: BindingName, at authority: String, blanksAs blank: String) -> Sample? {
        let all = services + emulatedSystems.flatMap { $0.unlistedServices }
        for service in all where service.operations.contains(where: { $0 === row }) {
            let page = PageAddress(authority: authority, path: service.address)
            guard let exchange = service.samples(row, page).last(where: { $0.binding == binding }) else { continue }
            let (request, response) = exchange.messages(blanksAs: blank)
            return Sample(title: exchange.title, request: request, response: response.isEmpty ? nil : response)
        }
        return nil
    }

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
    ///
    /// - Parameters:
    ///   - service: The table.
    ///   - system: The vendor's system.
    ///   - address: The address, relative to the server's root.
    ///   - settings: The settings of the contract and of the samples.
    ///   - furtherSamples: Returns the samples for the vendor's further ways to call an operation.
    init<Call>(
        _ service: ASMX.Service<Call>, system: String, address: String, _ settings: ServiceSettings,
        furtherSamples: @escaping @Sendable (Operation<Call>, PageAddress) -> [SampleExchange] = { _, _ in [] }
    ) {
        let operations = (service.operations + service.unemulated).map(\.facts)
        self.init(
            name: service.name, system: system, address: address, operations: operations,
            contract: { service.contract(settings, at: $0) },
            samples: { row, page in
                guard let operation = service.operations.first(where: { $0.facts === row }) else { return [] }
                return service.samples(of: operation, settings, at: page, further: furtherSamples(operation, page))
            })
    }

    /// Creates the entry of Archer's REST API from its table.
    init(_ resources: [RESTResource], of service: ServiceFacts, system: String, address: String) {
        self.init(name: service.name, system: system, address: address, operations: resources.map(\.facts), contract: nil) { _, _ in [] }
    }

    /// Creates the entry of a servlet with its methods of Luminate's table.
    init(_ servlet: Luminate.Servlet, system: String, address: String) {
        let operations = luminateMethods.compactMap { $0.facts(on: servlet) }
        self.init(name: servlet.rawValue, system: system, address: address, operations: operations, contract: nil) { row, page in
            [servlet.sample(of: row, at: page)].compactMap { $0 }
        }
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
