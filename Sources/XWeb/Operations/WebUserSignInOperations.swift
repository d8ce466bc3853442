import ASMX
import Operations
import Accounts
import Calls
import XML

/// Sign-in of web users, their tokens and passwords. Source: XWeb.docc/Operations.md and XWeb.docc/Passwords.md.
func webUserSignInOperations(_ build: XWebBuild) -> [Operation<XWebCall>] {
    let type = RecordType.webUser(build)
    return loginOperations(type) + tokenOperations(type) + (build == .y2010 ? [] : rememberingOperations(type)) + accessOperations
}

private let loginOrEmail = Parameter.string(
    "LoginOrEmail", "The web user's login, or the e-mail address if no login is set."
).personal(.name)
private let loginAccount = AccountParameter("LoginOrEmail", XWebScheme.signInName)
private let webUserPassword = Parameter.password("password", "The web user's password.")
private let recnoResult = Returns.string("The web user's record number, cst_recno.")
private let refusal = "A wrong login or password is a fault, `Unable to login user.`, and so is a locked or disabled user."

private func loginOperations(_ type: RecordType) -> [Operation<XWebCall>] {
    [
        Operation(
            "WEBWebUserLogin", loginOrEmail, webUserPassword,
            returns: .record(type.type, "The web user, with a single-sign-on token in Individual/ind_token."),
            header: .both, accountParameter: loginAccount,
            certainty: .documented,
            documentation: """
                Signs a web user in. \(refusal) The record number in Customer/cst_recno is what WEBWebUserChangePassword asks for.
                """
        ) { call, login, password in
            let (webUser, token) = try call.signInWithTokenOrFault(XWebCall.signInIdentity(login), password)
            return type.value(of: webUser, token: token)
        },

        Operation(
            "WEBWebUserValidateLogin", loginOrEmail, webUserPassword,
            returns: .record(type.type, "The web user, without a token."),
            header: .both, accountParameter: loginAccount,
            certainty: .documented, refusals: .chosen,
            documentation: "Checks a web user's login and password and returns no token. \(refusal)"
        ) { call, login, password in
            let webUser = try call.signInOrFault(XWebCall.signInIdentity(login), password)
            return type.value(of: webUser)
        },

        Operation(
            "WEBWebUserLogin_Custom", loginOrEmail, webUserPassword, returns: recnoResult, header: .both, accountParameter: loginAccount,
            certainty: .documented, refusals: .chosen,
            documentation: "Signs a web user in and returns only the record number. \(refusal)"
        ) { call, login, password in
            try call.signInOrFault(XWebCall.signInIdentity(login), password)["cst_recno"]
        },

        Operation(
            "WEBWebUserLoginByRecno_Custom",
            .string("cst_recno", "The web user's record number."), webUserPassword, returns: recnoResult, header: .both,
            accountParameter: AccountParameter("cst_recno", XWebScheme.recno),
            certainty: .documented, refusals: .chosen,
            documentation: "Signs a web user in by record number and returns that number. \(refusal)"
        ) { call, recno, password in
            try call.signInOrFault(XWebScheme.recnoIdentity(recno ?? ""), password)["cst_recno"]
        },

        Operation(
            "WEBWebUserValidateLogin_Custom", loginOrEmail, webUserPassword, returns: recnoResult, header: .both,
            accountParameter: loginAccount,
            certainty: .documented, refusals: .chosen,
            documentation: "Checks a web user's login and password and returns only the record number. \(refusal)"
        ) { call, login, password in
            try call.signInOrFault(XWebCall.signInIdentity(login), password)["cst_recno"]
        },
    ]
}

private func tokenOperations(_ type: RecordType) -> [Operation<XWebCall>] {
    let token = Parameter.secret("authenticationToken", "A single-sign-on token.", isRequired: true)
    return [
        Operation(
            "WEBWebUserValidateToken", token,
            returns: .record(type.type, "The web user that the token belongs to, with the token in Individual/ind_token."),
            header: .both,
            certainty: .documented,
            documentation: """
                Returns the web user of a single-sign-on token. An invalid token is a fault, `Authentication token was not validated`.
                """
        ) { call, token in
            return type.value(of: try call.webUser(ofTokenOrFault: token), token: token?.text)
        },

        Operation(
            "WEBWebUserValidateToken_Custom", token, returns: recnoResult, header: .both,
            certainty: .documented, refusals: .chosen,
            documentation: """
                Returns the record number of the web user of a single-sign-on token. An invalid token is a fault, `Authentication token \
                was not validated`.
                """
        ) { call, token in
            try call.webUser(ofTokenOrFault: token)["cst_recno"]
        },
    ]
}

private func rememberingOperations(_ type: RecordType) -> [Operation<XWebCall>] {
    [
        Operation(
            "WEBWebUserLoginAndRememberMe", loginOrEmail, webUserPassword,
            returns: .record(type.type, "The web user, with a token for a hundred years in Individual/ind_token."),
            header: .both, accountParameter: loginAccount,
            certainty: .documented,
            documentation: "Signs a web user in as WEBWebUserLogin does, with a token that WEBWebUserLoginByRememberMe accepts. \(refusal)"
        ) { call, login, password in
            let (webUser, token) = try call.signInWithTokenOrFault(XWebCall.signInIdentity(login), password, isRemembered: true)
            return type.value(of: webUser, token: token)
        },

        Operation(
            "WEBWebUserLoginByRememberMe", .secret("authenticationToken", "A token from WEBWebUserLoginAndRememberMe or from here."),
            returns: .record(type.type, "The web user, with the next token in Individual/ind_token."),
            header: .both, does: .writes,
            certainty: .documented,
            documentation: """
                Signs a web user in with a remembered token. The token is replaced: the answer has the next one, and the old one becomes \
                invalid. An invalid token is a fault, `Authentication token was not validated`.
                """
        ) { call, token in
            let (webUser, next) = try call.signIn(byRemembered: token)
            return type.value(of: webUser, token: next)
        },
    ]
}

private let accessOperations: [Operation<XWebCall>] = [
    Operation(
        "WEBWebUserChangePassword",
        .string("recno", "The web user's record number, cst_recno."),
        .password("oldPassword", "The current password."),
        .password("newPassword", "The new password."),
        returns: .boolean("true if the password was changed; false in every other case."),
        header: .both, accountParameter: AccountParameter("recno", XWebScheme.recno),
        certainty: .documented,
        documentation: """
            Changes a web user's password. If it succeeds, the user no longer has to change it at the next sign-in. For a wrong old \
            password, an unknown record number and every other failure, the answer is false, never a fault.
            """
    ) { call, recno, oldPassword, newPassword in
        try call.changePassword(recno: recno ?? "", from: oldPassword, to: newPassword)
    },

    Operation(
        "WEBWebUserLock",
        .string("cst_recno", "The web user's record number."),
        returns: .boolean("true if the web user is now locked; false if none has this number."),
        header: .both, does: .writes,
        certainty: .documented,
        documentation: "Locks a web user until WEBWebUserUnlock, and ends the user's tokens."
    ) { call, recno in try call.setLock(true, recno: recno) },

    Operation(
        "WEBWebUserUnlock",
        .string("cst_recno", "The web user's record number."),
        returns: .boolean("true if the web user is now not locked; false if none has this number, or if the web user is disabled."),
        header: .both, does: .writes,
        certainty: .documented,
        documentation: """
            Unlocks a web user who was locked by WEBWebUserLock or by too many wrong passwords. The count of wrong passwords starts again.
            """
    ) { call, recno in try call.setLock(false, recno: recno) },
]

extension XWebCall {
    /// Changes a web user's password. If the caller is at fault, returns false, and the log has the reason.
    func changePassword(recno: String, from old: Password, to new: Password) throws -> Bool {
        guard !new.bytes.isEmpty else {
            explain(.tooShort, "the new password is empty")
            return false
        }
        guard XMLWriter.isXMLText(new.text) else {
            explain(.forbiddenCharacter, "the new password has characters that XML, and so the SOAP service, cannot carry")
            return false
        }
        let change = PasswordChange(
            of: .holder(of: XWebScheme.recnoIdentity(recno)), current: old, new: new,
            defaultPolicy: try webUserPolicy(), address: clientNetwork)
        switch try users.changePassword(change, in: site) {
        case .success: return true
        case .failure(let refusal):
            explain(refusal.reasonCode, refusal.reason)
            return false
        }
    }

    /// Locks or unlocks a web user. A disabled web user stays disabled, even if it was disabled just before this
    /// change.
    func setLock(_ isLocked: Bool, recno: String?) throws -> Bool {
        guard let account = try webUser(ofRecno: recno)?.account else {
            explain(.noSuchRecord, "nobody has this record number")
            return false
        }
        var changes = AccountChanges()
        changes.status = isLocked ? .locked : .active
        dateChange(&changes)
        guard try users.update(account.id, in: site, changes, expecting: [.active, .locked]) else {
            explain(.disabled, SignInRefusal.disabled.reason)
            return false
        }
        return true
    }
}
