import Text

/// The address of a service: the folders and the last segment that a path must end with.
///
/// Letter case is ignored. Segments before the folders are ignored too; they may name a site.
///
/// It is a class because a request is compared with several addresses, and each copy would retain all their members.
final class Address: Sendable {
    /// What the last segment must be.
    enum Last: Sendable {
        /// A page of this name. One more segment may follow: the name of an operation.
        case page(String)
        /// A servlet of this name. Path parameters may follow, as in `CRConsAPI;jsessionid=…`.
        case servlet(String)
        /// Pages for people of this name.
        case help(String)
        /// A servlet whose name begins with one of these and ends in `API`. The documentation shows the text in its place.
        case servlets([String], shown: String)
        /// A segment of this name with nothing in front of it.
        case alone(String)
        /// Any segment. The documentation shows the text in its place.
        case anything(String)
        /// One or more segments. The documentation shows the text in their place.
        case below(String)
    }

    private let prefix: String?
    private let folders: [Folder]
    private let last: Last
    private let lastName: SegmentName

    /// The names that one folder may have. The documentation shows the first.
    private struct Folder: Sendable {
        let shown: String
        let names: [SegmentName]
    }

    /// Creates an address with folders that may have several names each.
    ///
    /// - Parameter prefix: The documentation's name for the segments in front. If nil, it shows none.
    init(prefix: String?, _ folders: [[String]], _ last: Last) {
        self.prefix = prefix
        self.folders = folders.map { Folder(shown: $0.first ?? "", names: $0.map { SegmentName($0) }) }
        self.last = last
        lastName =
            switch last {
            case .page(let name), .servlet(let name), .help(let name), .servlets(_, let name), .alone(let name), .anything(let name),
                .below(let name):
                SegmentName(name)
            }
    }

    /// Creates an address.
    convenience init(prefix: String?, _ folders: [String], _ last: Last) {
        self.init(prefix: prefix, folders.map { [$0] }, last)
    }

    /// The path without a prefix, as the documentation shows it.
    var path: String {
        let name =
            switch last {
            case .page(let name), .servlet(let name), .help(let name), .servlets(_, let name), .alone(let name), .anything(let name),
                .below(let name):
                name
            }
        return "/" + (folders.map(\.shown) + [name]).joined(separator: "/")
    }

    /// The address as the documentation shows it: `[/prefix]/ws/general.asmx`.
    var documentation: String { (prefix.map { "[/\($0)]" } ?? "") + path }

    /// The words in the documentation that stand for something else, each with the rest of a sentence about it.
    var placeholders: [(word: String, meaning: String)] {
        let open: (String, String)? =
            switch last {
            case .anything(let word): (word, "is the name of an operation")
            case .below(let word): (word, "is the path of a resource")
            case .page, .servlet, .help, .servlets, .alone: nil
            }
        return [prefix.map { ("[/\($0)]", "may be left out, or be the name of a site") }, open].compactMap { $0 }
    }

    /// The names that the first folder may have, in lower case. No site may have one of these names.
    var firstFolderNames: [String] { folders.first?.names.map(\.text) ?? [] }

    /// Whether the address is that of a page.
    var isPage: Bool {
        if case .page = last { true } else { false }
    }

    /// Whether people find pages there.
    var isForPeople: Bool {
        switch last {
        case .page, .help: true
        case .servlet, .servlets, .alone, .anything, .below: false
        }
    }

    /// Returns the open part of a path, or nil if the path does not have this address. The open part is the segment
    /// after a page's name, or what may be anything; empty if there is none.
    func match(_ segments: ArraySlice<Substring>) -> Match? {
        guard let end = segments.last else { return nil }
        let parents = segments.dropLast()
        switch last {
        case .page:
            if lastName == end, isInFolders(parents) { return Match(rest: nil) }
            guard let page = parents.last, lastName == page, isInFolders(parents.dropLast()) else { return nil }
            return Match(rest: end)
        case .servlet, .help:
            let name = Self.withoutParameters(end)
            return lastName == name && isInFolders(parents) ? Match(rest: nil) : nil
        case .servlets(let beginnings, _):
            let name = Self.withoutParameters(end)
            guard ASCII.equalsIgnoringCase(name.suffix(3), "API"), isInFolders(parents) else { return nil }
            return beginnings.contains { ASCII.equalsIgnoringCase(name.prefix($0.count), $0) } ? Match(rest: name) : nil
        case .alone:
            return parents.isEmpty && lastName == end ? Match(rest: nil) : nil
        case .anything:
            return isInFolders(parents) ? Match(rest: end) : nil
        case .below:
            // The first folders that fit count: what is below them may have any names.
            guard !folders.isEmpty, segments.count > folders.count else { return nil }
            for start in segments.startIndex..<segments.endIndex - folders.count where areFolders(segments[start...]) {
                return Match(rest: Substring(segments[(start + folders.count)...].joined(separator: "/")))
            }
            return nil
        }
    }

    /// Returns a segment without its path parameters.
    private static func withoutParameters(_ segment: Substring) -> Substring {
        segment.utf8.firstIndex(of: UInt8(ascii: ";")).map { segment[..<$0] } ?? segment
    }

    /// The match of a path with an address.
    struct Match {
        /// The open segment of the address, if there is one.
        let rest: Substring?
    }

    private func isInFolders(_ segments: ArraySlice<Substring>) -> Bool {
        guard segments.count >= folders.count else { return false }
        return areFolders(segments[(segments.endIndex - folders.count)...])
    }

    /// Returns whether segments, of which there are enough, begin with the folders.
    private func areFolders(_ segments: ArraySlice<Substring>) -> Bool {
        for index in folders.indices where !folders[index].names.contains(where: { $0 == segments[segments.startIndex + index] }) {
            return false
        }
        return true
    }
}

/// The name of a path segment. Letter case is ignored.
struct SegmentName: Sendable {
    /// The name in lower case, as UTF-8.
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
