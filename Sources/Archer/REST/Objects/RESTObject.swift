import JSON
import OData

/// A kind of object in answers, declared once: its properties in the order of the keys, with their types for query options, and the
/// code that reads each from an item.
struct RESTObject<Item>: Sendable {
    /// One property.
    struct Property: Sendable {
        let field: ODataField
        /// Whether answers have it. If not, only query options can name it.
        let isShown: Bool
        let value: @Sendable (Item) -> JSON

        init(_ name: String, _ kind: ODataField.Kind, isShown: Bool = true, value: @escaping @Sendable (Item) -> JSON) {
            field = ODataField(name, kind)
            self.isShown = isShown
            self.value = value
        }
    }

    /// The properties in the order of the keys.
    let properties: [Property]
    /// Those that answers have.
    private let shown: [Property]
    /// The same for query options.
    let fields: [ODataField]
    /// Returns further members of an item, which no query option names. They follow the properties.
    private let extras: @Sendable (Item) -> [JSON.Member]

    init(_ properties: [Property], extras: @escaping @Sendable (Item) -> [JSON.Member] = { _ in [] }) {
        self.properties = properties
        self.extras = extras
        shown = properties.filter(\.isShown)
        fields = properties.map(\.field)
    }

    /// Returns the object of an item, with all properties or with those at some indices, in the order of the indices.
    func json(_ item: Item, selection: [Int]? = nil) -> JSON {
        let chosen = selection.map { $0.map { properties[$0] } } ?? shown
        return .object(chosen.map { .init($0.field.name, $0.value(item)) } + (selection == nil ? extras(item) : []))
    }

    /// Returns the list that the query options make of items. If `isPage`, the items are already those that `$skip` and `$top` leave.
    func answer(_ items: [Item], _ query: RESTQuery, isPage: Bool = false) throws(RESTRefusal) -> RESTAnswer {
        var found = items
        do throws(ODataBudget.Exhausted) {
            var budget = ODataBudget()
            if let filter = query.options.filter {
                found = []
                for item in items where try filter.matches(&budget, { properties[$0].value(item) }) { found.append(item) }
            }
            if let ordering = query.options.ordering {
                found = try ordering.sorted(found, &budget) { item, index in properties[index].value(item) }
            }
        } catch {
            throw .expensiveQuery
        }
        return .list((isPage ? found : query.options.page(of: found)).map { json($0, selection: query.options.selection) })
    }

    /// Returns one object with the properties that the query options select.
    func answer(_ item: Item, _ query: RESTQuery) -> RESTAnswer { .one(json(item, selection: query.options.selection)) }
}
