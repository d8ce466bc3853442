import Accounts
import Archer
import JSON
import Luminate
import XWeb

/// The systems that can know an account, by the names that fixtures and settings give them.
enum EmulatedSystem: String, CaseIterable {
    case xweb
    case archer
    case luminate

    /// The names for a message: `"xweb", "archer" or "luminate"`.
    static let list = "\"xweb\", \"archer\" or \"luminate\""

    /// Reads what one system knows of an account.
    func read(
        _ section: JSON, at path: JSONPath
    ) throws(JSONSchemaError) -> (identities: [Identity], attributes: [String: String]) {
        switch self {
        case .xweb:
            let fixture = try XWebFixture(json: section, at: path)
            return (fixture.identities, fixture.attributes)
        case .archer:
            let fixture = try ArcherFixture(json: section, at: path)
            return (fixture.identities, fixture.attributes)
        case .luminate:
            let fixture = try LuminateFixture(json: section, at: path)
            return (fixture.identities, fixture.attributes)
        }
    }

    /// Reads what one system keeps for a site: roles and the like.
    func readSiteValues(_ section: JSON, at path: JSONPath) throws(JSONSchemaError) -> [(name: String, value: String)] {
        switch self {
        case .xweb: return try XWebSiteFixture(json: section, at: path).values
        case .archer, .luminate: throw JSONSchemaError(path, "this system keeps nothing for a site; only accounts have such a section")
        }
    }

    /// The kind of token that a fixture can bring: what callers of xWEB and Archer show, and Luminate's single sign-on token.
    var sessionKind: SessionKind {
        switch self {
        case .xweb: XWebToken.program
        case .archer: archerSession
        case .luminate: LuminateToken.singleSignOn
        }
    }
}
