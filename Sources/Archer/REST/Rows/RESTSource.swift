import HTTP
import OData

/// What a request gives its resource: the open segments of the path, the query and the body.
struct RESTSource: Sendable {
    /// The values of the path's open segments, by name.
    let path: [String: Substring]
    /// The query options. They come from the address. If `X-Http-Method-Override` turns a POST into a GET, the body can
    /// add more.
    let query: [(name: String, value: String)]
    /// The properties of the body.
    let body: RESTProperties
}

/// The query options of a list of objects, and the look-ups that may replace a search.
struct RESTQuery: Sendable {
    /// The name of the option with a condition.
    static let filterName = "$filter"

    let options: ODataQuery
    /// Finds every object that can meet the filter. Nil if all objects must be read.
    let lookups: Set<ODataFilter.Lookup>?

    /// The greatest number of look-ups that take microseconds together.
    private static let quickLookups = 16

    /// Whether the call takes microseconds: there are a few look-ups, and none by a value that many objects may share.
    var isQuick: Bool { lookups.map { $0.count <= Self.quickLookups && !$0.contains { $0.property.contains("/") } } ?? false }

    /// Reads the options of a request.
    ///
    /// - Parameters:
    ///   - fields: The properties of the objects.
    ///   - isList: Whether the answer is a list.
    ///   - lookups: The names of the properties by which objects are found without a search.
    init(
        _ source: RESTSource, fields: [ODataField], isList: Bool, lookups: Set<String> = []
    ) throws(RESTRefusal) {
        do throws(ODataError) {
            options = try ODataQuery(source.query, fields: fields, isList: isList)
        } catch {
            throw .badQuery(error)
        }
        self.lookups = lookups.isEmpty ? nil : options.filter?.lookups(by: lookups)
    }
}
