import Calls
import HTTP
package import JSON
import SOAP
import Text
import XML

/// The effects as callers write them: `{"lose_answer": {"by": "reset"}}`, or `"end_session"`.
extension FaultEffect {
    private static let longest = Duration.seconds(600)
    private static let ending = JSONShape.object([
        .optional("by", .choice(["close", "reset", "hang"]), "How the connection ends: `close` if it is missing."),
        .optional("for", .duration, "How long it hangs, at most 10 minutes: 1 minute if it is missing."),
    ])
    private static let status = JSONShape.integer(200...599)

    /// The form in which callers write it.
    package static let shape = JSONShape.either([
        .choice(StateChange.allCases.map(\.rawValue)),
        .object([
            .optional(
                "delay",
                .either([
                    .duration,
                    .object([
                        .required("min", .duration, "How long."),
                        .optional("max", .duration, "How long at most; as `min` if it is missing."),
                        .optional("at", .choice(["before", "after"]), "Before the operation runs (the default), or after it."),
                    ]),
                ]), "The call waits, at most 10 minutes."),
            .optional(
                "vendor_error", .choice(VendorError.allCases.map(\.rawValue)), "The vendor's own error, in its words. Nothing runs."),
            .optional(
                "soap_fault",
                .object([
                    .optional("code", .choice(["sender", "receiver"]), "Who is at fault: `receiver` if it is missing."),
                    .required("text", .text(), "The text of the fault."),
                    .optional("detail", .text(), "A text in the detail element `Message`."),
                    .optional("status", status, "The HTTP status: 500 if it is missing."),
                ]), "A fault in the call's version of SOAP. Nothing runs. Calls that are not SOAP do not meet the rule."),
            .optional(
                "http_status",
                .object([
                    .required("status", status, "The status."), .optional("body", .text(atMost: 65_536), "The body."),
                    .optional("content_type", .text(atMost: 200), "Its type: plain text if it is missing."),
                    .optional("headers", .table(.text(atMost: 1000)), "Further fields, at most 50."),
                ]), "Any answer. Nothing runs."),
            .optional(
                "html_page",
                .object([
                    .required("page", .choice(Page.allCases.map(\.rawValue)), "Which page."),
                    .optional("status", status, "The status: that which the page usually has if it is missing."),
                ]), "What a client meets behind a proxy. Nothing runs."),
            .optional("lose_answer", ending, "The operation runs, and the client does not learn of it."),
            .optional("drop", ending, "Nothing runs, and the client gets no answer."),
            .optional(
                "truncate",
                .object([
                    .optional("bytes", .integer(0...1_000_000_000), "How many bytes of the body come."),
                    .optional("part", .fraction, "Which part of the body comes: 0.5 if both are missing."),
                ]), "The operation runs. The client gets the beginning of the answer."),
            .optional(
                "slow_body", .object([.required("bytes_per_second", .integer(1...1_000_000_000), "The rate.")]),
                "The operation runs. The body comes slowly."),
            .optional(
                "garble", .object([.required("how", .choice(Damage.allCases.map(\.rawValue)), "The damage.")]),
                "The operation runs. The answer comes damaged."),
        ]),
    ])

    private enum Page: String, CaseIterable {
        case signIn = "sign_in"
        case maintenance
        case gatewayError = "gateway_error"

        var status: Int {
            switch self {
            case .signIn: 200
            case .maintenance: 503
            case .gatewayError: 502
            }
        }

        var title: String {
            switch self {
            case .signIn: "Sign in"
            case .maintenance: "Down for maintenance"
            case .gatewayError: "502 Bad Gateway"
            }
        }
    }

    /// Reads an effect that has the shape.
    init(_ value: JSON, at place: JSONPath) throws(JSONSchemaError) {
        if let change = value.string.flatMap(StateChange.init(rawValue:)) {
            self = .change(change)
            return
        }
        let members = (value.members ?? []).filter { $0.value != .null }
        guard members.count == 1, let member = members.first else {
            throw JSONSchemaError(place, "must have exactly one effect; several effects are several rules")
        }
        let (given, place) = (member.value, place.member(member.name))
        switch member.name {
        case "delay": self = try Self.delay(given, at: place)
        case "vendor_error": self = .vendorError(VendorError(rawValue: given.string ?? "") ?? .failed)
        case "soap_fault": self = Self.soapFault(given)
        case "http_status": self = .answer(try Self.answer(given, at: place))
        case "html_page": self = .answer(Self.page(given))
        case "lose_answer": self = .loseAnswer(try Self.ending(given, at: place))
        case "drop": self = .drop(try Self.ending(given, at: place))
        case "truncate": self = .truncate(bytes: given["bytes"]?.int, part: given["part"]?.fraction ?? 0.5)
        case "slow_body": self = .slowBody(given["bytes_per_second"]?.int ?? 1)
        default: self = .garble(Damage(rawValue: given["how"]?.string ?? "") ?? .notXML)
        }
    }

    private static func duration(_ value: JSON?, at place: JSONPath) throws(JSONSchemaError) -> Duration {
        guard let duration = DurationText.duration(value?.string ?? ""), duration <= longest else {
            throw JSONSchemaError(place, "must be a duration of at most 10 minutes, such as \"800ms\"")
        }
        return duration
    }

    private static func delay(_ given: JSON, at place: JSONPath) throws(JSONSchemaError) -> FaultEffect {
        guard given.members != nil else {
            let milliseconds = milliseconds(try duration(given, at: place))
            return .delay(milliseconds...milliseconds, isBefore: true)
        }
        let least = milliseconds(try duration(given["min"], at: place.member("min")))
        var most = least
        if let max = given["max"], max != .null { most = milliseconds(try duration(max, at: place.member("max"))) }
        guard most >= least else { throw JSONSchemaError(place.member("max"), "must not be shorter than \"min\"") }
        return .delay(least...most, isBefore: given["at"]?.string != "after")
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    }

    private static func ending(_ given: JSON, at place: JSONPath) throws(JSONSchemaError) -> HTTPDelivery.Ending {
        let time = given["for"] ?? .null
        switch given["by"]?.string {
        case "hang": return .hang(time == .null ? .seconds(60) : try duration(time, at: place.member("for")))
        case _ where time != .null: throw JSONSchemaError(place.member("for"), "needs \"by\": \"hang\"")
        case "reset": return .reset
        default: return .close
        }
    }

    private static func soapFault(_ given: JSON) -> FaultEffect {
        var detail = SOAPFault.Detail.empty
        if let text = given["detail"]?.string {
            var writer = XMLWriter()
            writer.element("Message", text)
            detail = .content(writer.finish())
        }
        let code: SOAPFault.Code = given["code"]?.string == "sender" ? .sender : .receiver
        return .soapFault(SOAPFault(code, given["text"]?.string ?? "", detail: detail), status: given["status"]?.int ?? 500)
    }

    private static func answer(_ given: JSON, at place: JSONPath) throws(JSONSchemaError) -> HTTPResponse {
        var response = HTTPResponse(status: given["status"]?.int ?? 500)
        if let body = given["body"]?.string {
            let type = given["content_type"]?.string ?? "text/plain; charset=utf-8"
            response.fields.append("Content-Type", HTTPFieldValue(replacingControlsIn: type))
            response.body = Array(body.utf8)
        }
        let headers = given["headers"]?.members ?? []
        guard headers.count <= 50 else { throw JSONSchemaError(place.member("headers"), "must have at most 50 members") }
        for header in headers {
            guard let text = header.value.string, let value = HTTPFieldValue(text), response.fields.append(name: header.name, value) else {
                throw JSONSchemaError(place.member("headers"), "must have names and values of HTTP fields")
            }
        }
        return response
    }

    private static func page(_ given: JSON) -> HTTPResponse {
        let page = Page(rawValue: given["page"]?.string ?? "") ?? .gatewayError
        let status = given["status"]?.int ?? page.status
        let form = page == .signIn ? "<form method=\"post\"><input name=\"user\"><input name=\"password\" type=\"password\"></form>" : ""
        let html = "<!DOCTYPE html>\n<html><head><title>\(page.title)</title></head><body><h1>\(page.title)</h1>\(form)<br></body></html>\n"
        var response = HTTPResponse(status: status, contentType: "text/html; charset=utf-8", body: Array(html.utf8))
        if (300..<400).contains(status) { response.fields.append("Location", "/login") }
        return response
    }
}
