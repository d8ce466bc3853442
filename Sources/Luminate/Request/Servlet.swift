public import Accounts
public import Operations

/// The system, with the names used in configurations and by people.
public let luminateSystem = SystemName("luminate", title: "Luminate Online")

/// What the fields of the system's records tell about people, by name.
public let luminatePersonalFields = ConstituentFields.records.personal

extension Luminate {
    /// The two servlets of the constituent API. They share their methods but differ in who may call.
    public enum Servlet: String, Sendable, CaseIterable {
        /// For browsers. It uses a session, and requires a token for private data.
        case client = "CRConsAPI"
        /// For programs. It requires an API administrator's name and password with every call.
        case server = "SRConsAPI"

        /// The facts of the servlet that do not depend on the protocol.
        public var facts: ServiceFacts {
            switch self {
            case .client: Self.clientFacts
            case .server: Self.serverFacts
            }
        }

        private static let clientFacts = ServiceFacts(system: luminateSystem, name: "CRConsAPI", logPrefix: "luminate CRConsAPI ")
        private static let serverFacts = ServiceFacts(system: luminateSystem, name: "SRConsAPI", logPrefix: "luminate SRConsAPI ")
    }
}
