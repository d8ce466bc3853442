/// Marks of sample messages, as the command `replay` reads them.
package enum SampleMark {
    /// Stands for any text.
    package static let any = "{{any}}"
}
