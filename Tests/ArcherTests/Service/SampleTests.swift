import ASMX
import Foundation
import HTTP
import Operations
import Testing

@testable import Archer

/// The folder of samples against the tables of operations and resources.
@Suite("The samples of Archer")
struct SampleTests {
    /// A recorded request and what its answer is.
    private struct Sample {
        let name: String
        let method: String
        let path: String
        let fields: HTTPFields
        let body: String
        let hasStatus200: Bool
        let isRefused: Bool
    }

    private let samples: [Sample]

    init() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let folder = URL(filePath: "/\(root)/samples/archer")
        let ending = ".request.http"
        samples = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }.sorted().map { file in
            let name = String(file.dropLast(ending.count))
            let request = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let response = try String(contentsOf: folder.appending(path: name + ".response.http"), encoding: .utf8)
            let halves = request.split(separator: "\n\n", maxSplits: 1)
            let lines = halves[0].split(separator: "\n")
            let start = lines[0].split(separator: " ")
            var fields = HTTPFields()
            for line in lines.dropFirst() {
                let field = line.split(separator: ":", maxSplits: 1)
                fields.append(
                    name: String(field[0]), HTTPFieldValue(replacingControlsIn: field[1].trimmingCharacters(in: .whitespaces)))
            }
            return Sample(
                name: name, method: String(start[0]), path: String(start[1].prefix { $0 != "?" }), fields: fields,
                body: halves.count > 1 ? String(halves[1]) : "", hasStatus200: response.hasPrefix("HTTP/1.1 200 "),
                isRefused: !response.hasPrefix("HTTP/1.1 200 ") || response.contains(/"IsSuccessful": *false/))
        }
    }

    /// Expects a sample that succeeds and one that is refused.
    private func expectPair(_ matching: [Sample], _ name: String) {
        #expect(matching.contains { !$0.isRefused }, "no sample shows a success of \(name)")
        #expect(matching.contains { $0.isRefused }, "no sample shows a refusal of \(name)")
    }

    @Test("have a success and a refusal of each operation of the three contracts", arguments: ArcherServices.ServiceName.allCases)
    func operations(service: ArcherServices.ServiceName) {
        let ofPage = samples.filter { $0.path.hasSuffix("/\(service.rawValue).asmx") }
        for operation in service.service.operations where operation.facts.isEmulated {
            let ofOperation = ofPage.filter { sample in
                sample.body.firstMatch(of: /Body>\s*<(?:\w+:)?(\w+)/)?.1 == operation.facts.name[...]
            }
            expectPair(ofOperation, operation.facts.name)
        }
    }

    @Test("have a refusal of each operation that the vendor has disabled")
    func disabled() {
        for operation in disabledSessionOperations + disabledUserOperations {
            let ofOperation = samples.filter { $0.body.contains("<\(operation.facts.name) ") }
            #expect(!ofOperation.isEmpty && ofOperation.allSatisfy { $0.isRefused }, "\(operation.facts.name)")
        }
    }

    /// Returns the path below `core`. Nil for a sample of another API.
    private func path(_ sample: Sample) -> String? {
        sample.path.range(of: "/core/", options: .caseInsensitive).map { String(sample.path[$0.upperBound...]) }
    }

    /// Returns the resource that answers a sample. Nil if none does, as for a wrong verb.
    private func resource(_ sample: Sample) -> RESTResource? {
        var request = HTTPRequest(method: sample.method, path: sample.path)
        request.fields = sample.fields
        return path(sample).flatMap { try? RESTReader(request: request, path: $0).resource().row }
    }

    /// The resource that never finds anything. That answer has the form of a refusal and is its good case.
    private static let alwaysEmpty = "GET system/task"

    @Test("have a success and a refusal of each resource of the REST API")
    func resources() {
        for wanted in restResources where wanted.facts.isEmulated {
            let ofResource = samples.filter { sample in
                guard let path = path(sample), wanted.path.match(path.split(separator: "/")) != nil else { return false }
                // A request with another verb than the address has is a refusal of its resource.
                return resource(sample).map { $0.facts === wanted.facts } ?? sample.isRefused
            }
            if wanted.facts.name == Self.alwaysEmpty {
                #expect(ofResource.contains { $0.hasStatus200 } && ofResource.contains { !$0.hasStatus200 })
            } else {
                expectPair(ofResource, wanted.facts.name)
            }
        }
    }

    @Test("show that a resource which is not emulated is refused")
    func notEmulated() {
        let ofOthers = samples.filter { resource($0)?.facts.isEmulated == false }
        #expect(!ofOthers.isEmpty && ofOthers.allSatisfy { $0.isRefused })
    }
}
