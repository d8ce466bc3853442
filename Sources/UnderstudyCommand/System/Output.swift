/// Standard output, unbuffered, so that a reader who waits for a line gets it at once.
enum Output {
    /// Writes a line.
    static func line(_ text: String) {
        Files.write(Array((text + "\n").utf8), to: 1)
    }

    /// Writes a text that contains its own line ends.
    static func text(_ text: String) {
        Files.write(Array(text.utf8), to: 1)
    }
}
