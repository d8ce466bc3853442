import Accounts

/// Copies of sealed sites that are made ahead of time, and sites that become such copies again.
extension SiteKeeper {
    /// Returns a copy that was made ahead of time, if it is still there. In a shared store another process's start has deleted it if it
    /// was not needed for a day.
    func checkedSpare(_ spare: SiteID?) -> SiteID? {
        guard let spare, shared != nil else { return spare }
        let mark = try? users.store.value(named: Self.unfinished, in: spare)
        return mark == nil ? nil : spare
    }

    /// Makes another copy of a sealed site ahead of time: from the site whose place another one has taken, if there is one.
    func planSpare(of sealed: SealedSite, from replaced: SiteID? = nil) {
        let isPlanned = sealed.spares.plan { [self] in
            // If this fails, who needs the copy makes it, or says why that fails.
            if let replaced {
                if let restored = try? restore(replaced, to: sealed, isInUse: false) { return restored }
                discard(replaced)
            }
            return try? make(.sealed(sealed), named: hiddenName(), isUnfinished: true)
        }
        if !isPlanned, let replaced { discard(replaced) }
    }

    /// Lets a site that is being removed be the next copy of what it was made from. Returns false if that is not possible.
    func keepAsSpare(_ site: SiteID, ofSiteNamed name: String) -> Bool {
        guard let sealed = origins.sealed(ofSiteNamed: name), sealed.accounts >= SpareSites.smallest, sealed.spares.hasRoom,
            let restored = try? restore(site, to: sealed, isInUse: false)
        else { return false }
        if !sealed.spares.keep(restored) { deleteSoon([restored]) }
        return true
    }

    /// Returns a site with the content of an origin: a copy that was made ahead of time, or a new one.
    func take(_ origin: SiteOrigins.Origin, named name: String) throws(SiteError) -> SiteID {
        guard let sealed = origin.sealedSite, let spare = checkedSpare(sealed.spares.takeIfReady()) else {
            return try make(origin, named: name)
        }
        do throws(SiteError) {
            try give(name, to: spare)
        } catch {
            deleteSoon([spare])
            throw error
        }
        if sealed.spares.isEmpty { planSpare(of: sealed) }
        return spare
    }

    /// Gives a hidden site a name that no other has.
    private func give(_ name: String, to spare: SiteID) throws(SiteError) {
        // It only takes the name, which the spare then gets from it.
        let empty = try create(named: name)
        try Self.storing { () throws(StoreError) in try users.setValue("", named: Self.unfinished, in: empty) }
        defer { deleteSoon([empty]) }
        let isGiven = try Self.storing { () throws(StoreError) in
            try users.store.replaceSite(empty, by: spare, marking: Self.unfinished)
        }
        guard isGiven else { throw .store("the copy has gone") }
    }

    /// Returns an origin from which copies are made without loading fixtures again, if it has many accounts. `name` is the site that was
    /// made from it, if there is one.
    func sealedIfLarge(_ origin: SiteOrigins.Origin, ofSiteNamed name: String?) throws(SiteError) -> SiteOrigins.Origin {
        guard shared == nil, case .prepared = origin, origin.accountCount >= SpareSites.smallest, !origin.dependsOnNow else {
            return origin
        }
        let template = try make(origin, named: hiddenName(), isUnfinished: true)
        let sealed = SealedSite(template, accounts: origin.accountCount, of: users, sparesWithin: room)
        if let name { origins.seal(sealed, ofSiteNamed: name) }
        return .sealed(sealed)
    }
}
