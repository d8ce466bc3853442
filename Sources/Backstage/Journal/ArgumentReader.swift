import Calls
import HTTP
import JSON
import Masking
import Operations
import SOAP
import Text
import XML

/// Reads what a request gives each parameter of its operation, in any binding. It reads the message once more, so that calls
/// whose entries nobody reads pay nothing for this.
struct ArgumentReader {
    let row: OperationFacts
    let binding: BindingName
    let request: HTTPRequest
    let names: SecretNames

    /// Returns one argument for each parameter, with notices about what the service did not read. Both are empty if the message cannot be
    /// read.
    func read() -> (arguments: [GivenArgument], notices: [CallNotice]) {
        var notices = CallNotice.ofAddress(request, names)
        switch binding {
        case .soap11, .soap12:
            guard let root, let entry = bodyEntry(of: root) else { return ([], notices) }
            notices += CallNotice.ofAction(request, binding) + CallNotice.ofEncoding(request.body, charset: charset)
            notices += CallNotice.ofHeader(root) + CallNotice.ofElements(entry, row, names)
            return (row.parameters.map { argument($0, in: entry) }, notices)
        case .formGET, .formPOST, .servlet:
            guard let fields = fields() else { return ([], notices) }
            let arguments = (row.parameters + row.sharedParameters).map { parameter in
                let value = ([parameter.name] + parameter.aliases).lazy.compactMap { fields[$0] }.first
                return GivenArgument(parameter, names, value == nil ? .missing : .text, value)
            }
            return (arguments, notices)
        case .json, .rest: return (row.parameters.map { argument($0, in: objects(), query: fields()) }, notices)
        }
    }

    /// Returns a hash of what the request says to its operation, without its header, so that a repetition with a new token has the same one.
    /// It differs from process to process. Nil if the message cannot be read.
    func contentHash() -> Int? {
        var hasher = Hasher()
        switch binding {
        case .soap11, .soap12:
            guard let entry = root.flatMap(bodyEntry(of:)) else { return nil }
            Self.combine(entry, into: &hasher)
        case .formGET, .formPOST, .servlet:
            guard let fields = fields() else { return nil }
            for field in fields.fields {
                hasher.combine(field.name)
                hasher.combine(field.value)
            }
        case .json, .rest:
            hasher.combine(request.path)
            hasher.combine(request.query)
            hasher.combine(request.body)
        }
        return hasher.finalize()
    }

    private static func combine(_ element: XMLElement, into hasher: inout Hasher) {
        hasher.combine(element.localName)
        guard element.hasElementChildren else { return hasher.combine(element.text) }
        for child in element.children { combine(child, into: &hasher) }
    }

    // MARK: SOAP

    private var charset: String? { request.fields.only("Content-Type").flatMap { MediaType(parsing: $0) }?.charset }

    private var root: XMLElement? { (try? XMLDocument.parse(request.body, charset: charset))?.root }

    private func bodyEntry(of root: XMLElement) -> XMLElement? {
        let body = root.children.first { $0.hasLocalName("Body") && $0.isInNamespace(root.namespace) }
        return body?.firstChild
    }

    private func argument(_ parameter: ParameterDescription, in entry: XMLElement) -> GivenArgument {
        let found = entry.children.first { child in
            child.isInNamespace(entry.namespace) && ([parameter.name] + parameter.aliases).contains { child.hasLocalName($0) }
        }
        guard let found else { return GivenArgument(parameter, names, .missing, nil) }
        if found.isNil { return GivenArgument(parameter, names, .null, nil) }
        if found.hasElementChildren { return GivenArgument(parameter, names, .text, nil) }
        return GivenArgument(parameter, names, .text, found.text)
    }

    // MARK: Forms

    private func fields() -> FormFields? {
        var fields = FormFields()
        if let query = request.query, let read = try? FormFields(query: query) { fields.append(read) }
        guard !request.body.isEmpty, binding != .json, binding != .rest else { return fields }
        let type = request.fields.first("Content-Type").flatMap { MediaType(parsing: $0) }
        if type?.essence == "multipart/form-data", let boundary = type?.parameter("boundary") {
            guard let read = try? FormFields(multipart: request.body, boundary: boundary) else { return nil }
            fields.append(read)
        } else if let read = try? FormFields(urlEncoded: request.body, charset: type?.charset.flatMap { Charset(named: $0) }) {
            fields.append(read)
        }
        return fields
    }

    // MARK: JSON

    /// Returns the members of the object with the arguments.
    private func objects() -> [JSON.Member] {
        guard !request.body.isEmpty, let members = (try? JSON.parse(request.body))?.members else { return [] }
        guard binding == .json else { return members }
        return members.first { ASCII.equalsIgnoringCase($0.name, row.name) }?.value.members ?? []
    }

    private func argument(_ parameter: ParameterDescription, in members: [JSON.Member], query: FormFields?) -> GivenArgument {
        let value = members.first { ASCII.equalsIgnoringCase($0.name, parameter.name) }?.value
        switch value {
        case nil:
            let text = query?[parameter.name]
            return GivenArgument(parameter, names, text == nil ? .missing : .text, text)
        case .null?: return GivenArgument(parameter, names, .null, nil)
        case .string(let text)?, .number(let text)?: return GivenArgument(parameter, names, .text, text)
        case .bool(let flag)?: return GivenArgument(parameter, names, .text, flag ? "true" : "false")
        case .array?, .object?: return GivenArgument(parameter, names, .text, nil)
        }
    }
}
