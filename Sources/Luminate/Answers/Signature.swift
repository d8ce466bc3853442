import Digests
import HTTP

/// The two signatures that prove to a site that this server identified a constituent. Source:
/// Luminate.docc/Redirects.md.
///
/// They are the vendor's: MD5 or SHA-1 over a text followed by the secret key. A redirect's signature does not cover
/// the host, so it vouches for the query string wherever it appears. Whoever checks it must also check `ts` and
/// remember what it has seen.
struct Signature: Sendable {
    let settings: SiteSettings

    /// Returns the `signature` of a loginResponse: over constituent id, time and secret key, with nothing between them.
    func ofLogin(consID: String, timestamp: String) -> String {
        digest(consID + timestamp + settings.secretKey)
    }

    /// Returns a redirect's query string with `ts` and the signature appended.
    ///
    /// The signed text is the query string as sent, including `ts`. It is not documented whether the signature's own
    /// `&signature=` belongs to the signed text. A published client that works includes it, so this is the default.
    func signed(query: String, timestamp: String) -> String {
        let separator = query.isEmpty || query.hasSuffix("&") ? "" : "&"
        let query = query + separator + "ts=" + timestamp
        let name = "&\(settings.signatureParameter)="
        return query + name + digest(query + (settings.signatureCoversItsName ? name : "") + settings.secretKey)
    }

    private func digest(_ text: String) -> String {
        switch settings.digest {
        case .md5: MD5.hex(of: text)
        case .sha1: SHA1.hex(of: text)
        }
    }
}
