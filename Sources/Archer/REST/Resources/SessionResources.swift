import Accounts
import Calls
import HTTP
import JSON
import Operations

/// Sessions, and the version of the product.
let sessionResources: [RESTResource] = [
    RESTResource(
        .post, "security/login", of: RESTResource.securityController, needsSession: false,
        .text("InstanceName", "The name of the instance. Letter case counts."),
        .text("Username", "The user's name."),
        .text(RESTSession.domainProperty, "The user's domain. Empty for a local user."),
        .requiredPassword("Password", "The user's password."),
        answers: ResultDescription(
            .string, name: "session", documentation: "The session.", secretMembers: ["SessionToken"], fills: "session-id"),
        accountParameter: AccountParameter("Username", ArcherScheme.userName),
        certainty: .seen, refusals: .seen,
        documentation: "Opens a session. Its token is good for REST and SOAP."
    ) { call, instance, userName, domain, password in
        try call.openRESTSession(userName: userName ?? "", instance: instance ?? "", domain: domain ?? "", password: password)
    },

    RESTResource(
        .post, "security/logout", of: RESTResource.securityController, needsSession: false,
        .secret("Value", "The token of the session. If it is missing, the session of the request ends."),
        answers: ResultDescription(.string, name: "object", documentation: "An empty object."), does: .writes,
        certainty: .seen,
        documentation: "Ends a session. A session that has ended before is no error."
    ) { call, token in try call.endRESTSession(token) },

    RESTResource(
        .get, "system/applicationinfo/version", of: "System.ApplicationInfoController", needsSession: false,
        answers: ResultDescription(.string, name: "version", documentation: "The version of the product."),
        certainty: .seen,
        documentation: "Returns the version of the product."
    ) { _ in .one(.object([.init("Version", .string("6.14.0.0"))])) },
]

extension ArcherCall {
    /// Opens a session and returns the object with its token. The token comes first: clients cut it out at a fixed place.
    func openRESTSession(userName: String, instance: String, domain: String, password: Password) throws -> RESTAnswer {
        let obstacle = settings.refusesRESTSignIns ? ArcherRefusal.singleSignOn : nil
        let (token, user) = try openSession(userName: userName, domain: domain, instance: instance, password: password, unless: obstacle)
        func number(_ field: RecordField, _ other: Int64) -> JSON {
            guard case .number(let number) = field.value(of: user.person) else { return .number(other) }
            return .number(number)
        }
        let configuration = JSON.object([
            .init("TimeZoneId", .string(user.timeZone)), .init("TimeZoneIdSource", .number(1)), .init("LocaleId", .string(user.locale)),
            .init("LocaleIdSource", .number(1)), .init("LanguageId", number(ArcherUserField.languageID, 1)),
            .init("DefaultHomeDashboardId", number(ArcherUserField.homeDashboard, -1)),
            .init("DefaultHomeWorkspaceId", number(ArcherUserField.homeWorkspace, -1)), .init("LanguageIdSource", .number(1)),
            .init("PlatformLanguageId", .number(1)),
            .init("PlatformLanguagePath", .string("en-US")), .init("PlatformLanguageIdSource", .number(1)),
        ])
        return .one(
            .object([
                .init("SessionToken", .string(token ?? "")), .init("InstanceName", .string(instance)), .init("UserId", .number(user.id)),
                .init("ContextType", .number(0)), .init("UserConfig", configuration), .init("Translate", .bool(false)),
                .init("IsAuthenticatedViaRestApi", .bool(true)),
            ]))
    }

    /// Ends a session, or that of the request if the token is nil.
    func endRESTSession(_ token: Secret?) throws -> RESTAnswer {
        if let token = token?.text ?? RESTSession.token(in: context.request.fields) {
            _ = try users.endSession(token: token, kind: archerSession, in: site)
        }
        return .one(.object([]))
    }
}
