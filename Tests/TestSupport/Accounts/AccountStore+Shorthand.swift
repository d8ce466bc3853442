public import Accounts

/// What tests ask a store for again and again, in fewer words.
extension AccountStore {
    /// The account of a key.
    public func account(_ id: AccountID, in site: SiteID) throws(StoreError) -> Account? {
        try person(id, in: site)?.account
    }

    /// The accounts that hold an identity.
    public func accounts(with identity: Identity, in site: SiteID, limit: Int) throws(StoreError) -> [Account] {
        try people(withFirstOf: [identity], in: site, limit: limit).map(\.account)
    }

    /// The identities of an account.
    public func identities(of id: AccountID, in site: SiteID) throws(StoreError) -> [(scheme: String, value: String)] {
        try person(id, in: site)?.identities ?? []
    }

    /// The session under a digest.
    public func session(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> Session? {
        try storedSession(digest, in: site)?.session
    }
}

extension UserService {
    /// The account of a key.
    public func account(_ id: AccountID, in site: SiteID) throws(StoreError) -> Account? {
        try person(id, in: site)?.account
    }

    /// The accounts that hold an identity.
    public func accounts(with identity: Identity, in site: SiteID, limit: Int) throws(StoreError) -> [Account] {
        try people(withFirstOf: [identity], in: site, limit: limit).map(\.account)
    }
}
