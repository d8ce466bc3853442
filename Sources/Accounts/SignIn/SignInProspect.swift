/// What is known about an attempt before its password is verified, at the cost of two look-ups.
public struct SignInProspect: Hashable, Sendable {
    /// A number for the account whose password will be tried, or for an unknown name. All attempts on one account have
    /// the same number. The number reveals nothing about the account and differs in each process.
    public let number: Int
    /// The account whose password will be tried. Nil for an unknown name.
    public let account: AccountID?
    /// Whether the client's address has signed in to the account, and has not failed so often since that it must wait. False over a remote
    /// store.
    public let isKnown: Bool

    /// Returns this attempt with the precedence of another one, of a caller that tries the password for somebody.
    public func made(by caller: SignInProspect) -> SignInProspect {
        SignInProspect(number: number, account: account, isKnown: isKnown || caller.isKnown)
    }

    /// Returns this attempt of a caller as one that concerns the account of another attempt, if there is one.
    public func made(for other: SignInProspect?) -> SignInProspect {
        SignInProspect(number: number, account: other?.account ?? account, isKnown: isKnown)
    }
}

extension UserService {
    /// Returns what is known about an attempt to sign in with these identities from an address. If the store does not
    /// answer, the address counts as unknown. A remote store is asked only for what the call has not read yet, and the call does not ask
    /// it again.
    public func prospect(ofSignIn candidates: [Identity], from address: String?, in site: SiteID) -> SignInProspect {
        // The same question as that of the attempt, so that a store with a cache reads the answer once.
        if let person = (try? keptPeople(withFirstOf: candidates, in: site, limit: SignInAttempt.accountsTried))?.first {
            return prospect(ofSignIn: person.id, from: address, in: site)
        }
        return SignInProspect(number: Self.number(site, candidates.first?.key), account: nil, isKnown: false)
    }

    /// Returns what is known about an attempt to sign in to an account.
    public func prospect(ofSignIn account: AccountID, from address: String?, in site: SiteID) -> SignInProspect {
        // Only calls that wait for a hash take precedence by their address, and over a remote store they wait before the account is known.
        let known = ahead == nil ? address.flatMap { try? check.known($0, of: account, in: site) } : nil
        return SignInProspect(
            number: Self.number(site, account), account: account, isKnown: known.map { $0.failures < throttle.failuresBeforeWait } ?? false)
    }

    private static func number(_ site: SiteID, _ subject: some Hashable) -> Int {
        var hasher = Hasher()
        hasher.combine(site)
        hasher.combine(subject)
        return hasher.finalize()
    }
}
