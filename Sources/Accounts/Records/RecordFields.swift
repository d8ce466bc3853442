/// The fields of a vendor's record of a person. Each vendor has one list of them.
public struct RecordFields: Sendable {
    /// All fields, in the vendor's order.
    public let all: [RecordField]

    private let byName: [String: RecordField]

    /// Creates a list of fields. If fields share a name or an alias, it is that of the first.
    public init(_ all: [RecordField]) {
        self.all = all
        let named = all.flatMap { field in ([field.name] + field.aliases).map { ($0.lowercased(), field) } }
        byName = Dictionary(named) { first, _ in first }
    }

    /// The field with a name or an alias in any letter case. Nil if there is none.
    public subscript(name: String) -> RecordField? {
        if let field = byName[name] { return field }
        // Only letters of ASCII have another case here: the Kelvin sign is no k.
        guard name.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        return byName[name.lowercased()]
    }

    /// What the fields tell about people, by their names and aliases. Of a name with a dot in it, what is behind the dot is the name of an
    /// element in another one.
    public var personal: [String: PersonalData] {
        var named: [String: PersonalData] = [:]
        for field in all {
            guard let personal = field.personal else { continue }
            for name in [field.name] + field.aliases {
                named[name] = personal
                if let last = name.split(separator: ".").last { named[String(last)] = personal }
            }
        }
        return named
    }

    /// Returns the changes of an account that give fields these values. A nil value removes what a field has.
    ///
    /// Fields that share a scheme share its identities; the last of them given decides. An identity that the person
    /// already has is no change. `person` is the person before the change, or nil for a new one.
    public func changes(
        _ given: [(field: RecordField, value: FieldValue?)], of person: Person?
    ) throws(FieldRefusal) -> AccountChanges {
        var changes = AccountChanges()
        var identities: [(field: RecordField, scheme: IdentityScheme, values: [String])] = []
        var names: Set<String> = []
        for (field, value) in given {
            guard field.isWritable else { throw .notWritable(field.name) }
            guard names.insert(field.name).inserted else { throw .givenTwice(field.name) }
            if let refusal = value.flatMap(field.refusal) { throw refusal }
            switch field.source {
            case .attribute(let key): changes.attributes[key] = .some(value?.stored)
            case .identity(let scheme):
                identities.removeAll { $0.scheme == scheme }
                identities.append((field, scheme, value?.storedIdentities ?? []))
            case .derived: throw .notWritable(field.name)
            }
        }
        for (field, scheme, values) in identities {
            // A field that shows one value leaves the others alone if that one stays.
            guard field.kind == .list || person?.identity(scheme) != values.first else { continue }
            changes.replace(scheme, by: values, of: person)
        }
        return changes
    }
}
