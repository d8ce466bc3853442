public import Operations
import XML

/// A service: its names, its settings of contract, and its table of operations.
public final class Service<Call>: Sendable {
    /// What is known of it whatever the protocol.
    public let facts: ServiceFacts
    /// The name: of the contract's service, and the first part of its bindings' names.
    public var name: String { facts.name }
    /// The namespace of its messages.
    public let namespace: String
    /// What it is for.
    public let documentation: String
    /// The header block of its own that it reads or writes.
    public let header: ServiceHeader?
    /// The operations as a reader finds them together.
    public let sections: [OperationSection<Call>]
    /// The operations of all sections in the order in which they are listed.
    public let operations: [Operation<Call>]
    /// Operations that the vendor's service has and this one only knows by name: a call of one is refused in words. No contract and no page
    /// shows them as something that can be called.
    public let unemulated: [Operation<Call>]
    /// All that can be asked for, whatever the answer: the rows of ``table`` in their order.
    @usableFromInline let rows: [Operation<Call>]

    private let indexByName: [String: Int]
    /// What reading a request needs.
    @usableFromInline let table: ServiceTable

    /// A service made of its parts. Operation names must differ. `logPrefix` stands in front of an operation's name in the log; without one
    /// the system's and the service's name do.
    public init(
        of system: SystemName, name: String, logPrefix: String? = nil, namespace: String, documentation: String,
        header: ServiceHeader? = nil, sections: [OperationSection<Call>],
        unemulated: [Operation<Call>] = []
    ) {
        let facts = ServiceFacts(system: system, name: name, logPrefix: logPrefix ?? "\(system.key) \(name).")
        self.facts = facts
        self.namespace = namespace
        self.documentation = documentation
        self.header = header
        self.sections = sections.map { section in OperationSection(section.title, section.operations.map { $0.listed(in: facts) }) }
        operations = self.sections.flatMap(\.operations)
        self.unemulated = unemulated.map { $0.listed(in: facts) }
        rows = operations + self.unemulated
        let numbered = rows.enumerated()
        indexByName = Dictionary(numbered.map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        let tableRows = rows.map { operation in
            ServiceTable.Row(
                name: operation.name, namespace: namespace, header: operation.header,
                parameters: operation.parameters.map { .init(name: XMLName($0.name, in: namespace), isNullable: $0.type.isNullable) })
        }
        table = ServiceTable(namespace: namespace, header: header, rows: tableRows)
    }

    /// A service whose operations belong together as they are.
    public convenience init(
        of system: SystemName, name: String, namespace: String, documentation: String, header: ServiceHeader? = nil,
        operations: [Operation<Call>]
    ) {
        self.init(
            of: system, name: name, namespace: namespace, documentation: documentation, header: header,
            sections: [OperationSection("Operations", operations)])
    }

    /// The operation of this name; names are case-sensitive.
    public func operation(named name: String) -> Operation<Call>? {
        indexByName[name].map { rows[$0] }
    }

    /// The SOAP action of an operation: namespace and name.
    public func action(of operation: Operation<Call>) -> String {
        namespace + operation.name
    }
}

/// A part of a service's table: operations that a reader looks for together.
public struct OperationSection<Call>: Sendable {
    /// What they are about.
    public let title: String
    /// The operations in the order in which they are listed.
    public let operations: [Operation<Call>]

    /// A section made of its parts.
    public init(_ title: String, _ operations: [Operation<Call>]) {
        self.title = title
        self.operations = operations
    }
}

/// A header block that a service declares: one element that holds named texts.
public struct ServiceHeader: Sendable {
    /// The block's name.
    public let name: String
    /// The elements in it.
    public let fields: [String]
    /// What it is for.
    public let documentation: String

    /// A header block made of its parts.
    public init(name: String, fields: [String], documentation: String) {
        self.name = name
        self.fields = fields
        self.documentation = documentation
    }
}
