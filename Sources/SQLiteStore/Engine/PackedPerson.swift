import Accounts

/// A person as bytes, the form in which ``PersonCache`` keeps it: site and account, then the attributes, the identities and
/// the memberships, each with their number. A text has its length in front. These bytes are never stored on disk.
enum PackedPerson {
    /// Returns the bytes of a person. Nil if something in it is too long to be cached.
    static func bytes(of person: Person, in site: SiteID, _ schemes: SchemeTable) -> [UInt8]? {
        var writer = ByteWriter()
        let account = person.account
        writer.append(site.part)
        writer.append(account.status.stored)
        writer.append(account.createdAt.milliseconds)
        writer.append(account.lastSignInAt?.milliseconds)
        writer.append(account.activatedAt?.milliseconds)
        writer.append(account.policy?.rawValue)
        writer.append(account.credential?.version)
        if let credential = account.credential {
            writer.append(credential.hash.text)
            writer.append(credential.changedAt.milliseconds)
            writer.append(credential.mustChange.stored)
            writer.append(Int64(credential.graceSignInsUsed))
        }
        writer.append(count: account.attributes.count)
        for (name, value) in account.attributes {
            writer.append(name)
            writer.append(value)
        }
        writer.append(count: person.identities.count)
        for (scheme, value) in person.identities {
            guard let number = schemes.number(of: scheme) else { return nil }
            writer.append(count: Int(number))
            writer.append(value)
        }
        writer.append(count: person.memberships.count)
        for container in person.memberships { writer.append(container.rawValue) }
        return writer.isTooLong ? nil : writer.bytes
    }

    /// Returns the person that was packed. Nil if it is of another site.
    static func person(_ id: AccountID, in site: SiteID, from bytes: UnsafeBufferPointer<UInt8>, _ schemes: SchemeTable) -> Person? {
        var reader = ByteReader(bytes)
        guard reader.integer() == site.part else { return nil }
        var account = Account(
            id: id, status: AccountStatus(stored: reader.integer()), createdAt: Timestamp(milliseconds: reader.integer()),
            lastSignInAt: reader.optionalInteger().map(Timestamp.init(milliseconds:)),
            activatedAt: reader.optionalInteger().map(Timestamp.init(milliseconds:)))
        account.policy = reader.optionalInteger().map(PolicyID.init(rawValue:))
        if let version = reader.optionalInteger() {
            account.credential = Credential(
                hash: PasswordHash(reader.text()), version: version, changedAt: Timestamp(milliseconds: reader.integer()),
                mustChange: reader.integer() != 0, graceSignInsUsed: Int(reader.integer()))
        }
        let attributeCount = reader.count()
        if attributeCount > 0 { account.attributes.reserveCapacity(attributeCount) }
        for _ in 0..<attributeCount {
            let name = reader.text()
            account.attributes[name] = reader.text()
        }
        var identities: [(scheme: String, value: String)] = []
        let identityCount = reader.count()
        identities.reserveCapacity(identityCount)
        for _ in 0..<identityCount { identities.append((schemes.name(of: Int64(reader.count())), reader.text())) }
        let memberships = (0..<reader.count()).map { _ in ContainerID(rawValue: reader.integer()) }
        return Person(account: account, identities: identities, memberships: memberships)
    }
}

/// Writes values one after the other.
private struct ByteWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether a text or a number of things did not fit into two bytes.
    private(set) var isTooLong = false

    init() {
        bytes.reserveCapacity(512)
    }

    mutating func append(_ integer: Int64) {
        withUnsafeBytes(of: integer) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ integer: Int64?) {
        bytes.append(integer == nil ? 0 : 1)
        if let integer { append(integer) }
    }

    mutating func append(_ text: String) {
        append(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func append(count: Int) {
        let short = UInt16(exactly: count) ?? 0
        if Int(short) != count { isTooLong = true }
        withUnsafeBytes(of: short) { bytes.append(contentsOf: $0) }
    }
}

/// Reads what a ``ByteWriter`` has written. Returns zeros and empty texts after the end.
private struct ByteReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = UnsafeRawBufferPointer(bytes)
    }

    mutating func integer() -> Int64 { next() }

    mutating func optionalInteger() -> Int64? {
        let flag: UInt8 = next()
        return flag == 0 ? nil : integer()
    }

    mutating func count() -> Int {
        let count: UInt16 = next()
        return Int(count)
    }

    mutating func text() -> String {
        let count = count()
        guard bytes.count - position >= count else { return "" }
        defer { position += count }
        return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]), as: UTF8.self)
    }

    private mutating func next<Integer: FixedWidthInteger & BitwiseCopyable>() -> Integer {
        guard bytes.count - position >= MemoryLayout<Integer>.size else { return 0 }
        defer { position += MemoryLayout<Integer>.size }
        return bytes.loadUnaligned(fromByteOffset: position, as: Integer.self)
    }
}
