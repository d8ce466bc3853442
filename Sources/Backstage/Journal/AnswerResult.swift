import Calls
import JSON
import Operations
import SOAP
import XML

extension JournalEntry {
    /// The longest body of an answer in which a result is looked for, in bytes.
    private static let longestBodyWithResult = 8 << 10

    /// Returns the result that an answer gave, as text, if its operation's result is a single value. It is read from the masked answer, so
    /// a secret is a mask here too. Nil if there is none, and for answers without messages.
    static func result(of facts: CallFacts, in exchange: MaskedExchange) -> String? {
        guard let row = facts.row, row.result.type.isSimple, let binding = facts.binding, let body = exchange.response.body,
            body.utf8.count <= longestBodyWithResult
        else { return nil }
        switch binding {
        case .soap11, .soap12:
            guard let root = (try? XMLDocument.parse(Array(body.utf8)))?.root else { return nil }
            let content = root.children.first { $0.hasLocalName("Body") && $0.isInNamespace(root.namespace) }?.firstChild
            return value(of: content?.children.first { $0.hasLocalName(row.name + "Result") })
        case .formGET, .formPOST: return value(of: (try? XMLDocument.parse(Array(body.utf8)))?.root)
        case .json:
            switch try? JSON.parse(Array(body.utf8)) {
            case .string(let text)?, .number(let text)?: return text
            case .bool(let flag)?: return flag ? "true" : "false"
            case .null?, .array?, .object?, nil: return nil
            }
        case .rest, .servlet: return nil
        }
    }

    private static func value(of element: XMLElement?) -> String? {
        guard let element, !element.isNil, !element.hasElementChildren else { return nil }
        return element.text
    }
}
