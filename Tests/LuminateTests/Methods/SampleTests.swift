import Foundation
import Luminate
import Testing

/// The folder `samples/luminate`, compared with the tables that answer calls. The replay compares the answers.
@Suite("Samples")
struct SampleTests {
    /// What a sample calls, and how it is answered.
    private struct Sample {
        let address: String
        let method: String?
        let isRefused: Bool

        init?(_ request: String, _ response: String) {
            let target = request.prefix { !$0.isNewline }.split(separator: " ").dropFirst().first ?? ""
            let path = target.prefix { $0 != "?" }
            guard let name = path.split(separator: "/").last?.prefix(while: { $0 != ";" }) else { return nil }
            address = String(name)
            let body = request.components(separatedBy: "\n\n").dropFirst().joined(separator: "&")
            let fields = (target.dropFirst(path.count + 1) + "&" + body).split { "&\n".contains($0) }
            method = fields.first { $0.hasPrefix("method=") }.map { String($0.dropFirst("method=".count)) }
            let isErrorRedirect = response.contains(/Location: [^\n]*[?&]code=[0-9]/)
            let isError = response.contains("errorResponse") || response.contains(#""error":"#)
            isRefused = isError || isErrorRedirect || !response.contains(/^HTTP\/1.1 [23]/)
        }
    }

    private static func samples() throws -> [Sample] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../samples/luminate").standardizedFileURL
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".request.http") }
        return try names.compactMap { name in
            let answer = name.replacing(".request.", with: ".response.")
            return Sample(
                try String(contentsOf: folder.appending(path: name), encoding: .utf8),
                try String(contentsOf: folder.appending(path: answer), encoding: .utf8))
        }
    }

    @Test("Every method has a sample of success and one of refusal on each of its servlets")
    func methods() throws {
        let samples = try Self.samples()
        try #require(samples.count > 100, "the search finds what is known to be there")
        for method in luminateMethods where method.isEmulated {
            for servlet in method.servlets {
                let found = samples.filter { $0.method == method.name && $0.address == servlet.rawValue }
                #expect(found.contains { !$0.isRefused }, "\(method.name) on \(servlet.rawValue): success")
                #expect(found.contains { $0.isRefused }, "\(method.name) on \(servlet.rawValue): refusal")
            }
        }
    }

    /// A picture is no text, and a sample is one.
    @Test("Every page has a sample of success and one of refusal", arguments: Luminate.Page.allCases.filter { $0 != .pixelServer })
    func pages(_ page: Luminate.Page) throws {
        let found = try Self.samples().filter { $0.address == page.rawValue }
        #expect(found.contains { !$0.isRefused } && found.contains { $0.isRefused })
    }
}
