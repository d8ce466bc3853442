import ASMX
import Calls
import HTTP
import TestSupport
import Testing

/// The rules of SOAP 1.1, of SOAP 1.2 and of ASP.NET's web-service host, a file each, in both profiles.
@Suite("Conformance", .tallied, .servingStages)
struct ConformanceTests {
    @Test("A request is answered as its case says, asked directly and over a connection", arguments: Corpus.runs)
    func answers(run: Corpus.Run) throws {
        let file = try CaseFile(name: run.name, text: run.text)
        let expected = try #require(file.expectations[run.profile])
        var settings = file.settings
        settings.profile = run.profile
        var complaints: [String] = []
        for (way, observation) in [
            ("directly", Self.askDirectly(file.request, settings)),
            ("over a connection", try LiveStage.ask(file.request, settings)),
        ] {
            let found = expected.compactMap(observation.complaint) + observation.complaintsOfForm()
            complaints += found.map { "\(way): \($0)" }
        }
        if complaints.isEmpty { Tally.current.count(run.profile) }
        #expect(complaints.isEmpty, "\(file.title) (\(file.source))\n\(complaints.joined(separator: "\n"))")
    }

    private static func askDirectly(_ request: CaseRequest, _ settings: ServiceSettings) -> Observation {
        let host = StageHost(settings)
        let response = Stage.response(to: request.parsed, host)
        return Observation(response, ran: host.ran, refusals: host.refusals, isHead: request.method == "HEAD")
    }
}

/// Where the stage's service is: at `/stage.asmx`.
enum Stage {
    static func answer(_ request: HTTPRequest, _ host: StageHost) -> HTTPAnswer {
        let behind = request.path.dropFirst("/stage.asmx".count)
        let pathInfo = behind.isEmpty ? nil : try? PercentEncoding.decode(behind.dropFirst(), plusIsBlank: false)
        let context = host.context(request)
        return context.observed(Endpoint(host).answer(context, pathInfo: pathInfo))
    }
    /// The answer, whether it comes at once or later.
    static func response(to request: HTTPRequest, _ host: StageHost) -> HTTPResponse {
        switch answer(request, host) {
        case .now(let response): response
        case .later(_, _, let work): work()
        }
    }
}
