import ASMX
import HTML
import HTTP
import Luminate
import Operations

/// The pages about Luminate's methods, made from their table: a list, and a page for each method.
///
/// The vendor has no such pages. They are at an address of our own, `[/org]/site/Methods`, and look as the help pages of the
/// other systems do.
enum MethodPages {
    /// The last segment of the address.
    static let name = "Methods"

    /// Returns the page that a request asks for: the list, or a method with `?method=NAME`.
    static func response(to request: HTTPRequest, _ settings: LuminateSettings) -> HTTPResponse {
        guard ["GET", "HEAD"].contains(request.method) else {
            var response = HTTPResponse(status: 405, text: "These pages take GET and HEAD only.\n")
            response.fields.append("Allow", "GET, HEAD")
            return response
        }
        if let resource = helpResource(for: request.query ?? "") { return resource }
        guard let name = methodName(in: request.query ?? "") else { return helpResponse(200, MethodListPage(unknownName: nil)) }
        guard let method = luminateMethods.first(where: { $0.name == name }) else {
            return helpResponse(404, MethodListPage(unknownName: name))
        }
        return helpResponse(200, MethodPage(method: method, request: request, settings: settings))
    }

    private static func methodName(in query: String) -> String? {
        for pair in query.split(separator: "&") where pair.hasPrefix("method=") {
            return try? PercentEncoding.decode(pair.dropFirst("method=".count), plusIsBlank: true)
        }
        return nil
    }
}

/// The list of the methods, and what all of them share.
private struct MethodListPage: HelpPage {
    let serviceName = luminateSystem.title
    let hasDiscovery = false
    var subject: String? { nil }
    /// The name that the request asks for, if there is no such method.
    let unknownName: String?

    func writeContent(into html: inout HTMLWriter) {
        html.element("h1", serviceName)
        if unknownName == nil {
            html.element("p", ["class": "lead"], "The methods of the constituent servlets, as this server answers them.")
        } else {
            html.element("p", ["class": "lead"], "There is no method of this name. Letter case is significant.")
        }
        html.element("dl", ["class": "facts"]) { html in
            for servlet in Luminate.Servlet.allCases {
                html.fact(servlet.rawValue) { html in
                    let callers = servlet == .client ? "for browsers, with a session" : "for programs, with an API administrator’s password"
                    html.text(callers)
                }
            }
        }
        write("methods", "Methods", luminateMethods.filter(\.isEmulated), into: &html)
        html.section("parameters", "Parameters of every call") { html in
            html.parameters(luminateCommonParameters)
        }
        html.section("errors", "Errors") { html in
            html.element("table") { html in
                html.columns(["Code", "Message"])
                html.element("tbody") { html in
                    for code in LuminateErrorCode.allCases {
                        html.newLine()
                        html.element("tr", ["id": "error-\(code.rawValue)"]) { html in
                            html.element("th", ["scope": "row"]) { $0.element("code", String(code.rawValue)) }
                            html.element("td", code.message)
                        }
                    }
                }
            }
        }
        write("others", "Not emulated", luminateMethods.filter { !$0.isEmulated }, into: &html)
    }

    private func write(_ id: String, _ title: String, _ methods: [LuminateMethod], into html: inout HTMLWriter) {
        guard !methods.isEmpty else { return }
        html.section(id, title) { html in
            html.element("ul", ["class": "operations"]) { html in
                for method in methods {
                    html.newLine()
                    html.element("li") { html in
                        html.element("a", ["href": "?method=\(method.name)"]) { $0.identifier(method.name) }
                        html.element("p") { Prose(method.documentation).firstSentence.write(into: &$0) }
                    }
                }
            }
        }
    }
}

/// The page of a method: its description, parameters and answer, forms that call it, and curl commands.
private struct MethodPage: HelpPage {
    let method: LuminateMethod
    let request: HTTPRequest
    let settings: LuminateSettings

    let serviceName = luminateSystem.title
    let hasDiscovery = false
    var subject: String? { method.name }

    func writeContent(into html: inout HTMLWriter) {
        html.element("h1") { $0.identifier(method.name) }
        html.element("p", ["class": "lead"]) { Prose(method.documentation).write(into: &$0) }
        html.element("dl", ["class": "facts"]) { html in
            html.fact("Servlets") { $0.text(method.servlets.map(\.rawValue).joined(separator: ", ")) }
            html.fact("HTTP") { $0.text(method.verbs.joined(separator: ", ")) }
            html.fact("Authentication") { $0.text("\(method.authentication.word) \(meaning)") }
        }
        guard method.isEmulated else {
            html.element("p", ["class": "note"]) { html in
                html.text("This method is not emulated. It is answered with ")
                html.errorLink(.unableToProcess)
                html.text(".")
            }
            return
        }
        html.section("parameters", "Parameters") { html in
            if method.parameters.isEmpty {
                html.element("p", "This method has no parameters of its own.")
            } else {
                html.parameters(method.parameters)
            }
            html.element("p", ["class": "links"]) { $0.element("a", ["href": "?#parameters"], "Parameters of every call") }
        }
        html.section("result", "Answer") { writeResult(into: &$0) }
        html.section("run", "Try it") { html in
            html.element("p", ["class": "note"], "The answer takes the place of this page.")
            for servlet in method.servlets { writeForm(servlet, into: &html) }
        }
        html.section("messages", "Messages") { html in
            for servlet in method.servlets { writeCommand(servlet, into: &html) }
        }
    }

    private var meaning: String {
        switch method.authentication {
        case .none: "Anybody may call it."
        case .server: "On SRConsAPI an API administrator may call it, on CRConsAPI anybody."
        case .required, .serverAndLogin:
            "On SRConsAPI an API administrator may call it, on CRConsAPI a session that is logged in, with its token."
        }
    }

    private func writeResult(into html: inout HTMLWriter) {
        guard let result = method.result else { return }
        html.element("p") { html in
            html.element("code", result.name)
            html.text(" as XML or JSON. A refusal is an ")
            html.element("code", "errorResponse")
            html.text(" with one of ")
            html.element("a", ["href": "?#errors"], "these codes")
            html.text(".")
        }
        guard !result.members.isEmpty else { return }
        html.element("ul") { html in
            for member in result.members {
                html.element("li") { html in
                    html.element("code", member)
                    if result.secretMembers.contains(member) { html.tag("secret") }
                }
            }
        }
    }

    /// Returns the parameters with which a servlet's form begins: those that every call must have.
    private func required(_ servlet: Luminate.Servlet) -> [ParameterDescription] {
        luminateCommonParameters.filter { $0.isRequired && $0.name != "method" && ($0.services?.contains(servlet.rawValue) ?? true) }
    }

    /// Returns the parameters of a form: the required ones, those that say who calls, and the method's own.
    private func fields(_ servlet: Luminate.Servlet) -> [ParameterDescription] {
        let tokens = servlet == .client && method.authentication == .required ? ["auth", "sso_auth_token", "JSESSIONID"] : []
        let shared = luminateCommonParameters.filter { tokens.contains($0.name) }
        return required(servlet) + shared + own.filter { $0.services?.contains(servlet.rawValue) ?? true }
    }

    /// The method's own parameters. The site's flagged columns replace the one entry for all of them.
    private var own: [ParameterDescription] {
        method.parameters.flatMap { parameter -> [ParameterDescription] in
            guard parameter.name == luminateFlaggedColumns else { return [parameter] }
            return settings.authenticationColumns.map { column in
                ParameterDescription(column, parameter.type, isRequired: true, parameter.documentation)
            }
        }
    }

    private func value(of parameter: ParameterDescription, _ servlet: Luminate.Servlet) -> String? {
        switch parameter.name {
        case "v": "1.0"
        case "api_key": settings.publishedKey
        default: method.facts(on: servlet).flatMap { settings.demo?.values(of: $0)[parameter.name] }
        }
    }

    /// The number of optional parameters from which they are folded up.
    private static let manyFields = 8

    private func writeForm(_ servlet: Luminate.Servlet, into html: inout HTMLWriter) {
        let names = Set(own.filter { !$0.isRequired }.map(\.name))
        let optional = fields(servlet).filter { names.contains($0.name) }
        let folds = optional.count >= Self.manyFields
        html.newLine()
        html.element("form", ["class": "call", "method": "post", "autocomplete": "off", "action": servlet.rawValue]) { html in
            html.element("h3", servlet.rawValue)
            html.void("input", ["type": "hidden", "name": "method", "value": method.name])
            html.element("div", ["class": "fields"]) { html in
                for parameter in fields(servlet) where !(folds && names.contains(parameter.name)) {
                    writeField(parameter, servlet, into: &html)
                }
                writeFormat(servlet, into: &html)
            }
            if folds {
                html.element("details") { html in
                    html.element("summary", "\(optional.count) optional parameters")
                    html.element("div", ["class": "fields"]) { html in
                        for parameter in optional { writeField(parameter, servlet, into: &html) }
                    }
                }
            }
            html.element("p", ["class": "actions"]) { html in
                html.element("button", ["type": "submit", "class": "button primary"], "Call \(method.name)")
            }
        }
    }

    private func writeField(_ parameter: ParameterDescription, _ servlet: Luminate.Servlet, into html: inout HTMLWriter) {
        let id = "\(servlet.rawValue)-\(parameter.name)"
        html.element("div", ["class": "field"]) { html in
            html.element("label", ["for": id], parameter.name)
            html.void(
                "input",
                [
                    "id": id, "name": parameter.name, "type": parameter.isSecret ? "password" : "text",
                    "value": value(of: parameter, servlet), "autocomplete": parameter.isSecret ? "new-password" : "off",
                ])
        }
    }

    private func writeFormat(_ servlet: Luminate.Servlet, into html: inout HTMLWriter) {
        let id = "\(servlet.rawValue)-response_format"
        html.element("div", ["class": "field"]) { html in
            html.element("label", ["for": id], "response_format")
            html.element("select", ["id": id, "name": "response_format"]) { html in
                for format in ["xml", "json"] { html.element("option", format) }
            }
        }
    }

    /// Returns the word that stands for a value: the name in capitals.
    private static func placeholder(of parameter: ParameterDescription) -> String {
        parameter.name.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    /// Writes a call as a command for curl. Words in capitals are to be replaced.
    private func writeCommand(_ servlet: Luminate.Servlet, into html: inout HTMLWriter) {
        let values =
            [("method", method.name)]
            + fields(servlet).map { parameter in
                (parameter.name, (parameter.isSecret ? nil : value(of: parameter, servlet)) ?? Self.placeholder(of: parameter))
            }
        let body = values.map { "\(PercentEncoding.encode($0))=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let folder = request.path.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        let message = """
            POST \(folder)/\(servlet.rawValue) HTTP/1.1
            Host: \(request.fields.first("Host") ?? "localhost")
            Content-Type: application/x-www-form-urlencoded

            \(body)
            """
        let id = "curl-\(servlet.rawValue)"
        html.newLine()
        html.element("figure") { html in
            html.element("figcaption") { html in
                html.element("span", "\(servlet.rawValue) by curl")
                html.copyButton(of: id, what: "the curl command for \(servlet.rawValue)")
            }
            html.element("pre", ["id": id]) { html in
                html.text(CurlCommand(message, scheme: request.url.hasPrefix("https:") ? "https" : "http").text)
            }
        }
    }
}

extension HTMLWriter {
    /// Writes a table of parameters.
    fileprivate mutating func parameters(_ parameters: [ParameterDescription]) {
        element("table") { html in
            html.columns(["Name", "Type", "Description"])
            html.element("tbody") { html in
                for parameter in parameters {
                    html.newLine()
                    html.element("tr") { html in
                        html.parameterName(parameter.name, isRequired: parameter.isRequired, isSecret: parameter.isSecret)
                        html.element("td") { $0.element("code", parameter.typeName) }
                        html.element("td") { html in
                            Prose(parameter.documentation).write(into: &html)
                            if let services = parameter.services { html.tag(services.sorted().joined(separator: ", ")) }
                        }
                    }
                }
            }
        }
    }

    /// Writes a link to an error's place in the list.
    fileprivate mutating func errorLink(_ code: LuminateErrorCode) {
        element("a", ["href": "?#error-\(code.rawValue)"], "code \(code.rawValue)")
    }
}
