import Digests
import HTTP

/// The two signatures that tell a site it was this server that identified a constituent. Source: Luminate.docc/Redirects.md.
///
/// They are what the vendor's are: MD5 or SHA-1 over a text with the secret key behind it. A redirect's signature does not cover the host,
/// so it vouches for the query string wherever that is shown; whoever checks it must check `ts` as well, and remember what it has seen.
struct Signature: Sendable {
    let settings: LuminateSettings

    /// The `signature` of a loginResponse: over constituent, time and secret key, with nothing between them.
    func ofLogin(consID: String, timestamp: String) -> String {
        digest(consID + timestamp + settings.secretKey)
    }

    /// A redirect's query string with `ts` and the signature behind it.
    ///
    /// Signed is the query string as it is sent, `ts` included. Whether the signature's own `&signature=` belongs to the signed text is
    /// not documented; a published client that works includes it, so that is the default.
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
