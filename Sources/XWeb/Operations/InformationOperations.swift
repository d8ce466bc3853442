import ASMX
import Operations
import Accounts

/// Operations beside those on web users that clients of accounts call: an individual's information, the facade, queries. Source:
/// XWeb.docc/Operations.md.
func informationOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    individualInformation + [getQuery] + facadeOperations + individualOperations(build)
}

private let individualKey = Parameter.string("IndividualKey", "The customer key, a GUID.", isRequired: true)

private let individualInformation: [Operation<XWebCall>] = [
    Operation(
        "GetIndividualInformation", individualKey,
        returns: .xml("`IndividualObjects` with one `IndividualObject`."), header: .both,
        documentation: "Tells what is known of an individual. A key nobody has is a fault, `Invalid Parameters.`"
    ) { call, key in
        try call.authorize(.select, on: .individual)
        guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
        return FacadeObject.individual.tree([record], columns: informationColumns)
    },

    Operation(
        "SetIndividualInformation", individualKey,
        .xml(
            "oUpdateNode",
            "The columns to set: elements with the column's name, whatever stands around them. An empty one takes a value away.",
            mayHoldPassword: true),
        returns: .xml("`IndividualObjects` with one `IndividualObject`, as it is now."), header: .both,
        documentation: """
            Changes what is known of an individual. `cst_web_password` sets a password, plain, without the old one; \
            `cst_web_force_password_change` has it changed at the next sign-in. A key nobody has is a fault, `Invalid Parameters.`; so is what \
            cannot be, with the reason in MessageDetail, and then nothing is changed.
            """
    ) { call, key, node in
        try call.authorize(.update, on: .individual)
        guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
        return FacadeObject.individual.tree([try call.update(record, fields: node, named: "oUpdateNode")], columns: informationColumns)
    },
]

/// The columns of an individual's information, in the order a live service was seen to answer them.
private let informationColumns = [
    "ind_cst_key", "ind_prf_code", "ind_first_name", "ind_mid_name", "ind_last_name", "ind_sfx_code", "ind_designation", "ind_int_code",
    "ind_badge_name", "ixo_title", "cst_id", "cst_member_flag", "vst_member_flag", "phn_number", "fax_number", "eml_address", "adr_line1",
    "adr_line2", "adr_line3", "adr_city", "adr_state", "adr_post_code", "adr_country",
]

private let getQuery = Operation<XWebCall>(
    "GetQuery",
    .string("szObjectName", "The object: Individual, Customer or WebUser, with `@TOP n` behind it for the first n only.", isRequired: true),
    .string("szColumnList", "The columns, separated by commas; empty for all.", isRequired: true),
    .string("szWhereClause", "Which rows, as behind SQL's WHERE; empty for all."),
    .string("szOrderBy", "In which order, as behind SQL's ORDER BY."),
    returns: .xml("`NameObjects` with a `NameObject` for each row, the primary key first."), header: .both, does: .searches,
    documentation: """
        Finds rows of an object. Of the vendor's language columns, comparisons, LIKE, IN, BETWEEN, IS NULL, AND, OR, NOT and parentheses are \
        known; it is parsed and never handed to a database. Anything else is a fault that tells where and why.
        """
) { call, object, columns, condition, order in
    try call.query(object: object ?? "", columns: columns ?? "", where: condition ?? "", orderBy: order ?? "")
}

private let objectName = Parameter.string("szObjectName", "The object: Individual, Customer or WebUser.")

private let facadeOperations: [Operation<XWebCall>] = [
    Operation(
        "GetFacadeObjectList",
        returns: .xml("`ObjectObjects` with an `ObjectObject` for each object: name, key, description."), header: .both,
        documentation: "Lists the objects that GetQuery and the facade operations know."
    ) { _ in
        ResultTree.objects(
            "Object",
            FacadeObject.allCases.map { [("obj_key", $0.key), ("obj_name", $0.rawValue), ("obj_description", $0.documentation)] })
    },

    Operation(
        "GetFacadeObject", objectName, .string("szObjectKey", "The record's key, a GUID."),
        returns: .xml("`NameObjects` with one `NameObject`."), header: .both,
        documentation: "Gives all columns of one record. A key nobody has is a fault, `Invalid Parameters.`"
    ) { call, name, key in
        let object = try FacadeObject.named(name)
        try call.authorize(.select, on: object)
        guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this key") }
        return object.tree([record])
    },

    Operation(
        "InsertFacadeObject", objectName,
        .xml("oNode", "The columns: elements with the column's name, whatever stands around them.", mayHoldPassword: true),
        returns: .xml("`NameObjects` with the new `NameObject`."), header: .both,
        documentation:
            "Makes a record, with a key and a record number of its own. What cannot be is a fault with the reason in MessageDetail."
    ) { call, name, node in
        let object = try FacadeObject.named(name)
        try call.authorize(.insert, on: object)
        guard let node else { throw XWebRefusal.errorOccurred("oNode is missing.") }
        let change = try WebUserChange(node)
        guard !change.isEmpty else { throw XWebRefusal.errorOccurred("oNode names no column that can be set.") }
        return object.tree([try call.createWebUser(change, needsSignInName: object == .webUser)])
    },

    Operation(
        "UpdateFacadeObject",
        .string("szObjectName", "The object: Individual, Customer or WebUser.", isRequired: true),
        .string("szObjectKey", "The record's key, a GUID."),
        .xml("oNode", "The columns to set: elements with the column's name. An empty one takes a value away.", mayHoldPassword: true),
        returns: .xml("`NameObjects` with the `NameObject` as it is now."), header: .both,
        documentation: "Changes a record. What cannot be is a fault with the reason in MessageDetail, and then nothing is changed."
    ) { call, name, key, node in
        let object = try FacadeObject.named(name)
        try call.authorize(.update, on: object)
        guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this key") }
        return object.tree([try call.update(record, fields: node, named: "oNode")])
    },
]

private func individualOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    let type = RecordType.individual(build)
    let individual = Parameter.record("oFacadeObject", type.type, "The individual. What is empty counts as not sent.")
    let refresh = Parameter.string("bRefresh", "Whether the vendor's service reads the record anew; makes no difference here.")
    @Sendable func insert(_ call: XWebCall, _ value: ComplexValue?) throws -> ComplexValue? {
        try call.authorize(.insert, on: .individual)
        guard let value else { throw XWebRefusal.errorOccurred("oFacadeObject is missing.") }
        return type.value(of: try call.createWebUser(try WebUserChange(value), needsSignInName: false))
    }
    @Sendable func update(_ call: XWebCall, _ value: ComplexValue?) throws -> Bool {
        try call.authorize(.update, on: .individual)
        guard let value else { throw XWebRefusal.errorOccurred("oFacadeObject is missing.") }
        _ = try call.update(try call.webUser(toUpdate: value), try WebUserChange(value))
        return true
    }
    let inserted = Returns.record(type.type, "The individual with the key and the record number it was given.")
    let updated = Returns.boolean("true when the individual was changed.")
    let insertText =
        "Makes an individual, who can sign in once a password is set. What cannot be is a fault with the reason in MessageDetail."
    let updateText = """
        Changes an individual, whose key is in CurrentKey. What is empty stays as it is. What cannot be is a fault with the reason in \
        MessageDetail, and nothing is changed.
        """
    let get = Operation<XWebCall>(
        "WEBIndividualGet", .guid("key", "The customer key."), returns: .record(type.type, "The individual."), header: .both,
        documentation: "Looks an individual up. A key nobody has is a fault, `Invalid Parameters.`"
    ) { call, key in
        try call.authorize(.select, on: .individual)
        guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
        return type.value(of: record)
    }
    // From 2015 on both have a second parameter.
    if build == .y2010 {
        return [
            get,
            Operation(
                "WEBIndividualInsert", individual, returns: inserted, header: .both, documentation: insertText,
                run: insert),
            Operation(
                "WEBIndividualUpdate", individual, returns: updated, header: .both, documentation: updateText,
                run: update),
        ]
    }
    return [
        get,
        Operation(
            "WEBIndividualInsert", individual, refresh, returns: inserted, header: .both, documentation: insertText
        ) { call, value, _ in
            try insert(call, value)
        },
        Operation(
            "WEBIndividualUpdate", individual, refresh, returns: updated, header: .both, documentation: updateText
        ) { call, value, _ in
            try update(call, value)
        },
    ]
}

extension XWebCall {
    /// Changes a web user by columns in any XML.
    func update(_ record: WebUserRecord, fields node: XMLTree?, named name: String) throws -> WebUserRecord {
        guard let node else { throw XWebRefusal.errorOccurred("\(name) is missing.") }
        let change = try WebUserChange(node)
        guard !change.isEmpty else { throw XWebRefusal.errorOccurred("\(name) names no column that can be set.") }
        return try update(record, change)
    }
}
