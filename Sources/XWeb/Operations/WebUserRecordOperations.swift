import ASMX
import Operations
import Accounts
import Calls

/// Records of web users: reading, creating and changing them. Source: XWeb.docc/Operations.md and XWeb.docc/Records.md.
func webUserRecordOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    let type = RecordType.webUser(build)
    let webUser = Parameter.record("oWebUser", type.type, "The web user. Empty elements count as not sent.")
    return [
        Operation(
            "WEBWebUserGet", .string("cst_key", "The web user's customer key, a GUID."),
            returns: .record(type.type, "The web user, without a token."),
            header: .both,
            foreseeing: .holder("cst_key") { GUIDText.normalized($0).map { Identity(XWebScheme.customerKey, $0) } },
            certainty: .documented, refusals: .chosen,
            documentation: "Returns the web user with a customer key. An unknown key is a fault, `Invalid Parameters.`"
        ) { call, key in
            guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
            return type.value(of: record)
        },

        Operation(
            "WEBWebUserGetByRecno_Custom", .string("cst_recno", "The web user's record number."),
            returns: .record(type.type, "The web user, without a token."),
            header: .both, foreseeing: .holder("cst_recno") { XWebScheme.recnoIdentity($0) },
            certainty: .documented, refusals: .chosen,
            documentation: "Returns the web user with a record number. An unknown number is a fault, `Invalid Parameters.`"
        ) { call, recno in
            guard let record = try call.webUser(ofRecno: recno) else {
                throw XWebRefusal.invalidParameters("nobody has this record number")
            }
            return type.value(of: record)
        },

        Operation(
            "WEBWebUserCreate", webUser,
            returns: .record(type.type, "The web user with its new key and record number."),
            header: .both,
            certainty: .documented, refusals: .chosen,
            documentation: """
                Creates a web user. Leave cst_web_login empty if the e-mail address is the login. Send a password in cst_new_password \
                and again in cst_new_password_confirm. If the web user cannot be created, the fault has the reason in MessageDetail.
                """
        ) { call, webUser in
            guard let webUser else { throw XWebRefusal.errorOccurred("oWebUser is missing.", .missingArgument) }
            return type.value(of: try call.createWebUser(try WebUserChange(webUser), needsSignInName: true))
        },

        Operation(
            "WEBWebUserUpdate", webUser,
            returns: .record(type.type, "The web user after the change."),
            header: .both,
            certainty: .documented, refusals: .chosen,
            documentation: """
                Changes the web user with the customer key in CurrentKey. Empty elements change nothing. Send a new password in \
                cst_new_password and again in cst_new_password_confirm; the old one is not needed. If the change is not possible, \
                nothing changes and the fault has the reason in MessageDetail.
                """
        ) { call, webUser in
            guard let webUser else { throw XWebRefusal.errorOccurred("oWebUser is missing.", .missingArgument) }
            let present = try call.webUser(toUpdate: webUser)
            return type.value(of: try call.update(present, try WebUserChange(webUser)))
        },
    ]
}

extension XWebCall {
    /// Returns the web user with the key in a value's CurrentKey.
    func webUser(toUpdate value: ComplexValue) throws -> WebUserRecord {
        guard let key = value[text: "CurrentKey"], !key.isEmpty else {
            throw XWebRefusal.errorOccurred("CurrentKey must hold the record's key.", .missingArgument)
        }
        guard let record = try webUser(ofKey: key) else {
            throw XWebRefusal.errorOccurred("There is no record with this CurrentKey.", .noSuchRecord)
        }
        return record
    }
}
