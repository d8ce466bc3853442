public import HTTP

extension ReplayCase {
    /// The request as it was recorded, with placeholders. Nil if the file is none of a request.
    public var sentRequest: HTTPRequest? {
        guard let file = try? MessageFile(request) else { return nil }
        let words = file.startLine.split(separator: " ")
        guard words.count == 3 else { return nil }
        let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return HTTPRequest(
            method: String(words[0]), path: target[0], query: target.count > 1 ? target[1] : nil, fields: file.httpFields, body: file.body)
    }

    /// The answer as it was recorded, with placeholders. Nil if the file is none of an answer.
    public var recordedAnswer: HTTPResponse? {
        guard let file = try? MessageFile(response) else { return nil }
        let words = file.startLine.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        return HTTPResponse(status: status, fields: file.httpFields, body: file.body)
    }
}

extension MessageFile {
    /// The fields. One that cannot be in a message is left out.
    fileprivate var httpFields: HTTPFields {
        var fields = HTTPFields()
        for (name, value) in self.fields {
            if let value = HTTPFieldValue(value) { fields.append(name: name, value) }
        }
        return fields
    }
}
