public import Operations
import XML

/// A service: its names, its contract's settings, and its table of operations.
public final class Service<Call>: Sendable {
    /// The facts that do not depend on the protocol.
    public let facts: ServiceFacts
    /// The name of the contract's service. The names of its bindings begin with it.
    public var name: String { facts.name }
    /// The namespace of the service's messages.
    public let namespace: String
    /// The purpose of the service.
    public let documentation: String
    /// The service's own header block, which it reads or writes.
    public let header: ServiceHeader?
    /// The operations, grouped for readers.
    public let sections: [OperationSection<Call>]
    /// The operations of all sections, in the order of the lists.
    public let operations: [Operation<Call>]
    /// Operations of the vendor's service of which only the names are known. A call of one is refused with a message.
    /// No contract and no page shows them as something that can be called.
    public let unemulated: [Operation<Call>]
    /// All operations that can be requested, emulated or not: the rows of ``table`` in their order.
    @usableFromInline let rows: [Operation<Call>]

    private let indexByName: [String: Int]
    /// The names that are needed to read a request.
    @usableFromInline let table: ServiceTable

    /// Creates a service from its parts. The names of operations must differ. `logPrefix` is written before an
    /// operation's name in the log. The default is made of the names of the system and the service.
    ///
    /// With `ignoresMisprintsInActions`, an action may have blanks, line breaks and one quotation mark, as on a vendor's page. With
    /// `refusesUnlisted`, every operation that is not listed is refused as one that is not emulated.
    public init(
        of system: SystemName, name: String, logPrefix: String? = nil, namespace: String, ignoresMisprintsInActions: Bool = false,
        refusesUnlisted: Bool = false, documentation: String, header: ServiceHeader? = nil, sections: [OperationSection<Call>],
        unemulated: [Operation<Call>] = []
    ) {
        let facts = ServiceFacts(system: system, name: name, namespace: namespace, logPrefix: logPrefix ?? "\(system.key) \(name).")
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
                parameters: operation.parameters.map { parameter in
                    ServiceTable.Parameter(
                        name: XMLName(parameter.name, in: namespace), aliases: parameter.aliases.map { XMLName($0, in: namespace) },
                        isNullable: parameter.type.isNullable)
                }, otherActions: operation.otherActions)
        }
        table = ServiceTable(
            namespace: namespace, header: header, rows: tableRows, ignoresMisprintsInActions: ignoresMisprintsInActions,
            nameForUnlisted: refusesUnlisted ? name : nil)
    }

    /// Creates a service with one section.
    public convenience init(
        of system: SystemName, name: String, namespace: String, documentation: String, header: ServiceHeader? = nil,
        operations: [Operation<Call>]
    ) {
        self.init(
            of: system, name: name, namespace: namespace, documentation: documentation, header: header,
            sections: [OperationSection("Operations", operations)])
    }

    /// Returns the operation with this name, or nil. Names are case-sensitive.
    public func operation(named name: String) -> Operation<Call>? {
        indexByName[name].map { rows[$0] }
    }

    /// Returns the SOAP action of an operation: namespace and name.
    public func action(of operation: Operation<Call>) -> String {
        namespace + operation.name
    }
}

/// A section of a service's table: operations that readers look for together.
public struct OperationSection<Call>: Sendable {
    /// The subject of the section.
    public let title: String
    /// The operations in the order of the list.
    public let operations: [Operation<Call>]

    /// Creates a section from its parts.
    public init(_ title: String, _ operations: [Operation<Call>]) {
        self.title = title
        self.operations = operations
    }
}

/// A header block that a service declares: one element that contains named texts.
public struct ServiceHeader: Sendable {
    /// The block's name.
    public let name: String
    /// The names of its child elements.
    public let fields: [String]
    /// The purpose of the block.
    public let documentation: String

    /// Creates a header block from its parts.
    public init(name: String, fields: [String], documentation: String) {
        self.name = name
        self.fields = fields
        self.documentation = documentation
    }
}
