import ASMX
import Accounts
import XML

/// Operations on web users. Source: reference page xweb.md, 3.3 and 5.
let webUserOperations: [Operation<XWebCall>] = [
    Operation(
        "WEBWebUserLogin",
        .string("LoginOrEmail", "The web user's login, or the e-mail address where no login is set."),
        .secret("password", "The web user's password."),
        returns: .record(webUserType, "The web user, with a single-sign-on token in Individual/ind_token."),
        header: .both, waits: true,
        documentation: """
            Signs a web user in. A login or password that does not fit is a fault, `Unable to login user.`; so is a locked or disabled user. \
            The record number in Customer/cst_recno is what WEBWebUserChangePassword asks for.
            """
    ) { call, login, password in
        try call.signInWebUser(login ?? "", Password(password ?? ""))
    },

    Operation(
        "WEBWebUserChangePassword",
        .string("recno", "The web user's record number, cst_recno."),
        .secret("oldPassword", "The present password."),
        .secret("newPassword", "The new password."),
        returns: .boolean("true when the password was changed; false when anything was wrong."),
        header: .both, waits: true,
        documentation: """
            Changes a web user's password. On success the flag that makes the user change it at the next sign-in is cleared too. A wrong old \
            password, an unknown record number and every other failure answer false, never a fault.
            """
    ) { call, recno, oldPassword, newPassword in
        try call.changePassword(recno: recno ?? "", from: oldPassword, to: newPassword)
    },
]

extension XWebCall {
    /// Signs a web user in and mints a single-sign-on token.
    func signInWebUser(_ login: String, _ password: Password) throws -> ComplexValue? {
        let account: Account
        do {
            let attempt = SignInAttempt(
                candidates: [Identity(XWebScheme.signInName, login)], password: password, defaultPolicy: settings.passwordPolicy)
            account = try users.signIn(attempt, in: site).account
        } catch {
            throw XWebRefusal.webUserLogin(error)
        }
        let opened = try users.openSession(
            SessionOpening(
                kind: XWebToken.singleSignOn, account: account.id, format: .guid, lifetime: .minutes(settings.singleSignOnMinutes),
                idleTimeout: nil, credentialVersion: account.credential?.version),
            in: site)
        return webUser(account, identities: try users.identities(of: account.id, in: site), token: opened.token)
    }

    /// Changes a web user's password; every refusal that is the caller's answers false, with the reason in the log.
    func changePassword(recno: String, from old: String?, to new: String?) throws -> Bool {
        guard let new, !new.isEmpty else {
            explain("the new password is empty")
            return false
        }
        guard XMLWriter.isXMLText(new) else {
            explain("the new password has characters that XML, and so the SOAP service, cannot carry")
            return false
        }
        let change = PasswordChange(
            of: .holder(of: Identity(XWebScheme.recno, recno)), current: Password(old ?? ""), new: Password(new),
            defaultPolicy: settings.passwordPolicy)
        do {
            _ = try users.changePassword(change, in: site)
            return true
        } catch .busy {
            throw ServerBusy()
        } catch .unavailable(let error) {
            throw error
        } catch {
            explain(error.reason)
            return false
        }
    }
}
