import ASMX
import Operations

/// The XML in which xWEB answers lists. Source: XWeb.docc/Operations.md.
enum ResultTree {
    /// `<Results recordReturn="N"><Result>…`, the frame of the WEB operations' lists.
    static func results(_ rows: [[(name: String, value: String?)]]) -> XMLTree {
        frame("Results", [.init("recordReturn", String(rows.count))], of: "Result", rows)
    }

    /// `<NameObjects recordReturn="N" xsi:schemaLocation="…"><NameObject>…`, the frame of what queries and the facade answer.
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
    /// The values of columns; a column without one is answered empty.
    func cells(_ columns: [String]) -> [(name: String, value: String?)] {
        columns.map { ($0, self[$0]) }
    }
}
