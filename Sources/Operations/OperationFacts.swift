/// A vendor's system: what accounts, settings and addresses are told apart by.
public struct SystemName: Hashable, Sendable {
    /// The name in small letters, as configurations and logs have it.
    public let key: String
    /// The name as people write it.
    public let title: String

    /// A system of these names.
    public init(_ key: String, title: String) {
        self.key = key
        self.title = title
    }
}

/// A service: operations that are called at one address.
public final class ServiceFacts: Sendable {
    /// The system it belongs to.
    public let system: SystemName
    /// Its name in the contract, or the servlet's.
    public let name: String
    /// What stands in front of an operation's name in the log.
    public let logPrefix: String

    /// A service of a system.
    public init(system: SystemName, name: String, logPrefix: String) {
        self.system = system
        self.name = name
        self.logPrefix = logPrefix
    }
}

/// What is known of an operation whatever the protocol it is called by: the one description that help, contracts, the catalogue, redaction
/// and observers of calls read.
public final class OperationFacts: Sendable {
    /// The service that has it; nil for a row that no service has listed yet.
    public let service: ServiceFacts?
    /// The name on the wire.
    public let name: String
    /// The operation's own parameters in order.
    public let parameters: [ParameterDescription]
    /// The parameters that every operation of the service has besides.
    public let sharedParameters: [ParameterDescription]
    /// What it answers.
    public let result: ResultDescription
    /// The right a caller needs.
    public let privilege: Privilege?
    /// What it does that takes time.
    public let cost: Cost
    /// The parameter that names the account on which a password is tried; nil where none is, or the caller's session names it.
    public let accountParameter: AccountParameter?
    /// Where that stands among the operation's own parameters; nil where it is none of them.
    let accountPosition: Int?
    /// What it does, as a vendor's page would say.
    public let documentation: String
    /// Whether it answers as the vendor's does. One that does not is known by its name only, and its code refuses.
    public let isEmulated: Bool

    /// The facts of a row.
    ///
    /// - Parameter work: what the operation does that its privilege and its parameters do not show. A privilege to change something means
    ///   that it writes. A password among the parameters means that it hashes, and writes what comes of that.
    public init(
        _ name: String, of service: ServiceFacts? = nil, parameters: [ParameterDescription],
        sharedParameters: [ParameterDescription] = [], result: ResultDescription, privilege: Privilege? = nil, does work: Cost = [],
        accountParameter: AccountParameter? = nil, isEmulated: Bool = true, documentation: String
    ) {
        self.service = service
        self.name = name
        self.parameters = parameters
        self.sharedParameters = sharedParameters
        self.result = result
        self.privilege = privilege
        self.accountParameter = accountParameter
        accountPosition = accountParameter.flatMap { account in parameters.firstIndex { $0.name == account.name } }
        self.isEmulated = isEmulated
        self.documentation = documentation
        var cost = work.union(.reads)
        if let privilege, privilege != .read { cost.formUnion(.writes) }
        if (parameters + sharedParameters).contains(where: \.mayHoldPassword) { cost.formUnion([.hashes, .writes]) }
        self.cost = cost
    }

    /// The same facts as those of an operation that a service lists.
    public func listed(in service: ServiceFacts, sharedParameters: [ParameterDescription] = []) -> OperationFacts {
        OperationFacts(
            name, of: service, parameters: parameters, sharedParameters: sharedParameters, result: result, privilege: privilege, does: cost,
            accountParameter: accountParameter, isEmulated: isEmulated, documentation: documentation)
    }

    /// The names of the parameters whose values are never shown or stored.
    public var secretParameters: Set<String> { Set((parameters + sharedParameters).filter(\.isSecret).map(\.name)) }
}

/// What is known of an operation's result.
public struct ResultDescription: Sendable {
    /// The type.
    public let type: SchemaType
    /// The type or the element in a word; nil for no result.
    public let name: String?
    /// What it means.
    public let documentation: String
    /// Whether it is never shown or stored.
    public let isSecret: Bool
    /// The members of the result that are never shown or stored.
    public let secretMembers: Set<String>
    /// The parameter of other operations that the result is the value of, such as a session token; nil for all other results.
    public let fills: String?

    /// A result made of its parts.
    public init(
        _ type: SchemaType, name: String? = nil, documentation: String, isSecret: Bool = false, secretMembers: Set<String> = [],
        fills: String? = nil
    ) {
        self.type = type
        self.name = name ?? (type.isVoid ? nil : type.elementName)
        self.documentation = documentation
        self.isSecret = isSecret
        self.secretMembers = secretMembers
        self.fills = fills
    }
}

/// The kinds of right that a vendor distinguishes.
public enum Privilege: String, Sendable, CaseIterable {
    /// To make things.
    case create
    /// To look.
    case read
    /// To change things.
    case update
    /// To take things away.
    case delete
}
