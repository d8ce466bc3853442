import ASMX
import Accounts
import Calls
import HTTP
import Operations
import SOAP
import Testing
import XML

@Suite("The help pages")
struct HelpPageTests {
    let toy = Toy(ServiceSettings(formMethods: [.get, .post]))

    @Test("list every operation of the table, with its parameters and a link to its page")
    func everyOperation() {
        let page = toy.page(nil)
        #expect(page.status == 200)
        #expect(page.fields.first("Content-Type") == "text/html; charset=utf-8")
        #expect(page.text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        for operation in toy.host.service.operations {
            #expect(page.text.contains("<a href=\"?op=\(operation.name)\">\(operation.name)</a>"))
            #expect(page.text.contains(operation.documentation))
        }
        #expect(page.text.contains("<span>(a, b) → int</span>"))
        #expect(page.text.contains("<a class=\"button\" href=\"?WSDL\">"))
        #expect(page.text.contains("<a class=\"button\" href=\"?disco\">"))
        #expect(page.text.contains("http://localhost/toy.asmx"))
    }

    @Test("show every parameter of an operation in the table of parameters and in the form")
    func everyParameter() throws {
        for operation in toy.host.service.operations {
            let page = toy.page("op=\(operation.name)")
            #expect(page.status == 200)
            #expect(page.text.contains("<h1>\(operation.name)</h1>"))
            let rows = try #require(page.text.between("<section id=\"parameters\"", "</section>"))
            let form = try #require(page.text.between("<form id=\"run-form\"", "</form>"))
            for parameter in operation.parameters {
                #expect(rows.contains("<code>\(parameter.name)</code>"))
                #expect(rows.contains(parameter.documentation))
                let end = if case .complex = parameter.type { "/" } else { "\"" }
                #expect(form.contains("name=\"\(parameter.name)\(end)"))
            }
        }
        #expect(toy.page("op=Add").text.contains("<span class=\"tag strong\">required</span>"))
    }

    @Test("take secrets in fields that do not show them")
    func secrets() throws {
        let form = try #require(toy.page("op=Forget").text.between("<form id=\"run-form\"", "</form>"))
        #expect(form.contains("name=\"word\" type=\"password\""))
        #expect(try #require(toy.page("op=Echo").text.between("<form id=\"run-form\"", "</form>")).contains("name=\"text\" type=\"text\""))
    }

    @Test("ask for the header block's fields only where an operation takes them")
    func headerFields() {
        #expect(toy.page("op=Echo").text.contains("name=\"Ticket/Number\" type=\"password\""))
        #expect(!toy.page("op=Add").text.contains("name=\"Ticket/Number\""))
    }

    @Test("show the ways to call that are switched on, and no others")
    func ways() {
        let all = toy.page("op=Add").text
        for title in ["SOAP 1.1", "SOAP 1.2", "HTTP GET", "HTTP POST"] { #expect(all.contains("<h3>\(title)</h3>")) }
        let few = Toy(ServiceSettings(versions: [.v1_1], formMethods: [])).page("op=Add").text
        #expect(few.contains("<h3>SOAP 1.1</h3>"))
        for title in ["SOAP 1.2", "HTTP GET", "HTTP POST"] { #expect(!few.contains(title)) }
    }

    @Test("answer an unknown operation with 404 and the way back, and know names with their letter case")
    func unknownOperation() {
        let unknown = toy.page("op=Nix")
        #expect(unknown.status == 404)
        #expect(unknown.text.contains("<code>Nix</code>"))
        #expect(unknown.text.contains("href=\"?\""))
        #expect(!unknown.text.contains("did you mean"))
        let otherCase = toy.page("op=echo")
        #expect(otherCase.status == 404)
        #expect(otherCase.text.contains("did you mean <a href=\"?op=Echo\">"))
        #expect(toy.page("op=Echo&op=Add").status == 404)
        #expect(toy.page("op=").status == 404)
    }

    @Test("find `op` anywhere in the query and in any letter case")
    func queryNames() {
        #expect(toy.page("x=1&OP=Echo").text.contains("<h1>Echo</h1>"))
        #expect(toy.page("").text.contains("<h1>Toy</h1>"))
        #expect(toy.page("wsdl").fields.first("Content-Type") == "text/xml; charset=utf-8")
        #expect(toy.page("DISCO").fields.first("Content-Type") == "text/xml; charset=utf-8")
    }

    @Test("filter the list without a script too")
    func filter() {
        let page = toy.page("filter=INVERTS")
        #expect(page.text.contains("?op=Invert"))
        #expect(!page.text.contains("?op=Echo"))
        #expect(page.text.contains("1 of \(toy.host.service.operations.count)"))
        let none = toy.page("filter=%22%3E%3Cb%3E").text
        #expect(!none.contains("?op="))
        #expect(none.contains("value=\"&quot;&gt;&lt;b&gt;\""))
    }

    @Test("do not answer HEAD, and leave a POST to the same address to SOAP")
    func methods() {
        let head = toy.send(HTTPRequest(method: "HEAD", path: "/toy.asmx", query: "op=Echo"))
        #expect(head.status == 405)
        #expect(head.fields.first("Allow") == "GET, POST")
        var fields = HTTPFields()
        fields.append("Content-Type", "text/xml")
        let body = Toy.envelope("<Add xmlns=\"urn:toy/\"><a>1</a><b>2</b></Add>")
        let post = toy.send(HTTPRequest(method: "POST", path: "/toy.asmx", query: "op=Echo", fields: fields, body: Array(body.utf8)))
        #expect(post.value(of: "AddResult") == "3")
    }
}

@Suite("The help pages' safety")
struct HelpPageSafetyTests {
    let toy = Toy(ServiceSettings(formMethods: [.get, .post]))

    /// The addresses of all kinds of page.
    private static let queries = [nil, "op=Echo", "op=Add", "op=Nix", "filter=x"]

    @Test("The policy allows the two parts and nothing inline, and the pages have nothing that would need more", arguments: queries)
    func policy(_ query: String?) throws {
        let page = toy.page(query)
        let policy = try #require(page.fields.first("Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'none'; "))
        #expect(policy.contains("style-src 'self'; script-src 'self'; connect-src 'self'"))
        #expect(policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(!page.text.contains("<style"))
        #expect(page.text.ranges(of: "<script").count == 1)
        #expect(page.text.contains("<script src=\"?help.js\" defer=\"\"></script>"))
        for tag in page.text.matches(of: /<[a-z][^>]*>/) {
            let hasInlineCode = tag.output.contains(/\ (style|on[a-z]+)=/)
            // But for the list of what is served, at the root.
            let leadsElsewhere = tag.output.contains(/\ (src|href|action)="(?!\?|#|data:|\/")/)
            #expect(!hasInlineCode && !leadsElsewhere, "\(tag.output)")
        }
    }

    @Test("Every page and part says what it is and that nothing else is to be made of it")
    func fields() {
        for query in Self.queries + ["help.css", "HELP.JS"] {
            let page = toy.page(query)
            #expect(page.fields.first("X-Content-Type-Options") == "nosniff")
            #expect(page.fields.first("Referrer-Policy") == "same-origin")
            #expect(!page.body.isEmpty)
        }
        #expect(toy.page("help.css").fields.first("Content-Type") == "text/css; charset=utf-8")
        #expect(toy.page("HELP.JS").fields.first("Content-Type") == "text/javascript; charset=utf-8")
    }

    @Test("What comes from the request stays text")
    func escapesRequest() {
        var fields = HTTPFields()
        fields.append("Host", "a\"><script>alert(1)</script>")
        for query in [nil, "op=Echo", "op=%3Cscript%3Ealert(1)%3C/script%3E", "filter='%22%3E%3Cscript%3Ealert(1)%3C/script%3E"] {
            let page = toy.send(HTTPRequest(method: "GET", path: "/<script>'\"/toy.asmx", query: query, fields: fields)).text
            #expect(page.ranges(of: "<script").count == 1)
            #expect(!page.contains("alert(1)</script>"))
        }
    }

    @Test("What comes from the table stays text")
    func escapesTable() {
        let endpoint = Endpoint(SpitefulHost())
        for query in [nil, "op=Run"] {
            let request = HTTPRequest(method: "GET", path: "/s.asmx", query: query)
            let context = CallContext(request, in: SiteID(rawValue: 0), by: ToyHost.sources)
            let page =
                switch endpoint.answer(context, pathInfo: nil) {
                case .now(let response): response
                case .later(_, _, let work): work()
                }
            #expect(page.text.ranges(of: "<script").count == 1)
            #expect(!page.text.contains("<b>"))
            #expect(page.text.contains("&lt;b&gt;&amp;&quot;&#39;"))
        }
    }

    @Test("A link's target never begins with what a request's path begins with")
    func otherHosts() {
        let page = toy.send(HTTPRequest(method: "GET", path: "//evil.example/toy.asmx", query: "op=Echo")).text
        #expect(!page.contains("=\"//"))
    }
}

/// A host whose every text is one that must be escaped.
private struct SpitefulHost: ServiceHost {
    static let spite = "<b>&\"'<script>alert(1)</script>"

    let service = Service<Int>(
        of: SystemName("spite", title: spite), name: spite, namespace: spite, documentation: spite,
        header: ServiceHeader(name: spite, fields: [spite], documentation: spite),
        sections: [
            OperationSection(
                spite,
                [
                    Operation(
                        "Run", .string(spite, spite), .secret("`", "`\(spite)`"), returns: .secret(spite, fills: spite), header: .both,
                        privilege: .read, documentation: spite
                    ) { _, _, _ in nil }
                ])
        ])

    func service(in site: SiteID) -> Service<Int> { service }
    func settings(in site: SiteID) -> ServiceSettings { ServiceSettings(formMethods: [.get, .post]) }
    func begin(_ invocation: Invocation<SpitefulHost>) throws -> Int { 0 }
    func answerHeader(of call: Int, in version: SOAPVersion) -> ((inout XMLWriter) -> Void)? { nil }
    func fault(for refusal: ToyHost.Refusal, in invocation: Invocation<SpitefulHost>) -> SOAPFault { SOAPFault(.receiver, "") }

    func furtherSamples(of operation: Operations.Operation<Int>, at page: PageAddress, in site: SiteID) -> [SampleExchange] {
        [
            SampleExchange(
                title: Self.spite, binding: .json, note: Self.spite,
                request: .init(Self.spite, ["A": Self.spite], body: SampleBlank.value(Self.spite)),
                response: .init(Self.spite, [:]))
        ]
    }
}

extension Toy {
    /// The page at a query.
    func page(_ query: String?) -> HTTPResponse {
        send(HTTPRequest(method: "GET", path: "/toy.asmx", query: query))
    }
}

extension String {
    /// What stands between two texts, the first time it does.
    func between(_ start: String, _ end: String) -> String? {
        guard let opening = firstRange(of: start), let closing = self[opening.upperBound...].firstRange(of: end) else { return nil }
        return String(self[opening.upperBound..<closing.lowerBound])
    }
}
