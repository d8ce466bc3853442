import Glibc

/// What the system knows about this process. Figures that it does not tell are nil.
struct ProcessFigures {
    /// The time that its threads have run, in seconds.
    let cpuSeconds: Double
    /// The memory that is in use, in bytes.
    let residentBytes: Int?
    /// The number of open descriptors.
    let openDescriptors: Int?
    /// The greatest number of open descriptors.
    let descriptorLimit: Int?
    /// When the process started, in seconds since 1970.
    let start: Double?

    /// Reads the figures. Descriptors are counted one by one, a thousand in a millisecond.
    init() {
        cpuSeconds = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
        residentBytes = Self.text(of: "/proc/self/statm").flatMap { text in
            let words = text.split(separator: " ")
            return words.count > 1 ? Int(words[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
        }
        openDescriptors = Self.countDescriptors()
        var limit = rlimit()
        descriptorLimit =
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? Int(clamping: limit.rlim_cur) : nil
        start = Self.text(of: "/proc/self/stat").flatMap(Self.start(from:))
    }

    /// Returns the start from the text of `/proc/self/stat`. The name of the program, in parentheses, may have spaces and parentheses.
    /// Source: proc(5), `starttime`, in ticks since the machine started.
    private static func start(from text: String) -> Double? {
        guard let end = text.lastIndex(of: ")") else { return nil }
        let words = text[text.index(after: end)...].split(separator: " ")
        guard words.count > 19, let ticks = Double(words[19]) else { return nil }
        let sinceBoot = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        return seconds(CLOCK_REALTIME) - seconds(CLOCK_BOOTTIME) + sinceBoot
    }

    private static func countDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        // The folder itself is open, and "." and ".." are no descriptors.
        var count = -3
        while readdir(folder) != nil { count += 1 }
        return count
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Returns the beginning of a file of the system.
    private static func text(of path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = fread(&bytes, 1, bytes.count, file)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
}
