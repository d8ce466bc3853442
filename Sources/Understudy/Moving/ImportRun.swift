import Accounts
import CSV
import Emulator

/// A line whose account can be stored.
typealias Accepted = (line: ImportLine, account: ImportedAccount)
/// A line that is refused, and why.
typealias Refused = (line: ImportLine, refusals: ImportRefusals)

/// Finds lines that share an identity or the like with a line before them.
struct Duplicates {
    /// The lines by what they have.
    private var lines: [UInt128: Int] = [:]

    /// Returns the lines whose accounts can be stored together, and the others with the reasons.
    mutating func filter(_ candidates: [ImportLine]) -> (accepted: [Accepted], refused: [Refused]) {
        var (accepted, refused): ([Accepted], [Refused]) = ([], [])
        for line in candidates {
            switch line.account {
            case .failure(let refusals): refused.append((line, refusals))
            case .success(let account):
                if let index = line.keys.firstIndex(where: { lines[$0] != nil }), let other = lines[line.keys[index]] {
                    refused.append((line, Self.refusal(account.record.uniqueKeys[index].words, other)))
                    continue
                }
                for key in line.keys { lines[key] = line.record.line }
                accepted.append((line, account))
            }
        }
        return (accepted, refused)
    }

    mutating func forget() { lines.removeAll(keepingCapacity: true) }

    /// Returns the refusal of a line for what another line has, or an account of the site if that is nil.
    static func refusal(_ words: String, _ line: Int?) -> ImportRefusals {
        ImportRefusals(ImportRefusal("", line.map { "\(words) is in line \($0), too" } ?? "\(words) belongs to an account of the site"))
    }
}

/// An import under way: it gathers lines and stores many at once.
final class ImportRun {
    private let site: ImportedSite
    private let refusedLines: RefusedLines?
    private var first: [UInt8]?
    private var mark: ImportMark
    private var lines: [ImportLine] = []
    private var duplicates = Duplicates()
    private(set) var outcome: AccountImport.Outcome

    /// Creates an import into a site.
    ///
    /// - Parameters:
    ///   - site: The site.
    ///   - refusedLines: Gets the lines that are refused. Nil if none may be.
    ///   - first: The first record of the file. Nil if it comes with the first line.
    ///   - mark: How far it has come.
    ///   - outcome: What it has done so far.
    init(
        _ site: ImportedSite, _ refusedLines: RefusedLines?, first: [UInt8]?, from mark: ImportMark, _ outcome: AccountImport.Outcome
    ) {
        self.site = site
        self.refusedLines = refusedLines
        self.first = first
        self.mark = mark
        self.outcome = outcome
    }

    /// Adds lines, and stores those that there are if they are many.
    func add(_ new: [ImportLine]) throws(ServerError) {
        if first == nil { first = new.first?.record.bytes }
        lines += new
        if lines.count >= site.accountsAtOnce { try store() }
    }

    /// Stores all lines and deletes the mark.
    func finish() throws(ServerError) {
        try store()
        guard try site.store([], nil) else { throw .failed("the end of the import cannot be stored") }
    }

    private func store() throws(ServerError) {
        var lines = lines
        self.lines = []
        while !lines.isEmpty {
            let some = Array(lines.prefix(site.accountsAtOnce))
            lines.removeFirst(some.count)
            try store(some)
        }
    }

    private func store(_ lines: [ImportLine]) throws(ServerError) {
        duplicates.forget()
        var (accepted, refused) = duplicates.filter(lines)
        // Nothing is asked of the store before it refuses: usually no account is there yet.
        for isAskedFor in [false, true] {
            if isAskedFor {
                let taken = try site.taken(accepted.map(\.account))
                for (entry, words) in zip(accepted, taken) {
                    if let words { refused.append((entry.line, Duplicates.refusal(words, nil))) }
                }
                accepted = zip(accepted, taken).filter { $0.1 == nil }.map(\.0)
            }
            refused.sort { $0.line.record.end < $1.line.record.end }
            if refusedLines == nil, let first = refused.first {
                try stop(at: first.line, first.refusals, before: accepted)
            } else if try write(accepted, refused, upTo: lines) {
                return
            }
        }
        throw .failed("the accounts cannot be stored: others store accounts with their identities at the same time; import again")
    }

    /// Stores what is before a line that is refused, and throws. Returns if an account before it is taken.
    private func stop(at line: ImportLine, _ refusals: ImportRefusals, before accepted: [Accepted]) throws(ServerError) {
        let before = accepted.filter { $0.line.record.end < line.record.end }
        guard try write(before, [], upTo: before.map(\.line)) else { return }
        let stored = mark.imported == 1 ? "1 account before it is stored" : "\(mark.imported) accounts before it are stored"
        throw .failed(
            "\(mark.file):\(line.record.line): \(refusals); \(stored). Correct the line, or name a file for such lines with --refused, and "
                + "import again: it goes on here")
    }

    /// Stores accounts with the mark of the last line, once the refused lines are on the disk. Returns false if an account is taken.
    private func write(_ accepted: [Accepted], _ refused: [Refused], upTo lines: [ImportLine]) throws(ServerError) -> Bool {
        guard let last = lines.last?.record else { return true }
        for (line, refusals) in refused { refusedLines?.append(line.record, "line \(line.record.line): \(refusals)") }
        try refusedLines?.write()
        var next = mark
        next.end = last.end
        next.line = last.line
        next.digest = ImportMark.digest(first: first ?? [], last: last.bytes)
        next.imported += accepted.count
        next.refused += refused.count
        next.refusedFile = refusedLines?.written ?? mark.refusedFile
        guard try site.store(accepted.map(\.account), next) else {
            if let end = mark.refusedFile { try refusedLines?.cut(to: end) }
            return false
        }
        mark = next
        outcome.imported = mark.imported
        for (line, refusals) in refused { outcome.refused.note(refusals, line: line.record.line) }
        return true
    }
}
