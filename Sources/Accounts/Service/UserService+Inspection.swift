extension UserService {
    /// Returns whether a password is that of an account. This is no sign-in: it counts no failure, waits for nothing, and asks neither for
    /// the status nor for locks. So it is only for tests. False for an account without a password.
    public func isPassword(_ password: Password, of account: Account) throws(PasswordHashingError) -> Bool {
        guard let hash = account.credential?.hash, !password.isTooLong else { return false }
        return try hasher.verify(password, against: hash)
    }

    /// Returns the failed sign-ins that are counted for an account, except those that are counted for each origin, or nil if there are
    /// none.
    public func failures(of account: AccountID, in site: SiteID) throws(StoreError) -> SignInFailures? {
        let subject = FailureSubject.of(account)
        return try check.failures(of: [subject], in: site)[subject]
    }
}
