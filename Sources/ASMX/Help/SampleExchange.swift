/// One way to call an operation, as a help page shows it: a request and its answer, whole HTTP messages with blanks in the places of values
/// (see ``SampleBlank``).
public struct SampleExchange: Sendable {
    /// What the way is called: `SOAP 1.1`.
    public let title: String
    /// What a reader should know besides; may have code in backticks.
    public let note: String?
    /// The request.
    public let request: String
    /// The answer.
    public let response: String

    /// An exchange made of its parts.
    public init(title: String, note: String? = nil, request: Message, response: Message) {
        self.title = title
        self.note = note
        self.request = request.text
        self.response = response.text
    }

    /// An HTTP message, line by line.
    public struct Message: Sendable {
        let text: String

        /// A message made of its start line, its header fields and its body; where a body is there is a `Content-Length`.
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
