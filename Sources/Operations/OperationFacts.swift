public import Accounts

/// A vendor's system. Accounts, settings and addresses are kept apart by system.
public struct SystemName: Hashable, Sendable {
    /// The name in lower case, as in configurations and logs.
    public let key: String
    /// The name as people write it.
    public let title: String
    /// How certain its refusals are, except those for a token.
    public let refusals: Certainty
    /// How certain its refusals of tokens are.
    public let deadTokens: Certainty
    /// Whether the vendor's own service reads SOAP 1.2.
    public let readsSOAP12: Bool

    /// Creates a system from its names, and from how certain its refusals are.
    public init(
        _ key: String, title: String, refusals: Certainty = .documented, deadTokens: Certainty = .documented, readsSOAP12: Bool = true
    ) {
        self.key = key
        self.title = title
        self.refusals = refusals
        self.deadTokens = deadTokens
        self.readsSOAP12 = readsSOAP12
    }
}

/// A service: a group of operations at one address.
public final class ServiceFacts: Sendable {
    /// The system that it belongs to.
    public let system: SystemName
    /// The name in the contract, or the servlet's name.
    public let name: String
    /// The namespace of its messages. Nil if they have none.
    public let namespace: String?
    /// The text before an operation's name in the log.
    public let logPrefix: String

    /// Creates a service of a system.
    public init(system: SystemName, name: String, namespace: String? = nil, logPrefix: String) {
        self.system = system
        self.name = name
        self.namespace = namespace
        self.logPrefix = logPrefix
    }
}

/// The facts of an operation that do not depend on the protocol. Help pages, contracts, the catalogue, redaction and
/// observers of calls all read this one description.
public final class OperationFacts: Sendable {
    /// The service that lists the operation. Nil for a row that is not part of a service yet.
    public let service: ServiceFacts?
    /// The name on the wire.
    public let name: String
    /// The operation's own parameters in order.
    public let parameters: [ParameterDescription]
    /// Further parameters, which all operations of the service have.
    public let sharedParameters: [ParameterDescription]
    /// The result.
    public let result: ResultDescription
    /// The right that a caller needs.
    public let privilege: Privilege?
    /// The kinds of work that take time.
    public let cost: Cost
    /// The parameter that names the account whose password is tried. Nil if no password is tried, or if the caller's
    /// session determines the account.
    public let accountParameter: AccountParameter?
    /// Whether that parameter is the operation's own, so that the call concerns the account. If the parameter belongs to all
    /// operations of the service, the account is the caller's.
    public var namesAccount: Bool { accountPosition != nil }
    /// The position of that parameter among the operation's own parameters. Nil if it is not one of them.
    let accountPosition: Int?
    /// What it does, in one word for all systems.
    public let action: OperationAction
    /// What the operation does, in the style of a vendor's page.
    public let documentation: String
    /// Whether it answers as the vendor's operation does. If not, only its name is known, and its code refuses every
    /// call.
    public let isEmulated: Bool
    /// How certain it is that the vendor's operation answers so. Nil if the row does not say it.
    public let certainty: Certainty?
    /// How certain it is that the vendor's operation refuses so. Nil if that is the same for all operations of the system.
    public let refusals: Certainty?

    /// Creates the facts of a row.
    ///
    /// `work` is the work that the operation's privilege and parameters do not reveal. A privilege to change something
    /// means that it writes. A password among the parameters means that it hashes, and writes the outcome.
    public init(
        _ name: String, of service: ServiceFacts? = nil, parameters: [ParameterDescription],
        sharedParameters: [ParameterDescription] = [], result: ResultDescription, privilege: Privilege? = nil, does work: Cost = [],
        accountParameter: AccountParameter? = nil, isEmulated: Bool = true, certainty: Certainty? = nil, refusals: Certainty? = nil,
        documentation: String
    ) {
        // What an operation does that is not emulated is a choice, whatever the vendor's does.
        self.certainty = isEmulated ? certainty : .chosen
        self.refusals = isEmulated ? refusals : .chosen
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
        action = OperationAction(named: name, privilege: privilege, cost: cost)
    }

    /// Returns these facts for an operation as part of a service.
    public func listed(in service: ServiceFacts, sharedParameters: [ParameterDescription] = []) -> OperationFacts {
        OperationFacts(
            name, of: service, parameters: parameters, sharedParameters: sharedParameters, result: result, privilege: privilege, does: cost,
            accountParameter: accountParameter, isEmulated: isEmulated, certainty: certainty, refusals: refusals,
            documentation: documentation)
    }

    /// What the operation's own parameters and result tell about people, by the names of their values. The fields of the system's records
    /// have further ones.
    public var personal: [String: PersonalData] {
        var named: [String: PersonalData] = [:]
        for parameter in parameters + sharedParameters {
            guard let personal = parameter.personal else { continue }
            for name in [parameter.name] + parameter.aliases { named[name] = personal }
        }
        named.merge(result.personalMembers) { _, own in own }
        if let personal = result.personal {
            for name in result.elementNames(of: name) { named[name] = personal }
        }
        return named
    }

    /// The names of the parameters whose values are never shown or stored.
    public var secretParameters: Set<String> { Set((parameters + sharedParameters).filter(\.isSecret).flatMap { [$0.name] + $0.aliases }) }
}

/// The facts of an operation's result.
public struct ResultDescription: Sendable {
    /// The type.
    public let type: SchemaType
    /// A short name for the type or the element. Nil if there is no result.
    public let name: String?
    /// What the result means.
    public let documentation: String
    /// Whether the result is never shown or stored.
    public let isSecret: Bool
    /// The members of the result that are never shown or stored.
    public let secretMembers: Set<String>
    /// What the result tells about a person, if it is a single value. Nil if nothing.
    public private(set) var personal: PersonalData?
    /// What members of the result tell about people, by their names. Those with the names of fields are no part of it.
    public private(set) var personalMembers: [String: PersonalData] = [:]
    /// The name under which other operations take the result as a parameter, for example a session token. Nil for all
    /// other results.
    public let fills: String?

    /// Creates a result from its parts.
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

    /// Returns this result for a value, or for members, that tell something about a person.
    func personal(_ personal: PersonalData?, members: [String: PersonalData]) -> ResultDescription {
        var copy = self
        copy.personal = personal
        copy.personalMembers = members
        return copy
    }

    /// Returns the names of the element that has the result of an operation: in SOAP, and in the form protocols.
    public func elementNames(of operation: String) -> [String] { [operation + "Result"] + (name.map { [$0] } ?? []) }
}

/// The kinds of rights that a vendor distinguishes.
public enum Privilege: String, Sendable, CaseIterable {
    /// To create things.
    case create
    /// To read things.
    case read
    /// To change things.
    case update
    /// To delete things.
    case delete
}
