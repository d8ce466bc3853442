import ASMX
import Accounts
import Calls
import Operations

/// Queries and the facade: web users, and the objects that fixtures declare. Source: XWeb.docc/Operations.md and
/// XWeb.docc/Objects.md.
let getQuery = Operation<XWebCall>(
    "GetQuery",
    .string(
        "szObjectName", "The object: Individual, Customer, WebUser, or a declared one. Add `@TOP n` for the first n rows only.",
        isRequired: true),
    .string("szColumnList", "The columns, separated by commas, or counts; empty for the object's own.", isRequired: true),
    .string("szWhereClause", "The condition, as after SQL's WHERE; empty for all rows.").personal(.condition),
    .string("szOrderBy", "The order, as after SQL's ORDER BY."),
    returns: .xml("`NameObjects` with a `NameObject` for each row, the primary key first."), header: .both, does: .searches,
    certainty: .documented, refusals: .chosen,
    documentation: """
        Finds or counts rows of an object. The supported part of the vendor's language is columns, COUNT, comparisons, LIKE, IN, BETWEEN, IS NULL, AND, \
        OR, NOT and parentheses. It is parsed and never passed to a database. Anything else is a fault that says where and why.
        """
) { call, object, columns, condition, order in
    try call.query(object: object ?? "", columns: columns ?? "", where: condition ?? "", orderBy: order ?? "")
}

private let objectName = Parameter.string("szObjectName", "The object: Individual, Customer, WebUser, or a declared one.")

let facadeOperations: [Operation<XWebCall>] = [
    Operation(
        "GetFacadeObjectList",
        returns: .xml("`ObjectObjects` with an `ObjectObject` for each object: name, key, description."), header: .both,
        does: .searches,
        certainty: .chosen, refusals: .chosen,
        documentation: "Lists the objects that GetQuery and the facade operations support."
    ) { call in
        let objects = try FacadeObject.standard + call.declaredObjects()
        return ResultTree.objects(
            "Object", objects.map { [("obj_name", $0.name), ("obj_key", $0.key), ("obj_description", $0.documentation)] })
    },

    Operation(
        "GetFacadeObject", objectName,
        .string("szObjectKey", "The value of the record's primary key: a GUID, if the object is one of the web users."),
        returns: .xml("`NameObjects` with one `NameObject`."), header: .both,
        certainty: .documented, refusals: .chosen,
        documentation: "Returns all columns of one record. An unknown key is a fault, `Invalid Parameters.`"
    ) { call, name, key in
        let object = try call.object(named: name)
        try call.authorize(.select, on: object)
        return object.tree([try call.record(key, of: object)])
    },

    Operation(
        "InsertFacadeObject", objectName,
        .xml("oNode", "The columns: elements with the columns' names, inside any other elements.", mayHoldPassword: true),
        returns: .xml("`NameObjects` with the new `NameObject`."), header: .both,
        certainty: .documented, refusals: .chosen,
        documentation:
            """
            Creates a record. One of a web user gets a new key and record number; one of a declared object gets a new key if none is \
            given. If that is not possible, the fault has the reason in MessageDetail.
            """
    ) { call, name, node in
        let object = try call.object(named: name)
        try call.authorize(.insert, on: object)
        guard let node else { throw XWebRefusal.errorOccurred("oNode is missing.", .missingArgument) }
        if let declared = object.declared { return object.tree([try call.insert(node.leaves, into: declared)]) }
        let change = try WebUserChange(node)
        guard !change.isEmpty else { throw XWebRefusal.errorOccurred("oNode names no column that can be set.", .missingArgument) }
        return object.tree([try call.createWebUser(change, needsSignInName: object.name == FacadeObject.webUser.name)])
    },

    Operation(
        "UpdateFacadeObject",
        .string("szObjectName", "The object: Individual, Customer, WebUser, or a declared one.", isRequired: true),
        .string("szObjectKey", "The value of the record's primary key: a GUID, if the object is one of the web users."),
        .xml("oNode", "The columns to set: elements with the columns' names. An empty element removes the value.", mayHoldPassword: true),
        returns: .xml("`NameObjects` with the `NameObject` after the change."), header: .both,
        certainty: .documented, refusals: .chosen,
        documentation: "Changes a record. If that is not possible, nothing changes and the fault has the reason in MessageDetail."
    ) { call, name, key, node in
        let object = try call.object(named: name)
        try call.authorize(.update, on: object)
        guard let declared = object.declared else {
            guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.noSuchKey }
            return object.tree([try call.update(record, fields: node, named: "oNode")])
        }
        return object.tree([try call.update(key, of: declared, fields: node, named: "oNode")])
    },
]

extension XWebCall {
    /// Returns the record of an object with a key. Throws if there is none.
    func record(_ key: String?, of object: FacadeObject) throws -> any FacadeRecord {
        let record: (any FacadeRecord)? =
            switch object.content {
            case .webUsers: try webUser(ofKey: key)
            case .rows(let declared): try row(key, of: declared)
            }
        guard let record else { throw XWebRefusal.noSuchKey }
        return record
    }
}

extension XWebRefusal {
    /// The answer to a key that no record has.
    static var noSuchKey: Self { invalidParameters("no record has this key") }
}
