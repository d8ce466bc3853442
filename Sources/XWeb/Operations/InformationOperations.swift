import ASMX
import Operations
import Accounts
import Calls

/// Operations besides those on web users that account clients call: an individual's information, the facade, queries.
/// Source: XWeb.docc/Operations.md.
func informationOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    individualInformation + [getQuery] + facadeOperations + metadataOperations + individualOperations(build)
}

private let individualKey = Parameter.string("IndividualKey", "The customer key, a GUID.", isRequired: true)

private let individualInformation: [Operation<XWebCall>] = [
    Operation(
        "GetIndividualInformation", individualKey,
        returns: .xml("`IndividualObjects` with one `IndividualObject`."), header: .both,
        certainty: .documented,
        documentation: "Returns the information about an individual. An unknown key is a fault, `Invalid Parameters.`"
    ) { call, key in
        try call.authorize(.select, on: .individual)
        guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
        return FacadeObject.individual.tree([record], columns: informationColumns)
    },

    Operation(
        "SetIndividualInformation", individualKey,
        .xml(
            "oUpdateNode",
            "The columns to set: elements with the columns' names, inside any other elements. An empty element removes the value.",
            mayHoldPassword: true),
        returns: .xml("`IndividualObjects` with one `IndividualObject`, after the change."), header: .both,
        certainty: .seen, refusals: .chosen,
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

/// The columns of an individual's information, in the order observed on a live service.
private let informationColumns = [
    "ind_cst_key", "ind_prf_code", "ind_first_name", "ind_mid_name", "ind_last_name", "ind_sfx_code", "ind_designation", "ind_int_code",
    "ind_badge_name", "ixo_title", "cst_id", "cst_member_flag", "vst_member_flag", "phn_number", "fax_number", "eml_address", "adr_line1",
    "adr_line2", "adr_line3", "adr_city", "adr_state", "adr_post_code", "adr_country",
]

private func individualOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    let type = RecordType.individual(build)
    let individual = Parameter.record("oFacadeObject", type.type, "The individual. Empty elements count as not sent.")
    let refresh = Parameter.string("bRefresh", "Whether the vendor's service reads the record again. It has no effect here.")
    @Sendable func insert(_ call: XWebCall, _ value: ComplexValue?) throws -> ComplexValue? {
        try call.authorize(.insert, on: .individual)
        guard let value else { throw XWebRefusal.errorOccurred("oFacadeObject is missing.", .missingArgument) }
        return type.value(of: try call.createWebUser(try WebUserChange(value), needsSignInName: false))
    }
    @Sendable func update(_ call: XWebCall, _ value: ComplexValue?) throws -> Bool {
        try call.authorize(.update, on: .individual)
        guard let value else { throw XWebRefusal.errorOccurred("oFacadeObject is missing.", .missingArgument) }
        _ = try call.update(try call.webUser(toUpdate: value), try WebUserChange(value))
        return true
    }
    let inserted = Returns.record(type.type, "The individual with its new key and record number.")
    let updated = Returns.boolean("true if the individual was changed.")
    let insertText =
        "Creates an individual, who can sign in once a password is set. If that is not possible, the fault has the reason in MessageDetail."
    let updateText = """
        Changes the individual with the key in CurrentKey. Empty elements change nothing. If the change is not possible, nothing changes \
        and the fault has the reason in MessageDetail.
        """
    let get = Operation<XWebCall>(
        "WEBIndividualGet", .guid("key", "The customer key."), returns: .record(type.type, "The individual."), header: .both,
        certainty: .documented, refusals: .chosen,
        documentation: "Returns an individual. An unknown key is a fault, `Invalid Parameters.`"
    ) { call, key in
        try call.authorize(.select, on: .individual)
        guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
        return type.value(of: record)
    }
    // From 2015 on, both operations have a second parameter.
    if build == .y2010 {
        return [
            get,
            Operation(
                "WEBIndividualInsert", individual, returns: inserted, header: .both, certainty: .documented, refusals: .chosen,
                documentation: insertText,
                run: insert),
            Operation(
                "WEBIndividualUpdate", individual, returns: updated, header: .both, certainty: .documented, refusals: .chosen,
                documentation: updateText,
                run: update),
        ]
    }
    return [
        get,
        Operation(
            "WEBIndividualInsert", individual, refresh, returns: inserted, header: .both, certainty: .documented, refusals: .chosen,
            documentation: insertText
        ) { call, value, _ in
            try insert(call, value)
        },
        Operation(
            "WEBIndividualUpdate", individual, refresh, returns: updated, header: .both, certainty: .documented, refusals: .chosen,
            documentation: updateText
        ) { call, value, _ in
            try update(call, value)
        },
    ]
}

extension XWebCall {
    /// Changes the columns of a web user that any XML names.
    func update(_ record: WebUserRecord, fields node: XMLTree?, named name: String) throws -> WebUserRecord {
        guard let node else { throw XWebRefusal.errorOccurred("\(name) is missing.", .missingArgument) }
        let change = try WebUserChange(node)
        guard !change.isEmpty else { throw XWebRefusal.errorOccurred("\(name) names no column that can be set.", .missingArgument) }
        return try update(record, change)
    }
}
