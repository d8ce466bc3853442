import Foundation
import Testing

/// How the files of bindings are written.
@Suite("Files of bindings")
struct BindingFileTests {
    @Test("catch nothing: what ends a call is sorted out in one place")
    func noCatch() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let files = try #require(FileManager.default.enumerator(at: root.appending(path: "Sources"), includingPropertiesForKeys: nil))
        var bindings: [String] = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            guard text.firstMatch(of: /\n(struct|final class|class|enum) [^\n{]*: [^\n{]*\bCallBinding\b/) != nil else { continue }
            bindings.append(file.lastPathComponent)
            #expect(text.firstMatch(of: /\bcatch\b/) == nil, "\(file.lastPathComponent)")
        }
        let names = [
            "FormBinding.swift", "PageBinding.swift", "RESTBinding.swift", "SOAPBinding.swift", "ServletBinding.swift", "XWebJSON.swift",
        ]
        #expect(bindings.sorted() == names)
    }
}
