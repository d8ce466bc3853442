import Accounts
import Calls
import HTTP
import JSON
import Masking
import Operations
import SOAP
import Text
import XML

/// Something about a call that worked, or was ignored, and that a client should not rely on.
struct CallNotice: Sendable {
    enum Code: String, Sendable, CaseIterable {
        /// The SOAPAction has no quotes around it.
        case actionUnquoted = "action_unquoted"
        /// There is no SOAPAction.
        case actionMissing = "action_missing"
        /// An element is none of the operation's parameters, so nothing read it.
        case unknownElement = "unknown_element"
        /// An element has the name of a parameter and another namespace, so nothing read it.
        case wrongNamespace = "wrong_namespace"
        /// An element has the name of a parameter in other letter case, so nothing read it.
        case wrongCase = "wrong_case"
        /// The elements are in another order than the contract has them.
        case outOfOrder = "out_of_order"
        /// A value has white space around it.
        case spaceAroundValue = "space_around_value"
        /// A secret stands in the address, where proxies and logs keep it.
        case secretInAddress = "secret_in_address"
        /// The message is of SOAP 1.2, which the vendor's service does not read.
        case soap12
        /// The call signed in although a session was there, which it ended.
        case needlessSignIn = "needless_sign_in"
        /// The call has a token in whose place a call before got another one.
        case tokenNotRenewed = "token_not_renewed"
        /// The same change was sent shortly before, and its answer did not arrive.
        case retriedChange = "retried_change"
        /// The header has the block that .NET adds by itself.
        case dotNetActionHeader = "dotnet_action_header"
        /// The field Content-Type and the document name different encodings.
        case charsetDiffers = "charset_differs"
    }

    let code: Code
    let text: String

    var json: JSON { .object([.init("code", .string(code.rawValue)), .init("text", .string(text))]) }

    /// The greatest number of notices of one kind about a call.
    private static let limit = 8

    /// Returns notices about the address.
    static func ofAddress(_ request: HTTPRequest, _ names: SecretNames) -> [CallNotice] {
        guard let query = request.query, let fields = (try? FormFields(query: query))?.fields else { return [] }
        return fields.filter { names.areSecret($0.name) && !$0.value.isEmpty }.prefix(limit).map {
            CallNotice(code: .secretInAddress, text: "\(shown($0.name, names)) is in the address; proxies and logs keep addresses.")
        }
    }

    /// Returns notices about the action of a SOAP request.
    static func ofAction(_ request: HTTPRequest, _ binding: BindingName) -> [CallNotice] {
        guard binding == .soap11 else { return [] }
        guard let action = request.fields.first("SOAPAction") else {
            return [CallNotice(code: .actionMissing, text: "SOAP 1.1 requires the field SOAPAction.")]
        }
        guard !action.isEmpty, !action.hasPrefix("\"") else { return [] }
        return [CallNotice(code: .actionUnquoted, text: "SOAP 1.1 requires quotation marks around the value of SOAPAction.")]
    }

    /// Returns notices about what became of sessions.
    static func ofSessions(_ call: CallFacts) -> [CallNotice] {
        var notices: [CallNotice] = []
        if call.action == .signIn, call.outcome == .ok, call.changes.contains(where: \.endsSession) {
            notices.append(CallNotice(code: .needlessSignIn, text: "A session was there, and the sign-in ended it; clients keep one."))
        }
        if case .ended(_, .renewed) = call.fate {
            notices.append(CallNotice(code: .tokenNotRenewed, text: "Each answer brings the next token; this one is of an earlier answer."))
        }
        return notices
    }

    /// Returns a notice about a change that repeats another one.
    static func ofRetry(_ earlier: UnansweredChanges.Earlier?) -> [CallNotice] {
        earlier.map { earlier in
            let text = "The same change came \(earlier.seconds) s before as entry \(earlier.id), and its answer did not arrive."
            return [CallNotice(code: .retriedChange, text: text + " It may be done already.")]
        } ?? []
    }

    /// Returns a notice about the encoding of a document.
    static func ofEncoding(_ body: [UInt8], charset: String?) -> [CallNotice] {
        guard let charset, let declared = XMLDocument.declaredEncoding(of: body) else { return [] }
        let (field, own) = (Charset(named: charset), Charset(named: declared))
        guard field != own else { return [] }
        let (first, second) = (field == nil ? "an unknown encoding" : quoted(charset), own == nil ? "an unknown one" : quoted(declared))
        let text = "Content-Type says \(first) and the document \(second); the former counts, and other services differ."
        return [CallNotice(code: .charsetDiffers, text: text)]
    }

    /// Returns a notice about the blocks of an envelope's header.
    static func ofHeader(_ envelope: XMLElement) -> [CallNotice] {
        let header = envelope.children.first { $0.hasLocalName("Header") && $0.isInNamespace(envelope.namespace) }
        let isThere = header?.children.contains { $0.hasLocalName("Action") && $0.isInNamespace(Namespaces.dotNetAddressingNone) }
        guard isThere == true else { return [] }
        return [
            CallNotice(
                code: .dotNetActionHeader,
                text: "The header has .NET's block Action, which must be understood; services that do not know it refuse the message.")
        ]
    }

    /// Returns a notice about a version of SOAP that the system's own service does not read.
    static func ofVersion(_ row: OperationFacts, _ binding: BindingName) -> [CallNotice] {
        guard binding == .soap12, row.service?.system.readsSOAP12 == false else { return [] }
        return [CallNotice(code: .soap12, text: "The vendor's service reads SOAP 1.1 only.")]
    }

    /// Returns notices about the elements inside of an operation's element.
    static func ofElements(_ entry: XMLElement, _ row: OperationFacts, _ names: SecretNames) -> [CallNotice] {
        var notices: [CallNotice] = []
        var last = -1
        for child in entry.children where notices.count < limit {
            let name = child.localName
            let position = row.parameters.firstIndex { $0.name == name || $0.aliases.contains(name) }
            guard let position else {
                let other = row.parameters.first { ASCII.equalsIgnoringCase($0.name, name) }?.name
                notices.append(
                    other.map { CallNotice(code: .wrongCase, text: "Nothing read \(quoted(name)); the contract has \($0).") }
                        ?? CallNotice(code: .unknownElement, text: "Nothing read \(shown(name, names)); \(row.name) has no such parameter.")
                )
                continue
            }
            guard child.isInNamespace(entry.namespace) else {
                notices.append(
                    CallNotice(code: .wrongNamespace, text: "Nothing read \(name); its namespace is not that of \(row.name)."))
                continue
            }
            if position < last {
                notices.append(CallNotice(code: .outOfOrder, text: "\(name) stands later in the contract than in the message."))
            }
            last = max(last, position)
            let parameter = row.parameters[position]
            if parameter.type.isSimple, !parameter.isSecret, XMLText.trimmed(child.text).utf8.count < child.text.utf8.count {
                notices.append(CallNotice(code: .spaceAroundValue, text: "The value of \(name) has white space around it."))
            }
        }
        return notices
    }

    /// Returns a name in quotation marks, or says that nobody knows it. It may be anything then.
    private static func shown(_ name: String, _ names: SecretNames) -> String {
        names.shows(name) ? quoted(name) : "a name that no operation has"
    }

    private static func quoted(_ name: String) -> String { "\"" + String(name.unicodeScalars.prefix(60).map(Character.init)) + "\"" }
}
