import ASMX
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing
import XML
@testable import XWeb

/// Every operation of both builds is called in ways no client does. None may trap, and none may end in an error that nobody foresaw; every
/// answer must be well-formed.
@Suite("Hostile calls of every xWEB operation")
struct HostileCallTests {
    /// All of the later build, and those of the earlier that are other ones.
    private static let operations =
        xwebService(.y2015).operations.map { (XWebBuild.y2015, $0.name) }
        + ["GetVersion", "GetQuery", "WEBIndividualInsert", "WEBIndividualUpdate"].map { (XWebBuild.y2010, $0) }

    private func stage(_ build: XWebBuild) throws -> Stage {
        var settings = XWebSettings()
        settings.build = build
        settings.faultLimitPerDay = -1
        settings.failCount = -1
        return try Stage(settings)
    }

    private func parameters(of operation: String, _ build: XWebBuild) -> [ParameterDescription] {
        xwebService(build).operation(named: operation)?.parameters ?? []
    }

    /// A message that gives each parameter the same XML.
    private func envelope(_ operation: String, _ build: XWebBuild, _ value: String) -> String {
        let body = parameters(of: operation, build).map { "<n:\($0.name)>\(value)</n:\($0.name)>" }.joined()
        return """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="http://www.avectra.com/2005/"><e:Header>\
            <n:AuthorizationToken><n:Token>\(Stage.token)</n:Token></n:AuthorizationToken></e:Header><e:Body><n:\(operation)>\(body)\
            </n:\(operation)></e:Body></e:Envelope>
            """
    }

    /// A body that gives each parameter the same value.
    private func object(_ operation: String, _ build: XWebBuild, _ value: (ParameterDescription) -> String) -> String {
        let members = parameters(of: operation, build).map { #""\#($0.name)":\#(value($0))"# }.joined(separator: ",")
        return #"{"\#(operation)":{\#(members)}}"#
    }

    private func expectForeseen(_ stage: Stage, _ response: HTTPResponse, _ operation: String, _ statuses: Set<Int> = [200, 400, 500]) {
        #expect(statuses.contains(response.status), "\(operation): \(response.status)")
        #expect(!stage.log.all.contains { $0.contains("unforeseen") }, "\(operation)")
        #expect(!response.bodyText.contains("unable to process"), "\(operation)")
        let isJSON = response.fields.first("Content-Type")?.hasPrefix("application/json") == true
        if isJSON {
            #expect(response.jsonBody != nil, "\(operation)")
        } else if !response.body.isEmpty {
            #expect(response.document != nil, "\(operation)")
        }
    }

    @Test("without parameters", arguments: operations)
    func nothing(build: XWebBuild, operation: String) throws {
        let stage = try stage(build)
        expectForeseen(stage, stage.call(operation), operation, [200, 500])
        expectForeseen(stage, stage.json("POST", operation), operation, [200, 401, 500])
        expectForeseen(stage, stage.json("POST", operation, body: #"{"\#(operation)":{}}"#), operation, [200, 401, 500])
        expectForeseen(stage, stage.json("GET", operation), operation, [200, 400, 401, 500])
    }

    @Test("with nulls", arguments: operations)
    func nulls(build: XWebBuild, operation: String) throws {
        let stage = try stage(build)
        let null = envelope(operation, build, "@").replacing(
            /<n:(\w+)>@</
        ) { "<n:\($0.output.1) xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"><" }
        expectForeseen(stage, stage.post(null, action: operation), operation, [200, 500])
        expectForeseen(
            stage, stage.json("POST", operation, body: object(operation, build) { _ in "null" }), operation, [200, 400, 401, 500])
    }

    @Test("with texts of 100 kB", arguments: operations)
    func longTexts(build: XWebBuild, operation: String) throws {
        let stage = try stage(build)
        for piece in ["a", "%", "'", "é", "("] {
            let text = String(repeating: piece, count: 100_000 / piece.utf8.count / max(1, parameters(of: operation, build).count - 4))
            expectForeseen(stage, stage.post(envelope(operation, build, text), action: operation), operation, [200, 500])
            let body = object(operation, build) { $0.type.isSimple ? "\"\(text)\"" : #"{"a":"\#(text)"}"# }
            expectForeseen(stage, stage.json("POST", operation, body: body), operation, [200, 400, 401, 500])
        }
        #expect(stage.webUser().text(of: "ind_first_name") == "Mary")
    }

    @Test("with control characters, which JSON can send and SOAP cannot", arguments: operations)
    func controlCharacters(build: XWebBuild, operation: String) throws {
        let stage = try stage(build)
        for text in [#"\u0001"#, #"a\u001f\ufffe\uffff"#, #"\ud83d\ude00\r\n\t"#, "\\u202e\u{7F}"] {
            let body = object(operation, build) {
                $0.type.isSimple ? "\"\(text)\"" : #"{"CurrentKey":"\#(Stage.memberKey)","Individual":{"ind_mid_name":"\#(text)"}}"#
            }
            expectForeseen(stage, stage.json("POST", operation, body: body), operation, [200, 400, 401, 500])
        }
        for text in [#"\u0000"#, #"\ud800"#, "\u{1}"] {
            let body = object(operation, build) { _ in "\"\(text)\"" }
            let isSent = !parameters(of: operation, build).isEmpty
            #expect(!isSent || stage.json("POST", operation, body: body).status == 400, "\(operation)")
        }
        for lookUp in ["WEBGetSystemOptions", "WEBGetAllRoles", "WEBWebUserFindUsersByName", "GetFacadeObjectList"] {
            #expect(stage.call(lookUp).document != nil)
        }
        #expect(stage.webUser().document != nil)
    }

    @Test("with JSON 2,000 deep", arguments: operations)
    func deepJSON(build: XWebBuild, operation: String) throws {
        let stage = try stage(build)
        let objects = String(repeating: #"{"a":"#, count: 2000) + "1" + String(repeating: "}", count: 2000)
        let arrays = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
        for value in [objects, arrays] {
            let body = #"{"\#(operation)":{"\#(parameters(of: operation, build).first?.name ?? "x")":\#(value)}}"#
            expectForeseen(stage, stage.json("POST", operation, body: body), operation, [400])
        }
    }

    @Test("with JSON as deep as it may be", arguments: operations)
    func deepestJSON(build: XWebBuild, operation: String) throws {
        let stage = try stage(build)
        let depth = JSON.maximumDepth - 2
        let value = String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
        expectForeseen(
            stage, stage.json("POST", operation, body: object(operation, build) { _ in value }), operation, [200, 400, 401, 500])
    }

    @Test("with XML 2,000 deep, and as deep as it may be", arguments: operations)
    func deepXML(build: XWebBuild, operation: String) throws {
        let stage = try stage(build)
        let isSent = !parameters(of: operation, build).isEmpty
        for depth in [2000, 59, 60] {
            for prefix in ["n:", ""] {
                let value = String(repeating: "<\(prefix)a>", count: depth) + String(repeating: "</\(prefix)a>", count: depth)
                let response = stage.post(envelope(operation, build, value), action: operation)
                let isTooDeep = isSent && depth > 60
                expectForeseen(stage, response, operation, isTooDeep ? [400] : [200, 500])
                if isTooDeep { #expect(response.body.isEmpty) }
            }
        }
    }

    @Test("with XML 10,000 wide", arguments: operations)
    func wideXML(build: XWebBuild, operation: String) throws {
        let stage = try stage(build)
        let value = String(repeating: "<n:a/>", count: 9_000)
        expectForeseen(stage, stage.post(envelope(operation, build, value), action: operation), operation, [200, 400, 500])
    }
}
