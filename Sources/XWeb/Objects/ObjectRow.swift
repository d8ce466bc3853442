import Accounts
import Calls
import Operations
import Text
import XML

/// A record that queries and the facade show: a web user, or a row of a declared object.
protocol FacadeRecord {
    /// The value of a column, or nil if there is none. Letter case is ignored.
    subscript(column: String) -> String? { get }
}

extension WebUserRecord: FacadeRecord {}

/// A record of a declared object: a row, read by the object's columns.
struct ObjectRow: FacadeRecord {
    let object: DeclaredObject
    let row: Row

    subscript(column: String) -> String? {
        guard case .attribute(let key)? = object.fields[column]?.source else { return nil }
        return row.fields[key]
    }
}

extension DeclaredObject {
    /// Returns the values that a caller gives, as a row keeps them. Nil for an empty text, which removes the value.
    ///
    /// Numbers are whole. Flags are kept as `1` and `0`. Dates are kept as `2026-01-31T00:00:00`, so that their order as
    /// texts is their order in time.
    func values(_ given: [(name: String, text: String)]) throws(XWebRefusal) -> [String: String?] {
        var values: [String: String?] = [:]
        for (name, text) in given {
            guard let field = fields[name] else { throw .errorOccurred("Invalid column name '\(name)'.", .fieldNotAllowed) }
            guard XMLWriter.isXMLText(text) else { throw .errorOccurred("\(name) has characters that XML cannot carry.") }
            do throws(FieldRefusal) {
                guard values.updateValue(try field.stored(text), forKey: field.name) == nil else {
                    throw FieldRefusal.givenTwice(field.name)
                }
            } catch {
                throw .field(error)
            }
        }
        return values
    }

    /// Returns the row with these values. Its key is the value of the key column, or a random GUID if there is none.
    func row(_ given: [String: String?], newKey: () -> String) throws(XWebRefusal) -> Row {
        var values = given.compactMapValues { $0 }
        let key = values[keyColumn] ?? newKey()
        values[keyColumn] = key
        try ObjectLimits.checkSize(of: values)
        return Row(table, key: Self.rowKey(of: key), fields: values)
    }
}

extension ObjectLimits {
    /// Throws if a record with these values is too large.
    static func checkSize(of values: [String: String]) throws(XWebRefusal) {
        let bytes = values.values.reduce(0) { $0 + $1.utf8.count + 32 }
        guard bytes <= rowBytes else { throw .errorOccurred("The record is larger than \(rowBytes) bytes.", .badValue) }
    }
}

extension RecordField {
    /// Returns the text that a row keeps for a text that a caller gives. Nil for an empty one.
    fileprivate func stored(_ text: String) throws(FieldRefusal) -> String? {
        guard !text.isEmpty else { return nil }
        switch kind {
        case .date:
            guard let date = DateText.normalized(text) else { throw .wrongKind(name, kind) }
            return date
        case .flag:
            guard case .flag(let flag)? = try value(given: text) else { return nil }
            return flag ? "1" : "0"
        case .number, .text, .list: return try value(given: text)?.stored
        }
    }
}
