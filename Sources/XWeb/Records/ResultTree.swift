import ASMX
import Operations

/// The XML of lists in xWEB's answers. Source: XWeb.docc/Operations.md.
enum ResultTree {
    /// Returns `<Results recordReturn="N"><Result>…`, the format of the WEB operations' lists.
    static func results(_ rows: [[(name: String, value: String?)]]) -> XMLTree {
        frame("Results", [.init("recordReturn", String(rows.count))], of: "Result", rows)
    }

    /// Returns `<NameObjects recordReturn="N" xsi:schemaLocation="…"><NameObject>…`, the format of queries and the
    /// facade.
    static func objects(_ name: String, _ rows: [[(name: String, value: String?)]]) -> XMLTree {
        let attributes: [XMLTree.Attribute] = [
            .init("recordReturn", String(rows.count)), .init("xsi:schemaLocation", "\(xwebNamespace) \(name).xsd"),
        ]
        return frame(name + "Objects", attributes, of: name + "Object", rows)
    }

    private static func frame(
        _ root: String, _ attributes: [XMLTree.Attribute], of row: String, _ rows: [[(name: String, value: String?)]]
    ) -> XMLTree {
        XMLTree(
            name: root, attributes: attributes,
            children: rows.map { cells in XMLTree(name: row, children: cells.map { XMLTree($0.name, $0.value ?? "") }) })
    }
}

extension WebUserRecord {
    /// Returns the values of columns. A column without a value becomes an empty element.
    func cells(_ columns: [String]) -> [(name: String, value: String?)] {
        columns.map { ($0, self[$0]) }
    }
}
