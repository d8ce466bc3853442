import HTTP
import JSON
import StageSupport

@testable import Archer

extension Stage {
    /// A call of the REST API. `target` is the path below `core`, perhaps with a query that is encoded.
    func rest(
        _ method: String, _ target: String, _ body: String = "", token: String? = nil, override: String? = nil,
        _ fields: KeyValuePairs<String, String> = [:]
    ) -> HTTPResponse {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var request = HTTPRequest(method: method, path: "/api/core/\(halves[0])", query: halves.count > 1 ? String(halves[1]) : nil)
        request.body = Array(body.utf8)
        if let token { request.fields.append("Authorization", HTTPFieldValue(replacingControlsIn: "Archer session-id=\"\(token)\"")) }
        if let override { request.fields.append("X-Http-Method-Override", HTTPFieldValue(replacingControlsIn: override)) }
        for (name, value) in fields { request.fields.append(name: name, HTTPFieldValue(replacingControlsIn: value)) }
        return send(request)
    }

    func restSignIn(_ name: String = "sysadmin", _ password: String = "Sysadmin-1") -> HTTPResponse {
        rest(
            "POST", "security/login", #"{"InstanceName":"Default","Username":"\#(name)","UserDomain":"","Password":"\#(password)"}"#)
    }

    func restSession(_ name: String = "sysadmin", _ password: String = "Sysadmin-1") -> String {
        restSignIn(name, password).object["SessionToken"]?.string ?? ""
    }
}

extension HTTPResponse {
    /// The body as JSON.
    var json: JSON { (try? JSON.parse(body)) ?? .null }
    /// The object of the envelope.
    var object: JSON { json["RequestedObject"] ?? .null }
    /// The objects of the envelopes.
    var objects: [JSON] { json.elements?.compactMap { $0["RequestedObject"] } ?? [] }
    /// The message of a refusal in an envelope.
    var refusal: JSON { json["ValidationMessages"]?.elements?.first ?? .null }
    /// Whether a change names something that there is not.
    var namesUnknown: Bool {
        refusal["MessageKey"]?.string == "ValidationMessageTemplates:NotValid"
            && refusal["Description"]?.string?.hasPrefix("There is no ") == true
    }
    /// Whether the list is the one envelope of an empty list.
    var isNothingFoundInList: Bool {
        json.elements?.count == 1 && json.elements?.first?["IsSuccessful"] == .bool(false) && objects == [.object([])]
    }
    /// Whether the envelope is that of an object that was not found.
    var isNothingFound: Bool {
        refusal["MessageKey"]?.string == "WebApi:WebApiResourceNotFoundQuery" && object == .object([])
    }
}
