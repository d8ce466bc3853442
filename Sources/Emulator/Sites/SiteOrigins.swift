import Accounts
import Dispatch
import JSON
import Synchronization

/// What each site was made from, with hashed passwords, so that another copy takes no hashing.
final class SiteOrigins: Sendable {
    /// The first content of a site.
    enum Origin: Sendable {
        /// Nothing.
        case empty
        /// This part of a fixtures file.
        case prepared(FixtureLoader.Prepared)
        /// This part of a fixtures file, whose passwords are not hashed yet.
        case written(Fixtures.Site)
        /// What a hidden site has.
        case sealed(SealedSite)

        /// Whether it is another content each time it is loaded. A copy of it would not do then.
        var dependsOnNow: Bool {
            switch self {
            case .empty, .sealed: false
            case .prepared(let prepared): prepared.part.dependsOnNow
            case .written(let part): part.dependsOnNow
            }
        }

        /// The hidden site, if there is one.
        var sealedSite: SealedSite? {
            if case .sealed(let sealed) = self { sealed } else { nil }
        }

        /// The number of accounts.
        var accountCount: Int {
            switch self {
            case .empty: 0
            case .prepared(let prepared): prepared.accounts.count
            case .written(let part): part.accounts.count
            case .sealed(let sealed): sealed.accounts
            }
        }
    }

    /// The making of a hidden site, which others may wait for.
    final class Sealing: Sendable {
        private let work = DispatchGroup()

        fileprivate init() { work.enter() }
        fileprivate func end() { work.leave() }
        fileprivate func wait(atMost limit: DispatchTimeInterval) { _ = work.wait(timeout: .now() + limit) }
    }

    private let loader: FixtureLoader
    /// By name in lower case. A site that was in the store when the server started is not here.
    private let origins: Mutex<[String: Origin]>
    /// The hidden sites that are being made of sites, by their names in lower case.
    private let sealings = Mutex<[String: Sealing]>([:])
    /// The seeds that sites were given besides, by name in lower case.
    private let seeds = Mutex<[String: DeterministicSeed]>([:])

    /// The settings that sites were given besides when they were made, by name in lower case.
    private let settings = Mutex<[String: JSON]>([:])

    /// Creates the origins of the sites that a server starts with. Nil if they come from the store.
    init(_ loader: FixtureLoader, starting fixtures: Fixtures?) {
        self.loader = loader
        let sites = (fixtures?.sites ?? []).map { ($0.name.lowercased(), Origin.written($0)) }
        origins = Mutex(Dictionary(sites) { first, _ in first })
    }

    /// Returns the origin of a site, with hashed passwords, or nil if it is not known.
    func origin(ofSiteNamed name: String) throws(FixtureLoadingError) -> Origin? {
        let name = name.lowercased()
        let origin = origins.withLock { $0[name] }
        guard case .written(let part) = origin else { return origin }
        let prepared = Origin.prepared(try loader.prepare(part))
        origins.withLock { $0[name] = prepared }
        return prepared
    }

    /// Returns the number of accounts that a site was made with. 0 if it is not known.
    func accountCount(ofSiteNamed name: String) -> Int { origins.withLock { $0[name.lowercased()]?.accountCount ?? 0 } }

    /// Returns whether what a site was made with is another content each time.
    func dependsOnNow(_ name: String) -> Bool { origins.withLock { $0[name.lowercased()]?.dependsOnNow ?? false } }

    /// Returns the seed that a site was given besides its content, or nil.
    func seed(ofSiteNamed name: String) -> DeterministicSeed? { seeds.withLock { $0[name.lowercased()] } }

    /// Records the seed that a site was given. Nil forgets it.
    func setSeed(_ seed: DeterministicSeed?, ofSiteNamed name: String) { seeds.withLock { $0[name.lowercased()] = seed } }

    /// Returns the settings that a site was given when it was made, besides its content, or nil.
    func settings(ofSiteNamed name: String) -> JSON? { settings.withLock { $0[name.lowercased()] } }

    /// Records the settings that a site was given when it was made. Nil forgets them.
    func setSettings(_ given: JSON?, ofSiteNamed name: String) { settings.withLock { $0[name.lowercased()] = given } }

    /// Returns whether the origin of a site is known.
    func isKnown(_ name: String) -> Bool { origins.withLock { $0[name.lowercased()] != nil } }

    /// Records what a site was made from. Nil forgets it.
    func set(_ origin: Origin?, ofSiteNamed name: String) {
        sealings.withLock { $0[name.lowercased()] = nil }
        origins.withLock { $0[name.lowercased()] = origin }
    }

    /// Replaces what a site was made from by a hidden site with the same content. Does nothing if it has gone meanwhile, or was sealed.
    func seal(_ sealed: SealedSite, ofSiteNamed name: String) {
        origins.withLock { origins in
            if case .prepared = origins[name.lowercased()] { origins[name.lowercased()] = .sealed(sealed) }
        }
    }

    /// Records that a hidden site is being made with what a site was made with. The caller must end it in any case.
    func beginSealing(ofSiteNamed name: String) -> Sealing {
        let sealing = Sealing()
        sealings.withLock { $0[name.lowercased()] = sealing }
        return sealing
    }

    /// Ends the making of a hidden site, and lets those go on who wait for it. From now on resets copy the hidden site, unless it could not be made
    /// or the site has gone meanwhile. Returns whether they do.
    func end(_ sealing: Sealing, ofSiteNamed name: String, with sealed: SealedSite?) -> Bool {
        defer { sealing.end() }
        return sealings.withLock { sealings in
            guard sealings[name.lowercased()] === sealing else { return false }
            sealings[name.lowercased()] = nil
            guard let sealed else { return false }
            origins.withLock { $0[name.lowercased()] = .sealed(sealed) }
            return true
        }
    }

    /// Waits for the hidden site that is being made, if there is one.
    func waitForSealing(ofSiteNamed name: String, atMost limit: DispatchTimeInterval) {
        sealings.withLock { $0[name.lowercased()] }?.wait(atMost: limit)
    }

    /// Returns the hidden site from which a site was made, or nil.
    func sealed(ofSiteNamed name: String) -> SealedSite? { origins.withLock { $0[name.lowercased()]?.sealedSite } }

    /// The names of the sites whose origins are known, in lower case.
    var names: [String] { origins.withLock { $0.keys.sorted() } }
}
