public import Calls
public import HTTP

extension HTTPAnswer {
    /// The answer, its work done here and now.
    public var response: HTTPResponse {
        switch self {
        case .now(let response): response
        case .later(let wait, _, let work): WorkUnderWay.$wait.withValue(wait) { work() }
        }
    }
}

extension HTTPResponse {
    /// The body as text.
    public var bodyText: String { String(decoding: body, as: UTF8.self) }

    /// The text between the first `<name…>` and the next `</name>`, as it stands in the body.
    public func text(of name: String) -> String? {
        let body = bodyText
        for (index, part) in body.split(separator: "<\(name)", omittingEmptySubsequences: false).enumerated() where index > 0 {
            guard let first = part.first, first == ">" || first == " " else { continue }
            return part.drop { $0 != ">" }.dropFirst().split(separator: "</\(name)>", omittingEmptySubsequences: false).first.map(
                String.init)
        }
        return nil
    }
}
