/// Sizes as people read them.
enum ByteCount {
    /// Returns a size in bytes, KiB or MiB.
    static func words(_ bytes: Int) -> String {
        switch bytes {
        case ..<1024: "\(bytes) bytes"
        case ..<(1 << 20): "\(bytes >> 10) KiB"
        default: "\(bytes >> 20) MiB"
        }
    }
}
