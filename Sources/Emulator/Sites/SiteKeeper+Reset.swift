public import Accounts
import Dispatch
import Synchronization

/// Resets, which give a site another content.
extension SiteKeeper {
    /// What a reset did.
    public struct Reset: Sendable {
        /// The site that was there.
        public let old: SiteID
        /// The site that took its place.
        public let new: SiteID
        /// How often the site has been reset.
        public let generation: Int
        /// The number of accounts it has now.
        public let accounts: Int
    }

    /// What a reset gives a site.
    public enum ResetContent: Hashable, Sendable {
        /// What it was made with.
        case origin
        /// Nothing.
        case empty
        /// What the snapshot with this name holds: the site's own, or else the default site's.
        case snapshot(String)
    }

    /// What a reset can leave as it is.
    public enum KeptPart: Hashable, Sendable {
        /// The clock, whether it was set or began with the site.
        case clock
        /// The settings that the site has in place of those of the configuration.
        case settings
    }

    /// Gives a site the content that it was made with, or another. When this returns, new calls see the new content. Calls that began before
    /// read the old one or are answered as busy, and write nothing any more. So nobody sees a mixture.
    ///
    /// If a copy is ready, it takes the name. The site that had the name is then restored in the background and becomes the next copy. If no
    /// copy is ready and few rows were changed, the site itself is restored. So a reset takes as long as was changed.
    ///
    /// - Parameters:
    ///   - name: The name of the site.
    ///   - content: What it has afterwards.
    ///   - kept: What stays as it is.
    public func reset(
        siteNamed name: String, to content: ResetContent = .origin, keeping kept: Set<KeptPart> = []
    ) throws(SiteError) -> Reset {
        defer { shared?.letOthersRead() }
        if content == .origin { origins.waitForSealing(ofSiteNamed: name, atMost: sealingLimit) }
        return try changing.withLock { _ throws(SiteError) in
            guard let old = sites.site(named: name) else { throw .unknown(name) }
            let origin = try sealedIfLarge(origin(of: content, ofSiteNamed: name), ofSiteNamed: content == .origin ? name : nil)
            let sealed = origin.sealedSite
            let ready = checkedSpare(sealed?.spares.takeIfReady())
            // Settings that stay are read from the site as it was.
            if ready == nil, !kept.contains(.settings), let sealed, let restored = try restore(old, to: sealed, isInUse: true) {
                // The old key is not good any more, whatever comes.
                defer { _ = sites.replace(siteNamed: name, by: restored, keepingClockOver: kept.contains(.clock) ? users.sources : nil) }
                try setBeginning(of: restored, named: name, to: content, keeping: kept)
                return Reset(old: old, new: restored, generation: nextGeneration(ofSiteNamed: name), accounts: origin.accountCount)
            }
            let spare = ready ?? checkedSpare(sealed?.spares.take())
            let site = if let spare { spare } else { try make(origin, named: hiddenName(), isUnfinished: true) }
            do throws(SiteError) {
                try setBeginning(of: site, named: name, to: content, keeping: kept)
            } catch {
                _ = try? users.deleteSite(site)
                throw error
            }
            let isWorthACopy = content == .origin && (sealed?.accounts ?? 0) >= SpareSites.smallest
            return try put(
                site, inPlaceOf: name, accounts: origin.accountCount, keepingClock: kept.contains(.clock),
                reusing: isWorthACopy ? sealed : nil)
        }
    }

    /// Lets a site that was made aside take the place of another. If it cannot, it is deleted. If a sealed site is given, the other becomes
    /// its next copy.
    func put(
        _ site: SiteID, inPlaceOf name: String, accounts: Int, keepingClock: Bool, reusing sealed: SealedSite? = nil
    ) throws(SiteError) -> Reset {
        do throws(SiteError) {
            try takeName(name, for: site)
        } catch {
            _ = try? users.deleteSite(site)
            throw error
        }
        guard let old = sites.replace(siteNamed: name, by: site, keepingClockOver: keepingClock ? users.sources : nil) else {
            throw .unknown(name)
        }
        users.retire(old)
        if let sealed { planSpare(of: sealed, from: old) } else { discard(old) }
        return Reset(old: old, new: site, generation: nextGeneration(ofSiteNamed: name), accounts: accounts)
    }

    private func nextGeneration(ofSiteNamed name: String) -> Int {
        generations.withLock { generations in
            generations[name.lowercased(), default: 0] += 1
            return generations[name.lowercased(), default: 0]
        }
    }

    /// Makes copies of large sites, so that resetting them takes little time. Call this before the first call of a client, while the sites still
    /// have what they were made with.
    ///
    /// This returns as soon as the moment is fixed that the copies show. Copying takes about 30 ms for 1,000 accounts, and calls may change the
    /// sites meanwhile. No password is hashed. A reset that comes before its copy is complete waits for it, but no longer than `sealingLimit`. It
    /// then makes its own copy.
    public func prepareForResets() {
        for name in origins.names where SpareSites.sizes.contains(origins.accountCount(ofSiteNamed: name)) && !origins.dependsOnNow(name) {
            guard let site = sites.site(named: name) else { continue }
            let begun = DispatchSemaphore(value: 0)
            let sealing = origins.beginSealing(ofSiteNamed: name)
            DispatchQueue.global(qos: .utility).async { [self] in
                // If this fails, the first reset makes the copy itself.
                let sealed = try? seal(site, restorable: .source) { begun.signal() }
                begun.signal()
                if origins.end(sealing, ofSiteNamed: name, with: sealed), let sealed { planSpare(of: sealed) }
            }
            begun.wait()
        }
    }

    /// Stores what a site, which takes the place of another, begins with apart from its content.
    private func setBeginning(
        of site: SiteID, named name: String, to content: ResetContent, keeping kept: Set<KeptPart>
    ) throws(SiteError) {
        if content == .origin {
            try setSeed(origins.seed(ofSiteNamed: name), of: site)
            if let settings = origins.settings(ofSiteNamed: name) { try merge(settings, intoSettingsOf: site) }
        }
        guard kept.contains(.settings), let old = sites.site(named: name) else { return }
        try Self.storing { () throws(StoreError) in
            let settings = SiteBeginning.settingsName
            let (present, new) = (try users.store.value(named: settings, in: old), try users.store.value(named: settings, in: site))
            if present != new { try users.setValue(present, named: settings, in: site) }
        }
    }

    /// Gives a site's name to another one in the store. If the process ends before the old one is deleted, the next start
    /// deletes it.
    private func takeName(_ name: String, for site: SiteID) throws(SiteError) {
        guard let old = sites.site(named: name) else { throw .unknown(name) }
        let isReplaced = try Self.storing { () throws(StoreError) in
            try users.store.replaceSite(old, by: site, marking: Self.unfinished)
        }
        guard isReplaced else { throw .unknown(name) }
    }

    /// Returns what a reset gives a site.
    private func origin(of content: ResetContent, ofSiteNamed name: String) throws(SiteError) -> SiteOrigins.Origin {
        switch content {
        case .empty: return .empty
        case .snapshot(let snapshot): return try origin(ofSnapshotNamed: snapshot, ofSitesNamed: [name, SiteRegistry.defaultName])
        case .origin:
            let known = try Self.loading { () throws(FixtureLoadingError) in try origins.origin(ofSiteNamed: name) }
            guard let known else { throw .noOrigin(name) }
            return known
        }
    }

    /// The number of replaced sites that are kept for calls that began before. Such a call lasts less than several resets.
    private static let replacedKept = 4

    /// Deletes a replaced site once some more have been replaced.
    func discard(_ site: SiteID) {
        let done = replaced.withLock { replaced -> [SiteID] in
            replaced.append(site)
            let done = replaced.dropLast(Self.replacedKept)
            replaced.removeFirst(done.count)
            return Array(done)
        }
        if !done.isEmpty { deleteSoon(done) }
    }
}
