public import Accounts
import FoundationEssentials
import Synchronization

/// The time zones of the machine's tz database. Each is read at its first use.
public final class ZoneFiles: TimeZoneSource {
    private let directory: String
    private let zones = Mutex<[String: ZoneFile?]>([:])

    /// The greatest number of names that are remembered. The database has about 600.
    private static let capacity = 1024

    /// Creates a source that reads the files in a directory.
    public init(directory: String = "/usr/share/zoneinfo") {
        self.directory = directory
    }

    /// Returns how many seconds local time in a zone is ahead of UTC, or nil if the database does not have the zone.
    public func secondsFromUTC(in zone: String, at moment: Timestamp) -> Int? {
        let known = zones.withLock { $0[zone] }
        if let known { return known?.secondsFromUTC(at: moment.seconds) }
        let read = read(zone)
        zones.withLock { zones in
            if zones.count >= Self.capacity { zones = [:] }
            zones[zone] = .some(read)
        }
        return read?.secondsFromUTC(at: moment.seconds)
    }

    private func read(_ zone: String) -> ZoneFile? {
        // A name must not lead out of the directory.
        let isName = zone.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: Array("_+-/".utf8).contains(byte)
            }
        }
        guard isName, !zone.hasPrefix("/"), zone.utf8.count <= 64 else { return nil }
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: directory + "/" + zone)), data.count <= 1 << 20 else { return nil }
        return ZoneFile([UInt8](data))
    }
}
