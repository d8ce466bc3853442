import HTML
import HTTP

/// The style, the script and the icon of the pages. They are separate, so that the content security policy can forbid inline ones.
enum ConsoleResource: String {
    case style = "/console.css"
    case script = "/console.js"
    case icon = "/console.svg"

    init?(path: String) {
        self.init(rawValue: path)
    }

    func response(to request: HTTPRequest) -> HTTPResponse {
        var response =
            switch self {
            case .style:
                HTTPResponse(status: 200, contentType: "text/css; charset=utf-8", body: PageTheme.style + PackageResources.console_css)
            case .icon: HTTPResponse(status: 200, contentType: "image/svg+xml", body: PackageResources.console_svg)
            case .script: HTTPResponse(status: 200, contentType: "text/javascript; charset=utf-8", body: PackageResources.console_js)
            }
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.fields.append("Cross-Origin-Resource-Policy", "same-origin")
        response.fields.append("Cache-Control", "no-cache")
        return response
    }
}
