struct Host {
    #[avro(with = net::Dotted)]
    address: Ipv4Addr,
    #[avro(with = Seconds, type = "timestamp_ms")]
    seen: SystemTime,
}
