import Glibc

/// Files of which all bytes must be on the disk.
enum FileOnDisk {
    /// Returns when all bytes of a file are on the disk.
    static func synchronize(_ file: String, in directory: String) throws(StoreOpeningError) {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .inaccessible(directory, "\(file) cannot be read: \(DataDirectory.words(errno))") }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .inaccessible(directory, "\(file) cannot be written: \(DataDirectory.words(errno))") }
    }
}
