//! Writes the rival's client and server, as its generator does from a `.proto` file.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let send = Method::builder()
        .name("send")
        .route_name("Send")
        .input_type("crate::rival::Letter")
        .output_type("crate::rival::Sent")
        .codec_path("tonic_prost::ProstCodec")
        .build();
    let mail = Service::builder()
        .name("Mail")
        .package("mail")
        .method(send)
        .build();
    Builder::new().compile(&[mail]);
    println!("cargo::rerun-if-changed=build.rs");
}
