//! The tree of dependencies: every direct one has a reason in `docs/dependencies.md`, and none in the whole tree opens
//! connections.

use std::collections::BTreeSet;
use std::fs;

fn read(path: &str) -> String {
    fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn every_direct_dependency_has_its_reason() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("is TOML");
    let mut direct = BTreeSet::new();
    for section in ["dependencies", "build-dependencies", "dev-dependencies"] {
        let table = manifest.get(section).and_then(toml::Value::as_table).expect("a table");
        direct.extend(table.keys().cloned());
    }
    let text = read("docs/dependencies.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned));
    let rows: Vec<String> = rows.collect();
    let told: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!(told.len(), rows.len(), "a crate stands in the table twice");
    assert_eq!(direct, told, "Cargo.toml and docs/dependencies.md");
    let reason = |line: &&str| {
        line.starts_with("| `") && line.trim_end_matches('|').rsplit('|').next().is_none_or(|why| why.trim().len() < 10)
    };
    assert_eq!(text.lines().find(reason), None, "a row without a reason");
}

/// Crates that open connections, and the runtimes that are there to wait for them.
const TALKERS: [&str; 40] = [
    "actix-web",
    "async-io",
    "async-net",
    "async-std",
    "attohttpc",
    "axum",
    "curl",
    "curl-sys",
    "dns-lookup",
    "h2",
    "hickory-resolver",
    "hyper",
    "hyper-util",
    "isahc",
    "mio",
    "minreq",
    "native-tls",
    "openssl",
    "openssl-sys",
    "polling",
    "quinn",
    "reqwest",
    "rustls",
    "self_update",
    "sentry",
    "smol",
    "socket2",
    "surf",
    "tokio",
    "tokio-net",
    "tonic",
    "tower-http",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "warp",
    "websocket",
    "webpki-roots",
    "ws",
    "zmq",
];

#[test]
fn nothing_in_the_tree_opens_connections() {
    let lock: toml::Table = read("Cargo.lock").parse().expect("is TOML");
    let packages = lock.get("package").and_then(toml::Value::as_array).expect("packages");
    let names: Vec<&str> = packages.iter().filter_map(|p| p.get("name")?.as_str()).collect();
    assert!(names.len() > 50 && names.contains(&"regex"));
    let talkers: Vec<&&str> = names.iter().filter(|name| TALKERS.contains(name)).collect();
    assert!(talkers.is_empty(), "{talkers:?}");
}

#[test]
fn our_own_code_names_no_socket() {
    let mut folders = vec![format!("{}/src", env!("CARGO_MANIFEST_DIR"))];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path.to_string_lossy().into_owned());
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            for word in ["std::net", "UnixStream", "UnixListener", "TcpStream", "UdpSocket"] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}
