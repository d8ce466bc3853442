import HTTP
import JSON
import TestSupport
import Testing
import XML

/// A fault as a caller reads it.
struct Fault: Equatable {
    let status: Int
    let code: String
    let reason: String
    let actor: String?
    /// The name of the element under `detail`, which clients branch on; nil for no detail.
    let kind: String?
    /// The names of the elements of XWebException, in order.
    let members: [String]
    let message: String?
    let messageDetail: String?
    let hasHeader: Bool
}

extension HTTPResponse {
    /// The document in the body; nil when it is not well-formed.
    var document: XMLElement? { try? XMLDocument.parse(body, charset: "utf-8").root }

    /// All elements of a name, in the document's order.
    func elements(_ name: String) -> [XMLElement] {
        func search(_ element: XMLElement) -> [XMLElement] {
            (element.localName == name ? [element] : []) + element.children.flatMap(search)
        }
        return document.map(search) ?? []
    }

    /// The texts of all elements of a name.
    func texts(_ name: String) -> [String] { elements(name).map(\.text) }

    /// The rows of a list, each with its cells.
    func rows(_ name: String = "Result") -> [[String: String]] {
        elements(name).map { row in Dictionary(row.children.map { ($0.localName, $0.text) }) { first, _ in first } }
    }

    /// The fault in the body; nil when there is none.
    var fault: Fault? {
        guard let fault = elements("Fault").first else { return nil }
        func child(_ name: String) -> XMLElement? { fault.children.first { $0.localName == name } }
        let kind = child("detail")?.firstChild
        let exception = kind?.firstChild
        let members = exception.map { Array($0.children) } ?? []
        return Fault(
            status: status, code: child("faultcode")?.text ?? "", reason: child("faultstring")?.text ?? "",
            actor: child("faultactor")?.text, kind: kind?.localName, members: members.map(\.localName),
            message: members.first { $0.localName == "Message" }?.text,
            messageDetail: members.first { $0.localName == "MessageDetail" }?.text,
            hasHeader: !elements("Header").isEmpty || !elements("AuthorizationToken").isEmpty)
    }

    /// The body as JSON; nil when it is none.
    var jsonBody: JSON? { try? JSON.parse(body) }
}

/// Expects a fault of the vendor's with these words, with a status of 500 and without a header.
func expectFault(
    _ response: HTTPResponse, _ kind: String, _ message: String, detail: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let fault = response.fault
    #expect(fault?.status == 500, sourceLocation: sourceLocation)
    #expect(fault?.code == "soap:Client", sourceLocation: sourceLocation)
    #expect(fault?.kind == kind, sourceLocation: sourceLocation)
    #expect(fault?.message == message, sourceLocation: sourceLocation)
    #expect(fault?.hasHeader == false, sourceLocation: sourceLocation)
    if let detail { #expect(fault?.messageDetail == detail, sourceLocation: sourceLocation) }
}

/// Expects the generic fault, whose reason is in MessageDetail; `words` must be in it.
func expectError(_ response: HTTPResponse, _ words: String, sourceLocation: SourceLocation = #_sourceLocation) {
    expectFault(response, "SystemExceptionInfo", "An error occurred", sourceLocation: sourceLocation)
    let detail = response.fault?.messageDetail
    #expect(detail?.contains(words) == true, "MessageDetail is \(detail ?? "absent")", sourceLocation: sourceLocation)
}

/// Expects an error of the JSON twin.
func expectJSONError(
    _ response: HTTPResponse, _ status: Int, _ kind: String?, _ message: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(response.status == status, sourceLocation: sourceLocation)
    #expect(response.jsonBody?["ExceptionType"]?.string == kind, sourceLocation: sourceLocation)
    if let message { #expect(response.jsonBody?["Message"]?.string == message, sourceLocation: sourceLocation) }
    #expect(response.fields.first("WWW-Authenticate") == "Bearer", sourceLocation: sourceLocation)
    #expect(response.fields.first("Content-Type") == "application/json; charset=utf-8", sourceLocation: sourceLocation)
}

/// Texts that many answers have.
enum XWebWords {
    static let zero = "00000000-0000-0000-0000-000000000000"

    /// Whether a text is a GUID of version 4 in small letters.
    static func isGUID(_ text: String?) -> Bool {
        text?.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
    }
}
