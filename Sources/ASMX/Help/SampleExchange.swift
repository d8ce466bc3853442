public import Calls

/// One way to call an operation, as a help page shows it: a request and its answer. Both are whole HTTP messages with
/// blanks for values (see ``SampleBlank``).
public struct SampleExchange: Sendable {
    /// The name of this way, such as `SOAP 1.1`.
    public let title: String
    /// The way in the words of the journal.
    public let binding: BindingName
    /// Further information for the reader. May contain code in backticks.
    public let note: String?
    /// The request.
    public let request: String
    /// The answer. Empty if nothing is known of it.
    public let response: String

    /// Creates an exchange from its parts.
    public init(title: String, binding: BindingName, note: String? = nil, request: Message, response: Message?) {
        self.title = title
        self.binding = binding
        self.note = note
        self.request = request.text
        self.response = response?.text ?? ""
    }

    /// Returns the request and the answer with a text in the place of each blank.
    public func messages(blanksAs text: String) -> (request: String, response: String) {
        (SampleBlank.replaced(in: request, by: text), SampleBlank.replaced(in: response, by: text))
    }

    /// An HTTP message, line by line.
    public struct Message: Sendable {
        let text: String

        /// Creates a message from its start line, header fields and body. A message with a body has a `Content-Length`.
        public init(_ startLine: String, _ fields: KeyValuePairs<String, String?>, body: String = "") {
            var lines = [startLine]
            for (name, value) in fields {
                if let value { lines.append("\(name): \(value)") }
            }
            if !body.isEmpty { lines.append("Content-Length: \(SampleBlank.value("length"))") }
            text = lines.joined(separator: "\n") + "\n" + (body.isEmpty ? "" : "\n" + body)
        }
    }
}
