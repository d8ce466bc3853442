import HTTP
import Text

/// The fields of a message that concern its connection.
enum ConnectionFields {
    /// Those of RFC 9110, section 7.6.1, and those that each side writes for its own, in lower case. A body in a content coding could not
    /// be read, so the relay does not ask for one.
    static let names: Set<String> = [
        "host", "connection", "keep-alive", "proxy-connection", "proxy-authorization", "content-length", "transfer-encoding", "te",
        "trailer", "upgrade", "expect", "accept-encoding", "date",
    ]

    /// Returns the fields of a message that may be passed on: neither these, nor those that the field Connection names.
    static func without(_ fields: HTTPFields) -> [(name: String, value: String)] {
        let named = fields.all("Connection").flatMap { $0.split(separator: ",") }.map { ASCII.lowercased(ASCII.trimmed($0)) }
        let own = names.union(named)
        return fields.all.filter { !own.contains(ASCII.lowercased($0.name)) }.map { ($0.name, $0.value) }
    }
}
