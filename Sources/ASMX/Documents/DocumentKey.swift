import HTTP
import Operations
import Text

/// Everything that a document of a service follows from. Two requests with equal keys are answered alike.
struct DocumentKey<Call>: Hashable, Sendable {
    let document: ServiceDocument
    /// The service, which is another one for a site that is set up differently.
    let service: Service<Call>
    let settings: ServiceSettings
    /// The address that the document was asked for at, without the query, and the path that ends it.
    let url: String
    let path: String

    init(_ document: ServiceDocument, of service: Service<Call>, _ settings: ServiceSettings, at request: HTTPRequest) {
        self.document = document
        self.service = service
        self.settings = settings
        url = request.url
        path = request.path
    }

    /// About how many bytes it takes.
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

/// What is shown of a service at its address by GET.
enum ServiceDocument: Hashable, Sendable {
    /// The contract, `?WSDL`.
    case contract
    /// Its schema alone, `?schema`; or that of ASP.NET's own types, where the contract has one.
    case schema(ofTypes: Bool)
    /// The discovery document, `?disco`.
    case discovery
    /// The help page of the service.
    case servicePage
    /// The help page of an operation.
    case operationPage(String)
}

/// What a query asks for at a service's address. Names in it count in any letter case; what it says besides makes no difference.
enum DocumentRequest: Equatable {
    /// A document that is made once.
    case document(ServiceDocument)
    /// The help page of the service with only those operations that have a text in them. There are as many as there are texts.
    case filteredPage(String)
    /// The help page for a name that no operation has, or none that can be called.
    case unknownOperation(String)
    /// A part of every help page.
    case resource(HelpResource)

    /// Reads a query. ASP.NET finds the parameter `op` in any letter case and joins repeated ones, but compares its value with the names of the
    /// operations as they are.
    init<Call>(_ query: FormFields, of service: Service<Call>) {
        for field in query.fields {
            switch ASCII.lowercased(field.name) {
            case "wsdl": self = .document(.contract)
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
