import Accounts
import Calls
import HTTP
import Operations
import SOAP
import Testing

@testable import ASMX

/// Pages and contracts are made once for each service, address and setting, off the serving threads, and kept within bounds.
@Suite("The documents of a service")
struct DocumentCacheTests {
    private let endpoint = Endpoint(ToyHost(ServiceSettings(formMethods: [.get, .post])))

    private func answer(_ query: String?, host: String = "localhost", method: String = "GET") -> HTTPAnswer {
        var fields = HTTPFields()
        fields.append("Host", HTTPFieldValue(replacingControlsIn: host))
        let request = HTTPRequest(method: method, path: "/toy.asmx", query: query, fields: fields)
        return endpoint.answer(endpoint.host.context(request), pathInfo: nil)
    }

    /// The answer, and what it waited for.
    private func get(_ query: String?, host: String = "localhost", method: String = "GET") -> (response: HTTPResponse, wait: HTTPWait?) {
        switch answer(query, host: host, method: method) {
        case .now(let response): (response, nil)
        case .later(let wait, _, let work): (work(), wait)
        }
    }

    @Test("are made on a core of their own, and once", arguments: [nil, "WSDL", "schema", "disco", "op=Echo"])
    func once(query: String?) {
        let first = get(query)
        #expect(first.wait == .computing)
        for _ in 0..<2 {
            let again = get(query)
            #expect(again.wait == nil)
            #expect(again.response.body == first.response.body)
            #expect(again.response.sharedBody === endpoint.documents[key(query)]?.sharedBody)
        }
        #expect(endpoint.documents.countMade == 1)
    }

    private func key(_ query: String?) -> DocumentKey<ToyHost.Call> {
        var fields = HTTPFields()
        fields.append("Host", "localhost")
        let request = HTTPRequest(method: "GET", path: "/toy.asmx", fields: fields)
        let service = endpoint.host.service(in: SiteID(rawValue: 0))
        guard let query = try? FormFields(query: query ?? ""), case .document(let document) = DocumentRequest(query, of: service) else {
            return DocumentKey(.servicePage, of: service, ServiceSettings(), at: request)
        }
        return DocumentKey(document, of: service, endpoint.host.settings(in: SiteID(rawValue: 0)), at: request)
    }

    @Test("are made once for many who ask before the first is there")
    func many() {
        let works = (0..<50).compactMap { _ in if case .later(_, _, let work) = answer("wsdl") { work } else { nil } }
        #expect(works.count == 50)
        #expect(Set(works.map { $0().body }).count == 1)
        #expect(endpoint.documents.countMade == 1)
    }

    @Test("are the same whatever the query says besides")
    func otherParameters() {
        for query in ["WSDL", "wsdl", "wsdl=1", "x=1&wsdl", "wsdl&x=2", "a&b&c&WSDL=y"] { _ = get(query) }
        for query in ["schema", "schema=x", "schema=y", "SCHEMA&q=1"] { _ = get(query) }
        for query in ["op=Echo", "OP=Echo", "x=1&op=Echo", "op=Echo&y=2", "op=Echo&filter=x"] { _ = get(query) }
        for query in [nil, "", "x", "x=1", "&&", "filter=", "y=2&filter"] { _ = get(query) }
        #expect(endpoint.documents.countMade == 4)
        #expect(endpoint.documents.kept.count == 4)
    }

    @Test("differ by address and by setting")
    func addresses() throws {
        #expect(get("wsdl").response.text.contains("http://localhost/toy.asmx"))
        #expect(get("wsdl", host: "other").response.text.contains("http://other/toy.asmx"))
        #expect(get("op=Echo", host: "other").response.text.contains("Host: other"))
        #expect(endpoint.documents.kept.count == 3)
        let one = key("wsdl")
        let other = DocumentKey(
            one.document, of: one.service, ServiceSettings(versions: [.v1_1]), at: HTTPRequest(method: "GET", path: "/"))
        #expect(one != other)
        var settings = endpoint.host.settings(in: SiteID(rawValue: 0))
        settings.versions = [.v1_1]
        var fields = HTTPFields()
        fields.append("Host", "localhost")
        let request = HTTPRequest(method: "GET", path: "/toy.asmx", fields: fields)
        #expect(one != DocumentKey(one.document, of: one.service, settings, at: request))
        #expect(one == DocumentKey(one.document, of: one.service, endpoint.host.settings(in: SiteID(rawValue: 0)), at: request))
    }

    @Test("that are filtered, or for no operation, are not kept: there are as many as there are texts")
    func unkept() {
        for text in ["a", "b", "c"] {
            #expect(get("filter=\(text)").wait == .computing)
            #expect(get("op=\(text)").wait == nil)
        }
        #expect(get("help.css").wait == nil)
        #expect(endpoint.documents.kept.count == 0)
    }

    @Test("are kept within a number and a sum of bytes, and the one unused for longest goes first")
    func bounds() {
        func key(_ host: String) -> DocumentKey<ToyHost.Call> {
            DocumentKey(
                .contract, of: endpoint.host.service(in: SiteID(rawValue: 0)), ServiceSettings(),
                at: HTTPRequest(method: "GET", path: "/\(host)"))
        }
        func response(_ size: Int) -> HTTPResponse { HTTPResponse(status: 200, body: [UInt8](repeating: 0x61, count: size)) }
        let cache = DocumentCache<ToyHost>(maximumCount: 3, maximumBytes: 100_000)
        for name in ["a", "b", "c"] { _ = cache.document(key(name)) { response(1000) } }
        #expect(cache[key("a")] != nil)
        _ = cache.document(key("d")) { response(1000) }
        #expect(cache.kept.count == 3)
        #expect(cache[key("b")] == nil)
        #expect(cache[key("a")] != nil)
        _ = cache.document(key("e")) { response(97_500) }
        #expect(cache.kept.count == 2)
        #expect(cache.kept.bytes <= 100_000)
        #expect(cache[key("a")] != nil)
        // Larger than all the room there is: made, and not kept.
        #expect(cache.document(key("f")) { response(100_001) }.body.count == 100_001)
        #expect(cache.kept.count == 2)
    }

    @Test("of ever new addresses take no more room")
    func hosts() {
        for number in 0..<(DocumentCache<ToyHost>.maximumCount + 50) { _ = get("disco", host: "host-\(number)") }
        #expect(endpoint.documents.kept.count == DocumentCache<ToyHost>.maximumCount)
        #expect(endpoint.documents.kept.bytes <= DocumentCache<ToyHost>.maximumBytes)
    }
}
