import Calls
import HTTP
import Operations

extension Luminate {
    /// The pages that belong to a browser's session. Source: Luminate.docc/Sessions.md.
    public enum Page: String, Sendable, CaseIterable {
        /// Attaches the browser to the session of a nonce, and sends it on.
        case establishSession = "EstablishSession"
        /// A clear picture, which keeps a session alive.
        case pixelServer = "PixelServer"
        /// Logs out, and sends the browser on.
        case userLogin = "UserLogin"
        /// A constituent's profile. It only sends the browser on.
        case consProfileUser = "ConsProfileUser"
        /// The pages that a site made itself, of which one library needs one.
        case pageServer = "PageServer"
        /// The same over https.
        case securePageServer = "SPageServer"
    }
}

/// The protocol of the pages: a redirect or a picture.
struct PageBinding: CallBinding {
    let page: Luminate.Page
    let exchange: Exchange

    var admission: PageAdmission { PageAdmission(exchange: exchange) }

    func read(_ context: CallContext) throws -> Luminate.Page {
        context.page = .sessionPage
        guard ["GET", "HEAD", "POST"].contains(context.request.method) else {
            throw Refusal(.httpMethodNotSupported, reason: "a page takes GET, HEAD and POST only", verbs: ["GET", "HEAD", "POST"])
        }
        return page
    }

    func write(_ response: HTTPResponse, of reading: Luminate.Page, by call: Caller, _ context: CallContext) -> HTTPResponse {
        response
    }

    func write(_ failure: CallFailure, of reading: Luminate.Page?, by call: Caller?, _ context: CallContext) -> HTTPResponse {
        exchange.builder.response(.answering(failure), timestamp: context.timestamp)
    }
}

/// What the pages do.
struct PageAdmission: CallAdmission {
    let exchange: Exchange

    func cost(of reading: Luminate.Page, _ context: CallContext) -> Cost {
        reading == .pixelServer && !exchange.authentication.writes ? .reads : [.reads, .writes]
    }

    func hashing(_ reading: Luminate.Page, _ context: CallContext) -> HTTPWait { .disk }

    /// Every page attaches the browser to the session of a nonce, unless the request asks for a place that it may not go to.
    func admit(_ reading: Luminate.Page, _ context: CallContext) throws -> Caller {
        _ = try nextPage()
        return .visitor(try exchange.authentication.clientSession())
    }

    func run(_ reading: Luminate.Page, by call: Caller) throws -> HTTPResponse {
        let authentication = exchange.authentication
        switch reading {
        case .pixelServer:
            // Looking the session up counted as using it.
            return finished(HTTPResponse(status: 200, contentType: "image/gif", body: Self.clearPicture), cookies: [call.newCookie])
        case .establishSession:
            let session = try authentication.loggedInIfRemembered(call.session)
            return sent(to: try nextPage(), cookies: [Caller.visitor(session).newCookie])
        case .consProfileUser: return sent(to: try nextPage(), cookies: [call.newCookie])
        case .userLogin:
            guard exchange.parameters["logout"] != nil else { return sent(to: try nextPage(), cookies: [call.newCookie]) }
            try authentication.logOut(call.session)
            return sent(to: try nextPage(), cookies: [.clear, authentication.forgetting])
        case .pageServer, .securePageServer:
            guard let script = try TokenScript(exchange) else {
                exchange.context.ends(.unknown, .notEmulated, because: "the page is not luminateExtend_server, or its action not getAuth")
                return finished(HTTPResponse(status: 404, text: "This site has no such page."), cookies: [call.newCookie])
            }
            let (response, cookie) = try script.response(to: exchange.call(by: call))
            return finished(response, cookies: [cookie])
        }
    }

    /// Returns the address of the next page. A page of a library sends it unencoded, so what follows `NEXTURL=` belongs to it
    /// then. Throws if redirects may not lead there.
    private func nextPage() throws -> RedirectTarget? {
        guard var text = exchange.parameters.given("NEXTURL") else { return nil }
        if let query = exchange.context.request.query, let start = query.firstRange(of: "NEXTURL=") {
            let rest = query[start.upperBound...]
            if rest.prefix(while: { $0 != "&" }).contains("://") { text = String(rest) }
        }
        guard let target = RedirectTarget(text, of: exchange.context.request, exchange.settings) else {
            throw Refusal.unsafeRedirect("NEXTURL")
        }
        return target
    }

    private func sent(to target: RedirectTarget?, cookies: [SessionCookie?]) -> HTTPResponse {
        guard let target else { return finished(HTTPResponse(status: 200, text: ""), cookies: cookies) }
        var response = HTTPResponse(status: 302)
        let address = target.address(filledFrom: NoValues(), fillsEmpty: false, signature: nil)
        response.fields.append("Location", HTTPFieldValue(replacingControlsIn: address))
        return finished(response, cookies: cookies)
    }

    private func finished(_ response: HTTPResponse, cookies: [SessionCookie?]) -> HTTPResponse {
        var response = response
        response.fields.append("Cache-Control", "no-store")
        for case let cookie? in cookies {
            response.fields.append("Set-Cookie", cookie.fieldValue(isSecure: exchange.context.request.isSecure))
        }
        exchange.origin.addFields(to: &response.fields, servlet: .client)
        return response
    }

    /// A page has no answer whose values could stand in an address.
    private struct NoValues: AddressValues {
        var rootName: String { "" }
        func valueForAddress(of member: String) -> String? { nil }
    }

    /// A picture of one clear point, in the form GIF89a.
    private static let clearPicture: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x21, 0xF9, 4, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0,
        0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
    ]
}
