/// Ends of sessions that nobody in the emulated world asked for, for tests.
extension UserService {
    /// Ends a session, as if its end had come. Returns false if there is none.
    public func interrupt(_ session: TokenDigest, in site: SiteID) throws(StoreError) -> Bool {
        try commits.commit(Transaction(expecting: [.session(session)], [.endSession(session)]), in: site, at: now) != nil
    }

    /// Lets a session expire now. Returns false if there is none.
    public func expire(_ session: TokenDigest, in site: SiteID) throws(StoreError) -> Bool {
        guard var expired = try store.storedSession(session, in: site)?.session else { return false }
        expired.expiresAt = now
        return try commits.commit(Transaction(expecting: [.session(session)], [.keepSession(expired)]), in: site, at: now) != nil
    }
}
