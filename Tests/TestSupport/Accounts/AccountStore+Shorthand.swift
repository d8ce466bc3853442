public import Accounts

/// Short forms of queries that many tests make.
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

    /// The session with a digest.
    public func session(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> Session? {
        try storedSession(digest, in: site)?.session
    }

    /// The stored failures of a subject.
    public func failures(of subject: String, in site: SiteID) throws(StoreError) -> SignInFailures? {
        try facts(SignInQuestion(subjects: [subject]), in: site).failures[subject]
    }

    /// The hashes of an account's previous passwords.
    public func passwordHistory(of id: AccountID, in site: SiteID, limit: Int) throws(StoreError) -> [PasswordHash] {
        try facts(SignInQuestion(historyOf: id, historyLimit: limit), in: site).history
    }

    /// The rule set with a name.
    public func policy(named name: String, in site: SiteID) throws(StoreError) -> AccountPolicy? {
        try policies(in: site).first { $0.name.utf8.elementsEqual(name.utf8) }?.rules
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
