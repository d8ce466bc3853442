import ASMX
import Operations
import Accounts

/// Web users' records: looking them up, making and changing them. Source: XWeb.docc/Operations.md and XWeb.docc/Records.md.
func webUserRecordOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    let type = RecordType.webUser(build)
    let webUser = Parameter.record("oWebUser", type.type, "The web user. What is empty counts as not sent.")
    return [
        Operation(
            "WEBWebUserGet", .string("cst_key", "The web user's customer key, a GUID."),
            returns: .record(type.type, "The web user, without a token."),
            header: .both,
            documentation: "Looks a web user up by customer key. A key nobody has is a fault, `Invalid Parameters.`"
        ) { call, key in
            guard let record = try call.webUser(ofKey: key) else { throw XWebRefusal.invalidParameters("nobody has this customer key") }
            return type.value(of: record)
        },

        Operation(
            "WEBWebUserGetByRecno_Custom", .string("cst_recno", "The web user's record number."),
            returns: .record(type.type, "The web user, without a token."),
            header: .both,
            documentation: "Looks a web user up by record number. A number nobody has is a fault, `Invalid Parameters.`"
        ) { call, recno in
            guard let record = try call.webUser(ofRecno: recno) else {
                throw XWebRefusal.invalidParameters("nobody has this record number")
            }
            return type.value(of: record)
        },

        Operation(
            "WEBWebUserCreate", webUser,
            returns: .record(type.type, "The web user with the key and the record number it was given."),
            header: .both,
            documentation: """
                Makes a web user. Leave cst_web_login empty where the e-mail address is the login; a password is sent in cst_new_password and \
                again in cst_new_password_confirm. What cannot be is a fault with the reason in MessageDetail.
                """
        ) { call, webUser in
            guard let webUser else { throw XWebRefusal.errorOccurred("oWebUser is missing.") }
            return type.value(of: try call.createWebUser(try WebUserChange(webUser), needsSignInName: true))
        },

        Operation(
            "WEBWebUserUpdate", webUser,
            returns: .record(type.type, "The web user as it is now."),
            header: .both,
            documentation: """
                Changes a web user, whose customer key is in CurrentKey. What is empty stays as it is. A new password is sent in \
                cst_new_password and again in cst_new_password_confirm; the old one is not asked for. What cannot be is a fault with the \
                reason in MessageDetail, and nothing is changed.
                """
        ) { call, webUser in
            guard let webUser else { throw XWebRefusal.errorOccurred("oWebUser is missing.") }
            let present = try call.webUser(toUpdate: webUser)
            return type.value(of: try call.update(present, try WebUserChange(webUser)))
        },
    ]
}

extension XWebCall {
    /// The web user that a value with a CurrentKey is about.
    func webUser(toUpdate value: ComplexValue) throws -> WebUserRecord {
        guard let key = value[text: "CurrentKey"], !key.isEmpty else {
            throw XWebRefusal.errorOccurred("CurrentKey must hold the record's key.")
        }
        guard let record = try webUser(ofKey: key) else { throw XWebRefusal.errorOccurred("There is no record with this CurrentKey.") }
        return record
    }
}
