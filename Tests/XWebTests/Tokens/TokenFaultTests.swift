import Accounts
import Operations
import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

/// The rows of the reference page's table 2.4 that say of a call that its name, password or token is not good.
enum TokenCase: CaseIterable, Sendable {
    case wrongPassword, wrongName, tooManyFailures
    case absentToken, emptyToken, unknownToken, expiredToken, replacedToken, tokenOfAnotherAddress
    case usedUpBudget

    func prepare(_ settings: inout XWebSettings) {
        switch self {
        case .tooManyFailures: settings.failCount = 1
        case .replacedToken: settings.expiration = .sliding
        case .usedUpBudget: settings.faultLimitPerDay = 1
        default: break
        }
    }

    /// Brings the case about.
    func answer(of stage: Stage) -> HTTPResponse {
        switch self {
        case .wrongPassword: return stage.authenticate("xweb", "wrong")
        case .wrongName: return stage.authenticate("nobody", "xweb-secret")
        case .tooManyFailures:
            _ = stage.authenticate("xweb", "wrong")
            return stage.authenticate()
        case .usedUpBudget:
            _ = stage.call("WEBWebUserGet", ["cst_key": "nobody's"])
            return stage.webUser()
        default:
            let (token, address) = tokenShown(on: stage)
            return stage.call("WEBWebUserGet", ["cst_key": Stage.memberKey], token: token, from: address)
        }
    }

    private func tokenShown(on stage: Stage) -> (token: String?, address: String) {
        let given = stage.authenticate().text(of: "Token")
        switch self {
        case .emptyToken: return ("", "127.0.0.1")
        case .unknownToken: return ("0d8f3ab4-4b5b-4c4e-9a39-0e3a3d6f1a11", "127.0.0.1")
        case .expiredToken: stage.clock.advance(by: .minutes(20))
        case .replacedToken: _ = stage.call("WEBGetAllRoles", token: given)
        case .tokenOfAnotherAddress: return (given, "192.0.2.7")
        default: return (nil, "127.0.0.1")
        }
        return (given, "127.0.0.1")
    }

    var signature: String {
        switch self {
        case .wrongPassword, .wrongName, .tooManyFailures: "Authenticate(String userName, String password)"
        default: "WEBWebUserGet(String cst_key)"
        }
    }

    var message: String {
        switch self {
        case .wrongPassword, .wrongName: "Invalid Credentials Supplied"
        case .tooManyFailures: "Credentials Locked Out"
        case .usedUpBudget: "Locked"
        default: "Invalid Token Value"
        }
    }

    var kind: String {
        switch self {
        case .wrongPassword, .wrongName: "InvalidCredentialsExceptionInfo"
        case .tooManyFailures: "LockedCredentialsExceptionInfo"
        default: "InvalidTokenException"
        }
    }
}

@Suite("The faults of xWEB's token layer")
struct TokenFaultTests {
    private func stage(_ tokenCase: TokenCase, _ change: (inout XWebSettings) -> Void = { _ in }) throws -> Stage {
        var settings = XWebSettings()
        tokenCase.prepare(&settings)
        change(&settings)
        return try Stage(settings)
    }

    @Test("have their code, kind and message, no header and a status of 500", arguments: TokenCase.allCases)
    func answers(tokenCase: TokenCase) throws {
        let response = tokenCase.answer(of: try stage(tokenCase))
        expectFault(response, tokenCase.kind, tokenCase.message)
        #expect(response.fields.first("Content-Type") == "text/xml; charset=utf-8")
        #expect(response.fault?.messageDetail == nil)
        #expect(response.fault?.actor == "http://tenant.example.org/xweb/secure/netForumXML.asmx")
    }

    @Test("show the exception with customErrors off, the message alone with it on; the detail is the same", arguments: TokenCase.allCases)
    func customErrors(tokenCase: TokenCase) throws {
        let place = "   at Avectra.netForum.xWeb.xWebSecure.netForumXMLSecure.\(tokenCase.signature)"
        let off = tokenCase.answer(of: try stage(tokenCase)).fault
        #expect(off?.reason == "System.Web.Services.Protocols.SoapException: \(tokenCase.message)\n\(place)")
        let on = tokenCase.answer(of: try stage(tokenCase) { $0.showsExceptions = false }).fault
        #expect(on?.reason == tokenCase.message)
        #expect(on?.kind == tokenCase.kind)
        #expect(on?.message == tokenCase.message)
        #expect(on?.members == off?.members)
    }

    @Test("take the manual's longer name for the token's when that is asked for", arguments: TokenCase.allCases)
    func longDetailNames(tokenCase: TokenCase) throws {
        let fault = tokenCase.answer(of: try stage(tokenCase) { $0.usesShortDetailNames = false }).fault
        #expect(fault?.kind == (tokenCase.kind == "InvalidTokenException" ? "InvalidTokenExceptionInfo" : tokenCase.kind))
        #expect(fault?.message == tokenCase.message)
    }

    @Test("say Locked of a bad token where newer tenants are played, and nothing else changes", arguments: TokenCase.allCases)
    func lockedMessage(tokenCase: TokenCase) throws {
        let fault = tokenCase.answer(of: try stage(tokenCase) { $0.invalidTokenMessage = "Locked" }).fault
        #expect(fault?.message == (tokenCase.kind == "InvalidTokenException" ? "Locked" : tokenCase.message))
        #expect(fault?.kind == tokenCase.kind)
    }

    @Test("about a header that must be understood and is not have no detail at all", arguments: [true, false])
    func notUnderstood(showsExceptions: Bool) throws {
        var settings = XWebSettings()
        settings.showsExceptions = showsExceptions
        let stage = try Stage(settings)
        let words = "SOAP header AuthorizationToken was not understood."
        for operation in ["Authenticate", "AuthenticateLdap", "TestConnection", "GetDateTime"] {
            let response = stage.call(operation, attributes: "e:mustUnderstand=\"1\"")
            let fault = try #require(response.fault)
            #expect(fault.status == 500)
            #expect(fault.code == "soap:MustUnderstand")
            #expect(response.elements("detail").isEmpty)
            #expect(!fault.hasHeader)
            if showsExceptions {
                #expect(fault.reason.hasPrefix("System.Web.Services.Protocols.SoapHeaderException: \(words)\n   at "))
            } else {
                #expect(fault.reason == words)
            }
        }
    }

    @Test("about such a header come before anything is run: a wrong password beside it does not count")
    func notUnderstoodRunsNothing() throws {
        var settings = XWebSettings()
        settings.failCount = 1
        let stage = try Stage(settings)
        for _ in 0..<3 {
            let parameters: KeyValuePairs = ["userName": "xweb", "password": "wrong"]
            #expect(stage.call("Authenticate", parameters, attributes: "e:mustUnderstand=\"1\"").fault?.code == "soap:MustUnderstand")
        }
        #expect(stage.authenticate().status == 200)
    }

    @Test("are 401 in JSON, of the same kind and with the same words")
    func json() throws {
        var settings = XWebSettings()
        settings.failCount = 1
        settings.faultLimitPerDay = 1
        let stage = try Stage(settings)
        let wrong = "Basic eHdlYjp3cm9uZw=="
        expectJSONError(
            stage.json("GET", "WEBGetAllRoles", authorization: wrong), 401, "InvalidCredentialsExceptionInfo",
            "Invalid Credentials Supplied")
        expectJSONError(
            stage.json("GET", "WEBGetAllRoles", authorization: wrong), 401, "LockedCredentialsExceptionInfo", "Credentials Locked Out")
        expectJSONError(
            stage.json("GET", "WEBGetAllRoles", authorization: "Bearer nix"), 401, "InvalidTokenException", "Invalid Token Value")
        _ = stage.json("GET", "WEBWebUserGet", query: "cst_key=nix")
        expectJSONError(stage.json("GET", "WEBGetAllRoles"), 401, "InvalidTokenException", "Locked")
    }
}
