import Calls
import HTTP
import Operations
import Text

/// Everything that determines a document of a service. Two requests with equal keys have the same answer.
struct DocumentKey<Call>: Hashable, Sendable {
    let document: ServiceDocument
    /// The service. Sites with different settings have different services.
    let service: Service<Call>
    let settings: ServiceSettings
    /// The requested address without the query, and the path at its end.
    let url: String
    let path: String

    init(_ document: ServiceDocument, of service: Service<Call>, _ settings: ServiceSettings, at request: HTTPRequest) {
        self.document = document
        self.service = service
        self.settings = settings
        url = request.url
        path = request.path
    }

    /// The approximate size in bytes.
    var size: Int { url.utf8.count + path.utf8.count + 512 }

    static func == (one: DocumentKey, other: DocumentKey) -> Bool {
        one.document == other.document && one.service === other.service && one.settings == other.settings && one.url == other.url
            && one.path == other.path
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(document)
        hasher.combine(ObjectIdentifier(service))
        hasher.combine(url)
    }
}

/// A document that GET returns at a service's address.
enum ServiceDocument: Hashable, Sendable {
    /// The contract, `?WSDL`.
    case contract
    /// Only its schema, `?schema`, or the schema of ASP.NET's own types if the contract has one.
    case schema(ofTypes: Bool)
    /// The discovery document, `?disco`.
    case discovery
    /// The help page of the service.
    case servicePage
    /// The help page of an operation.
    case operationPage(String)
}

/// The request in a query at a service's address. Its names may have any letter case, and everything else in it is
/// ignored.
enum DocumentRequest: Equatable {
    /// A document that is created once.
    case document(ServiceDocument)
    /// The help page of the service with only the operations that contain a text. There are as many such pages as
    /// texts.
    case filteredPage(String)
    /// The help page for an unknown operation, or for one that cannot be called.
    case unknownOperation(String)
    /// A contract with a name. There is one contract, and it has none.
    case unknownContract
    /// A resource of every help page.
    case resource(HelpResource)

    /// What it is in the words of the journal.
    var kind: PageKind {
        switch self {
        case .document(.contract), .document(.schema), .unknownContract: .contract
        case .document(.discovery): .discovery
        case .document(.servicePage), .document(.operationPage), .filteredPage, .unknownOperation, .resource: .helpPage
        }
    }

    /// Parses a query. ASP.NET finds the parameter `op` in any letter case and joins repeated ones, but compares its
    /// value with the names of operations exactly.
    init<Call>(_ query: FormFields, of service: Service<Call>) {
        for field in query.fields {
            switch ASCII.lowercased(field.name) {
            case "wsdl": self = field.value.isEmpty ? .document(.contract) : .unknownContract
            case "schema":
                self = .document(.schema(ofTypes: ASCII.equalsIgnoringCase(field.value, WSDLSchema<Call>.typesID)))
            case "disco": self = .document(.discovery)
            default: continue
            }
            return
        }
        let first = query.fields.first.map { ASCII.lowercased($0.name) }
        if let resource = HelpResource.allCases.first(where: { $0.key == first }) {
            self = .resource(resource)
            return
        }
        let names = query.fields.filter { ASCII.equalsIgnoringCase($0.name, "op") }.map(\.value)
        guard names.isEmpty else {
            let name = names.joined(separator: ",")
            let isKnown = service.operation(named: name)?.isEmulated ?? false
            self = isKnown ? .document(.operationPage(name)) : .unknownOperation(name)
            return
        }
        let filter = query.fields.first { $0.name == servicePageFilter }?.value ?? ""
        self = filter.isEmpty ? .document(.servicePage) : .filteredPage(filter)
    }
}
