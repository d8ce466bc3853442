/// Computes a digest with three functions of nettle.
///
/// - Parameters:
///   - bytes: What is digested.
///   - size: The number of bytes of the digest.
///   - context: The memory of the computation.
func nettleDigest<Context>(
    of bytes: [UInt8], size: Int32, _ context: Context, start: (UnsafeMutablePointer<Context>) -> Void,
    update: (UnsafeMutablePointer<Context>, Int, UnsafePointer<UInt8>) -> Void,
    finish: (UnsafeMutablePointer<Context>, Int, UnsafeMutablePointer<UInt8>) -> Void
) -> [UInt8] {
    var context = context
    start(&context)
    update(&context, bytes.count, bytes)
    var digest = [UInt8](repeating: 0, count: Int(size))
    finish(&context, digest.count, &digest)
    return digest
}
