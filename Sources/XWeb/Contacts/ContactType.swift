import ASMX
import Accounts
import Calls
import Operations
import XML

/// A complex type whose containers have the columns of several tables: the types of contacts and organizations. Source:
/// XWeb.docc/Contacts.md.
struct ContainerType: Sendable {
    /// The type as in the contract.
    let type: ComplexType

    /// Creates a type. `prefix` is the one of its containers' types. The fields of a container are those of the same table
    /// in IndividualType.
    init(_ name: String, _ documentation: String, prefix: String, _ containers: [VendorContainer], in build: XWebBuild) {
        type = .containers(
            containers.map { ($0.name, $0.fields.all.compactMap { $0.element(in: build) }) }, name, documentation, prefix: prefix)
    }

    /// Returns a value with this key, and with the columns for which `read` has a value.
    func value(key: String, _ read: (_ container: String, _ column: String) -> String?) -> ComplexValue {
        var value = ComplexValue(type)
        value[text: "CurrentKey"] = key
        for element in type.elements {
            guard case .complex(let inner) = element.type else { continue }
            var part = ComplexValue(inner)
            for column in inner.elements where !column.isWriteOnly { part[text: column.name] = read(element.name, column.name) }
            value[record: element.name] = part
        }
        return value
    }
}

extension ComplexType {
    /// Returns a type of containers, which follow the element with the record's key. `prefix` is the one of the containers'
    /// types.
    static func containers(
        _ containers: [(name: String, elements: [Element])], _ name: String, _ documentation: String, prefix: String,
        globalElements: [String] = []
    ) -> ComplexType {
        let elements = containers.map { name, elements in
            let inner = ComplexType("\(prefix)_\(name)_DataObjectType", documentation: "", elements: elements)
            return Element(name, .complex(inner), isOptional: false)
        }
        return ComplexType(
            name, documentation: documentation, elements: [Element("CurrentKey", .simple(VendorType.key))] + elements,
            globalElements: globalElements)
    }
}

extension ComplexValue {
    /// The columns in containers that are not empty, in the order of the type.
    func columns(in containers: [String]) -> [(name: String, text: String)] {
        containers.compactMap { self[record: $0] }.flatMap { part in
            part.type.elements.compactMap { column in
                part[text: column.name].flatMap { $0.isEmpty ? nil : (column.name, $0) }
            }
        }
    }
}

extension ContainerType {
    /// Returns CustomerAddressType.
    static func customerAddress(_ build: XWebBuild) -> ContainerType {
        ContainerType(
            "CustomerAddressType", "An address of a customer.", prefix: "IndividualAddress",
            [
                .init("Address_XRef", .addressReference), .init("Customer", .customer), .init("Individual", .individual),
                .init("Organization", .organization), .init("Chapter"), .init("Address", .address),
                .init("Address_Change_Log", .addressChangeLog), .init("Country", .country), .init("Primary_Affiliation"),
                .init("StateTerritory", .state),
            ], in: build)
    }

    /// Returns CustomerPhoneType.
    static func customerPhone(_ build: XWebBuild) -> ContainerType {
        ContainerType(
            "CustomerPhoneType", "A phone of a customer.", prefix: "IndividualPhone",
            [
                .init("Phone_XRef", .phoneReference), .init("Customer", .customer), .init("Phone", .phone), .init("Country", .country),
            ], in: build)
    }
}

extension ContactKind {
    /// The names of the containers with the columns of the contact.
    var containers: [String] { [name + "_XRef", name] }
}

extension Contact {
    /// Returns the contact as a value of its type, with the customer's own columns.
    func value(_ type: ContainerType) -> ComplexValue {
        type.value(key: key) { container, column in
            if kind.containers.contains(container) { return self[column] }
            return container == "Customer" || container == "Individual" ? customer[column] : nil
        }
    }

    /// The columns of a list.
    var cells: [(name: String, value: String?)] {
        ([kind.key, kind.typeCode] + kind.label.parts + [kind.label.name, kind.primary]).map { ($0, self[$0]) }
    }
}

/// The requested change of a contact. Empty elements count as not sent.
struct ContactChange {
    /// The key of the contact, as the caller spells it.
    private(set) var key: String?
    /// The key of the customer.
    private(set) var owner: String?
    /// Whether it is the customer's primary contact. Nil leaves this as it is.
    private(set) var isPrimary: Bool?
    /// The columns to set.
    private(set) var values: [String: String] = [:]

    init(_ value: ComplexValue, _ kind: ContactKind) throws(XWebRefusal) {
        key = value[text: "CurrentKey"].flatMap { $0.isEmpty ? nil : $0 }
        let fields = Dictionary(kind.stored.map { ($0.name, $0) }) { first, _ in first }
        for (name, text) in value.columns(in: kind.containers) {
            switch name {
            case kind.key: key = key ?? text
            case kind.owner: owner = text
            case kind.primary:
                guard ["0", "1"].contains(XMLText.trimmed(text)) else { throw .errorOccurred("\(name) must be 0 or 1.") }
                isPrimary = XMLText.trimmed(text) == "1"
            default:
                // Callers send back what the vendor calculates. It is not a change.
                guard let field = fields[name] else { continue }
                values[name] = try field.checked(text)
            }
        }
        owner = owner ?? value.columns(in: ["Customer"]).first { $0.name == "cst_key" }?.text
    }
}

extension VendorField {
    /// Returns a text that a caller gives. Throws if the column cannot have it.
    func checked(_ text: String) throws(XWebRefusal) -> String {
        guard XMLWriter.isXMLText(text) else { throw .errorOccurred("\(name) has characters that XML cannot carry.") }
        if let refusal = later.refusal(of: text) { throw .errorOccurred("\(name) must be \(refusal).") }
        let limit = later.maximumLength ?? ObjectLimits.characters
        guard text.utf8.count <= limit || text.count <= limit else { throw .field(.tooLong(name, limit: limit)) }
        return later == VendorType.key ? GUIDText.normalized(text) ?? text : text
    }
}
