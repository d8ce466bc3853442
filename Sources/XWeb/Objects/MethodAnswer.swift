import Accounts
import Calls
import JSON
import Operations
import Text
import XML

/// An answer that fixtures declare for ExecuteMethod. Source: XWeb.docc/Objects.md.
struct MethodAnswer: Sendable {
    /// The service's name. Letter case is ignored.
    let service: String
    /// The method's name. Letter case is ignored.
    let method: String
    /// The values that the call's parameters must have, by name in lower case. Further parameters of the call are ignored.
    let parameters: [String: String]
    /// The answer as XML: one element.
    let answer: String

    /// Reads all answers of a site's section.
    static func readAll(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> [MethodAnswer] {
        let answers = try reader.array("methods") { json, path throws(JSONSchemaError) in
            try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
                let answer = try MethodAnswer(&reader)
                guard answer.tree != nil else { throw reader.error("answer", "the text is no XML document") }
                return answer
            }
        }
        guard answers.count <= ObjectLimits.methods else {
            throw reader.error("methods", "a site has at most \(ObjectLimits.methods) answers")
        }
        return answers
    }

    private init(_ reader: inout JSONObjectReader) throws(JSONSchemaError) {
        service = try Self.readName("service", &reader)
        method = try Self.readName("method", &reader)
        let given = try reader.texts("parameters")
        parameters = Dictionary(given.map { (ASCII.lowercased($0.name), $0.text) }) { _, last in last }
        answer = try reader.requiredString("answer")
        guard answer.utf8.count <= ObjectLimits.answerBytes else {
            throw reader.error("answer", "an answer has at most \(ObjectLimits.answerBytes) bytes")
        }
    }

    private static func readName(_ member: String, _ reader: inout JSONObjectReader) throws(JSONSchemaError) -> String {
        let name = try reader.requiredString(member)
        guard (1...200).contains(name.utf8.count), !name.contains("/") else {
            throw reader.error(member, "a name has at most 200 bytes, and no /")
        }
        return name
    }

    /// The answer as a tree. Elements without a namespace are in that of the service, like the rows of queries. Nil if the
    /// text is not XML.
    var tree: XMLTree? {
        guard let document = try? XMLDocument.parse(Array(answer.utf8), charset: "utf-8") else { return nil }
        return XMLTree(document.root).withoutEmptyNamespaces
    }

    /// Returns the beginning of the names under which the store keeps the answers for a method.
    static func prefix(service: String, method: String) -> String {
        XWebSiteValue.methodPrefix + CaseFolding.folded(service) + "/" + CaseFolding.folded(method) + "/"
    }

    /// The answers as values of a site. They are found in the order of the file.
    static func values(_ answers: [MethodAnswer]) -> [(name: String, value: String)] {
        answers.enumerated().map { index, answer in
            let digits = String(index)
            let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            return (prefix(service: answer.service, method: answer.method) + number, answer.stored)
        }
    }

    private var stored: String {
        let given = parameters.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) }
        let object = JSON.object([
            .init("service", .string(service)), .init("method", .string(method)), .init("parameters", .object(given)),
            .init("answer", .string(answer)),
        ])
        return String(decoding: object.bytes, as: UTF8.self)
    }

    /// Reads an answer from the text in `stored`. Nil for any other text.
    init?(stored text: String) {
        let json = try? JSON.parse(Array(text.utf8), limits: .ownFile)
        guard let answer = try? json?.readObject(at: .root, { (reader) throws(JSONSchemaError) in try MethodAnswer(&reader) }) else {
            return nil
        }
        self = answer
    }

    /// Returns whether a call with these parameters, named in lower case, gets this answer.
    func fits(_ given: [String: String]) -> Bool { parameters.allSatisfy { given[$0.key] == $0.value } }
}

extension XMLTree {
    fileprivate var withoutEmptyNamespaces: XMLTree {
        var tree = self
        if tree.namespace?.isEmpty == true { tree.namespace = nil }
        tree.children = tree.children.map(\.withoutEmptyNamespaces)
        return tree
    }
}

extension XWebCall {
    /// Returns the answer that fixtures declare for a method. Throws if there is none.
    func execute(service: String, method: String, _ parameters: XMLTree?) throws -> XMLTree {
        var given: [String: String] = [:]
        for parameter in parameters?.children ?? [] {
            guard let name = parameter.child("Name")?.text else { continue }
            given[ASCII.lowercased(name)] = parameter.child("Value")?.text ?? ""
        }
        guard service.utf8.count <= 200, method.utf8.count <= 200 else { throw Self.noAnswer(service, method) }
        let declared = try users.values(namedFrom: MethodAnswer.prefix(service: service, method: method), in: site)
        for (_, text) in declared {
            guard let answer = MethodAnswer(stored: text), answer.fits(given), let tree = answer.tree else { continue }
            return tree
        }
        throw Self.noAnswer(service, method)
    }

    private static func noAnswer(_ service: String, _ method: String) -> XWebRefusal {
        .errorOccurred(
            "The method '\(method.prefix(60))' of the service '\(service.prefix(60))' is not emulated. Fixtures can declare its answer.",
            .notEmulated)
    }
}
