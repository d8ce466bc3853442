import Backstage
import HTML
import HTTP

/// The page on which a browser shows the admin token, once.
enum SignInPage {
    static func response(_ desk: Desk) -> HTTPResponse {
        guard desk.request.method == "POST" else { return page(desk, nil).response(desk, status: 200) }
        let form = (try? FormFields(urlEncoded: desk.request.body)) ?? FormFields()
        switch desk.api.signIn(with: form["token"] ?? "", desk.request) {
        case .done(let cookie):
            var response = HTTPResponse.leading(to: form["back"].flatMap(APIForm.localPath) ?? "/")
            let secure = desk.request.isSecure ? "; Secure" : ""
            response.fields.append(
                "Set-Cookie",
                HTTPFieldValue(
                    replacingControlsIn:
                        "\(AdminAPI.cookieName)=\(cookie); Path=/; Max-Age=\(AdminAPI.cookieSeconds); HttpOnly; SameSite=Strict\(secure)"))
            return response
        case .wrong: return page(desk, "The token is wrong.").response(desk, status: 401)
        case .wait(let seconds):
            return page(desk, "There were too many wrong tokens. Try again in \(seconds) s.").response(desk, status: 429)
        }
    }

    /// Forgets the browser, and leads to the page on which it can show the token again.
    static func end(_ desk: Desk) -> HTTPResponse {
        desk.api.signOut(desk.request)
        return .leading(to: "/sign-in")
    }

    private static func page(_ desk: Desk, _ flaw: String?) -> Page {
        Page(section: nil, title: "Sign in") { html in
            html.element("h1", "Understudy")
            html.element("p", ["class": "lead"], "This server has an admin token. Enter it to see the console.")
            if let flaw { html.element("p", ["class": "flaw", "role": "alert"], flaw) }
            html.element("form", ["method": "post", "action": "/sign-in", "class": "stack"]) { html in
                html.void("input", ["type": "hidden", "name": "back", "value": desk.query["back"] ?? "/"])
                html.element("label", ["for": "token"], "Admin token")
                html.void(
                    "input", ["id": "token", "name": "token", "type": "password", "autocomplete": "current-password", "required": ""])
                html.element("button", ["class": "button primary"], "Sign in")
            }
        }
    }
}
