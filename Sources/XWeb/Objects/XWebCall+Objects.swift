import Accounts
import Calls
import Operations
import Text

/// Finds, inserts and changes records of declared objects.
extension XWebCall {
    /// Returns the object with a name in any letter case: one that every site has, or a declared one. Throws if there
    /// is none.
    func object(named name: String?) throws -> FacadeObject {
        let name = name ?? ""
        if let object = FacadeObject.standard.first(where: { ASCII.equalsIgnoringCase($0.name, name) }) { return object }
        if ObjectLimits.isName(name), let declared = try declaredObject(named: name) { return FacadeObject(declared) }
        let known = try (FacadeObject.standard + declaredObjects(atMost: Self.namesShown)).map(\.name)
        throw XWebRefusal.errorOccurred(
            "The object '\(name.prefix(60))' is not emulated; there are \(known.joined(separator: ", ")). Fixtures can declare more objects."
        )
    }

    /// How many declared objects a message names.
    private static let namesShown = 20

    /// Returns the objects that the site declares, in the order of their names; at most `limit`.
    func declaredObjects(atMost limit: Int = ObjectLimits.objects) throws(StoreError) -> [FacadeObject] {
        let declared = try users.values(namedFrom: XWebSiteValue.objectPrefix, in: site).prefix(limit)
        return declared.compactMap { DeclaredObject(stored: $0.value).map(FacadeObject.init) }
    }

    private func declaredObject(named name: String) throws(StoreError) -> DeclaredObject? {
        try users.value(named: XWebSiteValue.objectPrefix + ASCII.lowercased(name), in: site).flatMap(DeclaredObject.init(stored:))
    }

    /// Returns the record of a declared object with a key, or nil.
    func row(_ key: String?, of object: DeclaredObject) throws(StoreError) -> ObjectRow? {
        guard let key, !key.isEmpty else { return nil }
        return try users.row(object.table, key: DeclaredObject.rowKey(of: key), in: site).map { ObjectRow(object: object, row: $0.row) }
    }

    /// Returns the records of a declared object that meet a condition, in the order of their insertion; at most `limit`.
    /// If `key` is not nil, only the record with this key is read.
    func rows(
        of object: DeclaredObject, key: String?, atMost limit: Int, where condition: (ObjectRow) throws -> Bool
    ) throws -> [ObjectRow] {
        if let key { return try [row(key, of: object)].compactMap { $0 }.filter(condition) }
        var found: [ObjectRow] = []
        try users.rows(object.table, in: site) { stored in
            let record = ObjectRow(object: object, row: stored.row)
            if found.count < limit, try condition(record) { found.append(record) }
            return found.count < limit
        }
        return found
    }

    /// Inserts a record.
    func insert(_ given: [(name: String, text: String)], into object: DeclaredObject) throws -> ObjectRow {
        let values = try object.values(given)
        guard values.contains(where: { $0.value != nil }) else {
            throw XWebRefusal.errorOccurred("oNode names no column that can be set.", .missingArgument)
        }
        let dated = values.merging(dates(object.addDates).mapValues { .some($0) }) { _, date in date }
        let row = try object.row(dated) { TokenFormat.guid.mint(from: users.random) }
        do {
            let insertion = Transaction(expecting: [.rows(object.table, of: nil, fewerThan: ObjectLimits.rows)], [.insertRow(row)])
            guard try users.commit(insertion, in: site) != nil else {
                throw XWebRefusal.errorOccurred("\(object.name) has \(ObjectLimits.rows) records, and room for no more.", .tooManyRecords)
            }
        } catch StoreError.rowTaken {
            throw XWebRefusal.errorOccurred("Another record has this \(object.keyColumn).", .duplicate)
        }
        return ObjectRow(object: object, row: row)
    }

    /// Changes the record with a key. The columns to set are those of `node`, the parameter with this name. An empty text
    /// removes a value. The key column can be sent, but not changed. Throws if there is no such record.
    func update(_ key: String?, of object: DeclaredObject, fields node: XMLTree?, named name: String) throws -> ObjectRow {
        guard let present = try row(key, of: object) else { throw XWebRefusal.noSuchKey }
        guard let node else { throw XWebRefusal.errorOccurred("\(name) is missing.", .missingArgument) }
        var values = try object.values(node.leaves)
        guard !values.isEmpty else { throw XWebRefusal.errorOccurred("\(name) names no column that can be set.", .missingArgument) }
        if let key = values.removeValue(forKey: object.keyColumn) {
            guard let key, DeclaredObject.rowKey(of: key) == present.row.key else {
                throw XWebRefusal.errorOccurred("\(object.keyColumn) cannot be changed.", .fieldNotAllowed)
            }
        }
        for column in object.addDates { values[column] = nil }
        values.merge(dates(object.changeDates).mapValues { .some($0) }) { _, date in date }
        try ObjectLimits.checkSize(of: present.row.fields.merging(values.compactMapValues { $0 }) { _, new in new })
        let change = Transaction(
            expecting: [.row(object.table, key: present.row.key)],
            [.updateRow(object.table, key: present.row.key, fields: values)])
        guard try users.commit(change, in: site) != nil, let row = try users.row(object.table, key: present.row.key, in: site) else {
            throw XWebRefusal.invalidParameters("the record is gone")
        }
        return ObjectRow(object: object, row: row.row)
    }
}

extension XMLTree {
    /// The elements without child elements, in order: the columns that a caller names inside any other elements. Those
    /// that are marked as null are left out.
    var leaves: [(name: String, text: String)] {
        children.flatMap { child -> [(name: String, text: String)] in
            guard child.children.isEmpty else { return child.leaves }
            return child.isNil ? [] : [(child.name, child.text)]
        }
    }
}
