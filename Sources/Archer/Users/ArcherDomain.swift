import Accounts

/// The domains of users. A domain is a name that users have, and there is no list of them. Source: Archer.docc/REST.md.
enum ArcherDomain {
    /// Returns the id of a domain, which follows from its name without letter case: a hash of 31 bits (FNV-1a). It is above 0.
    static func id(of name: String) -> Int32 {
        var hash: UInt32 = 2_166_136_261
        for byte in CaseFolding.folded(name).utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return max(1, Int32(hash >> 1))
    }
}
