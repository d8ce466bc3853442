import Operations
import SOAP
import Text
import XML

/// The names in a service that are needed to read a request, without the code that runs.
///
/// This type and the code that reads with it are not generic over `Call`. The compiler creates one version of generic
/// code over another module's type for all types, and looking up the actual type took 7,000 instructions for each
/// request. There are few operations, so they are found by comparing bytes. That takes a tenth of creating and hashing
/// a String.
@usableFromInline
final class ServiceTable: Sendable {
    /// One operation. It is a class, so that a search through the rows copies none of them.
    final class Row: Sendable {
        let name: String
        let action: String
        let header: HeaderUse
        let parameters: [Parameter]
        /// The actions of other operations that a request of this one may have.
        let otherActions: [String]
        /// The name of the response element, and of the element inside it that contains the result.
        let responseName: String
        let resultName: String
        /// The XML before and after the text of a result, written once. Writing it takes 2,500 instructions for each
        /// answer.
        let beginning: [UInt8]
        let ending: [UInt8]

        init(name: String, namespace: String, header: HeaderUse, parameters: [Parameter], otherActions: [String] = []) {
            self.otherActions = otherActions.map { namespace + $0 }
            self.name = name
            self.header = header
            self.parameters = parameters
            action = namespace + name
            responseName = name + "Response"
            resultName = name + "Result"
            var writer = XMLWriter()
            writer.start(responseName)
            writer.attribute("xmlns", namespace)
            writer.start(resultName)
            writer.text("-")
            let beginning = writer.bytes.dropLast()
            self.beginning = Array(beginning)
            ending = Array(writer.finish().dropFirst(beginning.count + 1))
        }
    }

    /// One parameter of an operation.
    struct Parameter: Sendable {
        let name: XMLName
        /// Other names that are accepted.
        let aliases: [XMLName]
        let isNullable: Bool
    }

    let namespace: String
    /// The name of the service's own header block.
    let headerName: XMLName?
    let rows: [Row]
    /// Whether blanks, line breaks and single quotation marks in an action do not count.
    let ignoresMisprintsInActions: Bool
    /// The name of the service if it has operations that are not in the table and not emulated.
    let nameForUnlisted: String?

    init(
        namespace: String, header: ServiceHeader?, rows: [Row], ignoresMisprintsInActions: Bool = false, nameForUnlisted: String? = nil
    ) {
        self.namespace = namespace
        self.ignoresMisprintsInActions = ignoresMisprintsInActions
        self.nameForUnlisted = nameForUnlisted
        headerName = header.map { XMLName($0.name, in: namespace) }
        self.rows = rows
    }

    /// Returns the index of the operation with a SOAP action, or nil.
    func index(ofAction action: String) -> Int? {
        // Compare the length first: the actions of a service have a common beginning, and some services have hundreds.
        let length = action.utf8.count
        if let index = rows.firstIndex(where: { $0.action.utf8.count == length && $0.action == action }) { return index }
        guard ignoresMisprintsInActions, action.utf8.contains(where: Self.isMisprint) else { return nil }
        let bare = String(decoding: action.utf8.filter { !Self.isMisprint($0) }, as: UTF8.self)
        return rows.firstIndex { $0.action == bare }
    }

    private static func isMisprint(_ byte: UInt8) -> Bool { ASCII.isBlank(byte) || byte == 0x0A || byte == 0x0D || byte == 0x22 }

    /// Returns the name of an operation that is not in the table, as a message names it. Nil if the service has no such
    /// operations, or if neither an action nor an element names one.
    func unlistedName(action: String?, element: XMLElement?) -> String? {
        guard let nameForUnlisted else { return nil }
        if let action, action.hasPrefix(namespace), action.utf8.count > namespace.utf8.count {
            return "\(nameForUnlisted).\(action.dropFirst(namespace.count))"
        }
        guard let element, element.isInNamespace(namespace) else { return nil }
        return "\(nameForUnlisted).\(element.localName)"
    }

    /// Returns the index of the operation with this request element, or nil.
    func index(ofRequest element: XMLElement) -> Int? {
        guard let index = rows.firstIndex(where: { element.hasLocalName($0.name) }), element.isInNamespace(namespace) else { return nil }
        return index
    }

    /// Returns the arguments in a request element, one for each parameter of an operation, in order. As in .NET's
    /// serializer, elements are found by expanded name in any order, unknown ones are ignored, and the first of two
    /// with one name counts. A parameter's aliases are names of it too.
    func arguments(at index: Int, in element: XMLElement?) -> [Argument] {
        let parameters = rows[index].parameters
        var arguments = [Argument](repeating: .missing, count: parameters.count)
        guard let element else { return arguments }
        // Most callers keep the contract's order, so the search for the next element begins after the last one found.
        var expected = 0
        for child in element.children {
            let position =
                Self.position(of: child, in: parameters, from: expected)
                ?? parameters.firstIndex { $0.aliases.contains(where: child.isNamed) }
            guard let position else { continue }
            if case .missing = arguments[position] {
                // .NET's reader ignores nil if the type has no null.
                let isNull = parameters[position].isNullable && child.isNil
                arguments[position] = isNull ? .null : .element(child)
            }
            expected = position + 1
        }
        return arguments
    }

    /// Returns the position of the parameter with an element's name. The search begins at a position and goes round.
    private static func position(of element: XMLElement, in parameters: [Parameter], from first: Int) -> Int? {
        for offset in 0..<parameters.count {
            let position = (first + offset) % parameters.count
            if element.isNamed(parameters[position].name) { return position }
        }
        return nil
    }
}
