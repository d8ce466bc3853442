package import Accounts
package import Calls
package import HTTP
package import SOAP
import XML

/// What a fault rule does to a call.
package enum FaultEffect: Sendable {
    /// The call waits, before its operation runs or before its answer is sent.
    case delay(ClosedRange<Int64>, isBefore: Bool)
    /// The vendor's own error.
    case vendorError(VendorError)
    /// A fault in the call's version of SOAP.
    case soapFault(SOAPFault, status: Int)
    /// Any answer.
    case answer(HTTPResponse)
    /// The session ends or expires, or the account is locked, and the call meets that.
    case change(StateChange)
    /// The operation runs and the client does not learn of it.
    case loseAnswer(HTTPDelivery.Ending)
    /// Nothing runs, and the client gets no answer.
    case drop(HTTPDelivery.Ending)
    /// The client gets the beginning of the answer: so many bytes of the body, or a part of it.
    case truncate(bytes: Int?, part: Double)
    /// The body comes slowly.
    case slowBody(Int)
    /// The answer comes damaged.
    case garble(Damage)

    /// A change of what the store has.
    package enum StateChange: String, Sendable, CaseIterable {
        case endSession = "end_session"
        case expireToken = "expire_token"
        case lockAccount = "lock_account"
    }

    /// How an answer is damaged.
    package enum Damage: String, Sendable, CaseIterable {
        case notXML = "not_xml"
        case wrongNamespace = "wrong_namespace"
        case empty200 = "empty_200"
        case wrongCharset = "wrong_charset"
        case duplicateHeader = "duplicate_header"
    }

    /// Whether the effect can be had in a binding. Only SOAP has faults.
    package func suits(_ binding: BindingName?) -> Bool {
        guard case .soapFault = self else { return true }
        return binding == .soap11 || binding == .soap12
    }

    /// Adds the effect to what happens to a call. `random` is a number below 1 from the rule's own generator.
    package func apply(to interception: inout Interception, of call: CallContext, _ users: UserService, random: Double) {
        switch self {
        case .delay(let range, let isBefore):
            let span = Double(range.upperBound - range.lowerBound)
            let delay = Duration.milliseconds(range.lowerBound + Int64(span * random))
            guard !isBefore else { return interception.delay += delay }
            let other = interception.alter
            interception.alter = { response in
                let response = other?(response) ?? response
                let before = response.delivery
                return response.delivered(
                    .init(
                        delay: (before?.delay ?? .zero) + delay, extent: before?.extent ?? .whole, bytesPerSecond: before?.bytesPerSecond))
            }
        case .vendorError(let error): interception.replacement = .vendor(error)
        case .soapFault(let fault, let status):
            let version: SOAPVersion = call.binding == .soap12 ? .v1_2 : .v1_1
            interception.replacement = .response(
                HTTPResponse(
                    status: status, contentType: HTTPFieldValue(replacingControlsIn: "\(version.mediaType); charset=utf-8"),
                    body: SOAPWriter.fault(fault, version: version)))
        case .answer(let response): interception.replacement = .response(response)
        case .change(let change): interception.change = { call in try change.make(for: call, users) }
        case .drop(let ending): interception.replacement = .response(HTTPResponse(status: 500).delivered(.init(extent: .nothing(ending))))
        case .loseAnswer(let ending): alter(&interception) { _ in .init(extent: .nothing(ending)) }
        case .truncate(let bytes, let part):
            alter(&interception) { .init(extent: .first(bytes ?? Int(Double($0.body.count) * part))) }
        case .slowBody(let rate): alter(&interception) { _ in .init(bytesPerSecond: rate) }
        case .garble(let damage):
            let other = interception.alter
            interception.alter = { damage.done(to: other?($0) ?? $0) }
        }
    }

    /// Sends the response in another way, with the delay that it has.
    private func alter(_ interception: inout Interception, _ delivery: @escaping @Sendable (HTTPResponse) -> HTTPDelivery) {
        let other = interception.alter
        interception.alter = { response in
            let response = other?(response) ?? response
            let new = delivery(response)
            return response.delivered(
                .init(delay: response.delivery?.delay ?? .zero, extent: new.extent, bytesPerSecond: new.bytesPerSecond))
        }
    }
}

extension HTTPResponse {
    /// Returns the response, sent in this way.
    fileprivate func delivered(_ delivery: HTTPDelivery) -> HTTPResponse {
        var response = self
        response.delivery = delivery
        return response
    }
}

extension FaultEffect.StateChange {
    /// Changes the state for a call. Does nothing if the call has no session, or is about no account.
    fileprivate func make(for call: CallContext, _ users: UserService) throws {
        let users = users.asked(by: call)
        switch self {
        case .endSession: if let session = call.session { _ = try users.interrupt(session, in: call.site) }
        case .expireToken: if let session = call.session { _ = try users.expire(session, in: call.site) }
        case .lockAccount:
            guard let account = call.account ?? call.caller else { return }
            var changes = AccountChanges()
            changes.status = .locked
            _ = try users.update(account, in: call.site, changes)
        }
    }
}

extension FaultEffect.Damage {
    /// Returns a damaged response.
    fileprivate func done(to response: HTTPResponse) -> HTTPResponse {
        var response = response
        let type = response.fields.first("Content-Type") ?? "text/xml"
        switch self {
        case .notXML: response.body = Array("This is no XML & no JSON: <".utf8)
        case .wrongNamespace:
            var text = String(decoding: response.body, as: UTF8.self)
            for version in SOAPVersion.allCases { text = text.replacing(version.namespace, with: "urn:another:envelope") }
            response.body = Array(text.utf8)
        case .empty200:
            response.status = 200
            response.body = []
        case .wrongCharset:
            let essence = type.split(separator: ";").first.map(String.init) ?? type
            response.fields.set("Content-Type", HTTPFieldValue(replacingControlsIn: "\(essence); charset=utf-16"))
        case .duplicateHeader: response.fields.append("Content-Type", "text/html")
        }
        return response
    }
}
