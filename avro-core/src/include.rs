//! Taking in the code that `avro-build` generated.

/// Includes the modules that `avro-build` made of schema files.
///
/// The build script writes them to a file, which is `avro_schemas.rs` unless
/// [`Builder::file_name`] says otherwise; then the name is said here too. Modules
/// follow the namespaces, from the place where the macro stands.
///
/// ```ignore
/// // build.rs
/// fn main() -> Result<(), avro_build::Error> {
///     avro_build::Builder::new().compile(["schemas"])
/// }
///
/// // src/lib.rs
/// avro_core::include_schemas!();
/// use com::example::shop::Order;
///
/// mod partner {
///     avro_core::include_schemas!("partner.rs");
/// }
/// ```
///
/// [`Builder::file_name`]: https://docs.rs/avro-build/latest/avro_build/struct.Builder.html#method.file_name
#[macro_export]
macro_rules! include_schemas {
    () => {
        $crate::include_schemas!("avro_schemas.rs");
    };
    ($file:literal) => {
        ::core::include!(::core::concat!(
            ::core::env!(
                "OUT_DIR",
                "there is no OUT_DIR, which Cargo sets for packages with a build script: \
                 call `avro_build::Builder::new().compile(…)` from `build.rs`"
            ),
            "/",
            $file
        ));
    };
}
