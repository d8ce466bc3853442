import Text

/// Where a service answers: the folders and the last segment that a path must end with.
///
/// Letter case does not count. Whatever stands in front of the folders is passed over; it may name a site.
struct Address: Sendable {
    /// What the last segment must be.
    enum Last: Sendable {
        /// A page of this name. One more segment may follow: the name of an operation.
        case page(String)
        /// A servlet of this name. Path parameters may follow, as in `CRConsAPI;jsessionid=…`.
        case servlet(String)
        /// A segment of this name with nothing in front of it.
        case alone(String)
        /// Any segment; the text is what the documentation writes in its place.
        case anything(String)
    }

    private let prefix: String?
    private let folders: [Folder]
    private let last: Last
    private let lastName: SegmentName

    /// The names that one folder may have; the documentation shows the first.
    private struct Folder: Sendable {
        let shown: String
        let names: [SegmentName]
    }

    /// Creates an address whose folders may have several names each.
    ///
    /// - Parameter prefix: what the documentation calls the segments in front, or nil to show none.
    init(prefix: String?, _ folders: [[String]], _ last: Last) {
        self.prefix = prefix
        self.folders = folders.map { Folder(shown: $0.first ?? "", names: $0.map { SegmentName($0) }) }
        self.last = last
        lastName =
            switch last {
            case .page(let name), .servlet(let name), .alone(let name), .anything(let name): SegmentName(name)
            }
    }

    /// Creates an address.
    init(prefix: String?, _ folders: [String], _ last: Last) {
        self.init(prefix: prefix, folders.map { [$0] }, last)
    }

    /// The path without a prefix, as the documentation writes it.
    var path: String {
        let name =
            switch last {
            case .page(let name), .servlet(let name), .alone(let name), .anything(let name): name
            }
        return "/" + (folders.map(\.shown) + [name]).joined(separator: "/")
    }

    /// The address as the documentation writes it: `[/prefix]/ws/general.asmx`.
    var documentation: String { (prefix.map { "[/\($0)]" } ?? "") + path }

    /// The names that the first folder may have, in lower case. No site may be named like one of them.
    var firstFolderNames: [String] { folders.first?.names.map(\.text) ?? [] }

    /// Returns what a path leaves open, or nil when it does not lead here: the segment behind a page's name, or the segment that may be
    /// anything; empty for none.
    func match(_ segments: ArraySlice<Substring>) -> Match? {
        guard let end = segments.last else { return nil }
        let parents = segments.dropLast()
        switch last {
        case .page:
            if lastName == end, isInFolders(parents) { return Match(rest: nil) }
            guard let page = parents.last, lastName == page, isInFolders(parents.dropLast()) else { return nil }
            return Match(rest: end)
        case .servlet:
            let name = end.utf8.firstIndex(of: UInt8(ascii: ";")).map { end[..<$0] } ?? end
            return lastName == name && isInFolders(parents) ? Match(rest: nil) : nil
        case .alone:
            return parents.isEmpty && lastName == end ? Match(rest: nil) : nil
        case .anything:
            return isInFolders(parents) ? Match(rest: end) : nil
        }
    }

    /// How a path leads to an address.
    struct Match {
        /// The segment that the address leaves open, if there is one.
        let rest: Substring?
    }

    private func isInFolders(_ segments: ArraySlice<Substring>) -> Bool {
        let parents = segments.suffix(folders.count)
        return parents.count == folders.count
            && zip(folders, parents).allSatisfy { folder, segment in folder.names.contains { $0 == segment } }
    }
}

/// The name of a path segment. Letter case does not count.
struct SegmentName: Sendable {
    /// In lower case.
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(ASCII.lowercased(text).utf8)
    }

    /// The name in lower case.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    static func == (name: SegmentName, segment: Substring) -> Bool {
        var segment = segment
        return segment.withUTF8 { bytes in
            guard bytes.count == name.bytes.count else { return false }
            for index in 0..<bytes.count where ASCII.lowercased(bytes[index]) != name.bytes[index] { return false }
            return true
        }
    }
}
