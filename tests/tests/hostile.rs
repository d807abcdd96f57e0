//! Inputs that try to crash, hang, bloat or trick.

use std::process::Command;

#[test]
fn hostile_inputs_keep_what_is_promised() {
    // A debug build keeps every promise but that of time, which the command judges in a release build.
    let status = Command::new(env!("CARGO_BIN_EXE_hostile"))
        .arg("--generous")
        .status()
        .expect("the command starts");
    assert!(
        status.success(),
        "the rows that break a promise are listed above"
    );
}
