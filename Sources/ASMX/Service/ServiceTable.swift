import Operations
import SOAP
import XML

/// What reading a request takes to know of a service: names, and nothing of the code that runs.
///
/// It knows no `Call`, and neither does what reads with it: generic code over a type of another module is compiled for all types at once,
/// and asking for the type at hand took 7,000 instructions a request. There are few operations, so they are found by comparing bytes,
/// which takes a tenth of making a String and hashing it.
@usableFromInline
final class ServiceTable: Sendable {
    /// One operation. A class, so that going through the rows copies none.
    final class Row: Sendable {
        let name: String
        let action: String
        let header: HeaderUse
        let parameters: [Parameter]
        /// The names of the element that answers it and of the one its result stands in.
        let responseName: String
        let resultName: String
        /// What stands before and behind the text of a result, written once: 2,500 instructions of an answer.
        let beginning: [UInt8]
        let ending: [UInt8]

        init(name: String, namespace: String, header: HeaderUse, parameters: [Parameter]) {
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
        let isNullable: Bool
    }

    let namespace: String
    /// The name of the service's own header block.
    let headerName: XMLName?
    let rows: [Row]

    init(namespace: String, header: ServiceHeader?, rows: [Row]) {
        self.namespace = namespace
        headerName = header.map { XMLName($0.name, in: namespace) }
        self.rows = rows
    }

    /// The operation of a SOAP action.
    func index(ofAction action: String) -> Int? {
        // The length first: the actions of a service begin alike, and some services have hundreds.
        let length = action.utf8.count
        return rows.firstIndex { $0.action.utf8.count == length && $0.action == action }
    }

    /// The operation whose request element this is.
    func index(ofRequest element: XMLElement) -> Int? {
        guard let index = rows.firstIndex(where: { element.hasLocalName($0.name) }), element.isInNamespace(namespace) else { return nil }
        return index
    }

    /// The arguments in a request element, one for each parameter of an operation in order. Elements are found by expanded name, in any order;
    /// unknown ones are passed over, and of two with one name the first counts, as .NET's serializer has it.
    func arguments(at index: Int, in element: XMLElement?) -> [Argument] {
        let parameters = rows[index].parameters
        var arguments = [Argument](repeating: .missing, count: parameters.count)
        guard let element else { return arguments }
        // Most callers keep the contract's order: the search for the next element begins behind the last one found.
        var expected = 0
        for child in element.children {
            for offset in 0..<parameters.count {
                let position = (expected + offset) % parameters.count
                guard child.isNamed(parameters[position].name) else { continue }
                if case .missing = arguments[position] {
                    // .NET's reader takes no notice of nil where the type knows no null.
                    let isNull = parameters[position].isNullable && child.isNil
                    arguments[position] = isNull ? .null : .element(child)
                }
                expected = position + 1
                break
            }
        }
        return arguments
    }
}
