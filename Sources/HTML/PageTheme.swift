/// The colours and fonts of all pages for people, in both schemes.
package enum PageTheme {
    /// The style sheet that names them. A page's own style follows it.
    package static let style: [UInt8] = PackageResources.theme_css
}
