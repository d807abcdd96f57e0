struct Id(i64);
