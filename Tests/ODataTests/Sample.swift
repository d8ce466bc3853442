import JSON

@testable import OData

/// An object like those that the filters of clients are about.
enum Sample {
    static let fields: [ODataField] = [
        ODataField("Id", .number), ODataField("UserName", .text), ODataField("AccountStatus", .number),
        ODataField("LastLoginDate", .moment),
        ODataField("IsDefault", .boolean), ODataField("Title", .text),
        ODataField("UpdateInformation", .object([ODataField("CreateDate", .moment), ODataField("CreateLogin", .number)])),
        ODataField("Contacts", .collection([ODataField("Value", .text), ODataField("IsDefault", .boolean)])), ODataField("UserIds", .list),
    ]

    static let object: [JSON] = [
        .number(7), .string("Jane.O'Hara"), .number(1), .string("2016-07-28T17:19:01.35"), .bool(true), .null,
        .object([.init("CreateDate", .string("2015-01-01T00:00:00")), .init("CreateLogin", .number(2))]),
        .array([
            .object([.init("Value", .string("Jane@Example.org")), .init("IsDefault", .bool(false))]),
            .object([.init("Value", .string("jane@home.example")), .init("IsDefault", .bool(true))]),
        ]),
        .null,
    ]

    /// Returns whether the object meets a filter.
    static func meets(_ filter: String) throws -> Bool {
        var budget = ODataBudget()
        return try ODataFilter(filter, fields: fields).matches(&budget) { object[$0] }
    }
}
