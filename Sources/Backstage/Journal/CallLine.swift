import Accounts
import Calls
import Emulator
import HTTP
import JSON

/// The line of the log for a call: what was called, from where, and how it ended. It has no argument, no message and no name of a person.
enum CallLine {
    /// Returns the line as JSON. `id` is the number of the journal's entry, or nil if there is none.
    static func text(_ call: CallContext, _ response: HTTPResponse, id: UInt64?, site: String?, at moment: Timestamp) -> String {
        let facts = CallFacts(call, status: response.status)
        var members: [JSON.Member] = [
            .init("time", .string(MomentText.text(moment))), .init("level", .string("info")), .init("message", .string("call")),
        ]
        if let id { members.append(.init("id", .number(id))) }
        func add(_ name: String, _ text: String?) { text.map { members.append(.init(name, .string($0))) } }
        add("site", site)
        add("system", facts.system)
        add("service", facts.service)
        add("operation", facts.operation)
        add("outcome", facts.outcome.rawValue)
        add("reason", facts.reason?.rawValue)
        if facts.state == .aborted { add("state", facts.state.rawValue) }
        members.append(.init("status", .number(facts.status)))
        if let answered = facts.times.answered { members.append(.init("ms", .milliseconds(facts.times.routed, answered))) }
        add("address", facts.address)
        add("traceparent", call.request.fields.first("traceparent").flatMap { isTrace($0) ? $0 : nil })
        add("request_id", call.request.fields.first("X-Request-Id").flatMap { isRequestID($0) ? $0 : nil })
        return String(decoding: JSON.object(members).bytes, as: UTF8.self)
    }

    /// Whether a text is a traceparent: version, trace, parent and flags in hexadecimal digits in lower case (W3C Trace Context, 3.2).
    static func isTrace(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return parts.map(\.count) == [2, 32, 16, 2]
            && parts.allSatisfy { $0.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } }
    }

    /// Whether a text can be the number that a caller gave the request: up to 128 letters, digits and `-_.:+/=`.
    static func isRequestID(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "/"),
                    UInt8(ascii: "="):
                    true
                default: false
                }
            }
    }
}
