//! A cable between a server and its database that can be cut, or go dead.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The cable.
pub struct Cable {
    pub at: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    dead: AtomicBool,
    ends: Mutex<Vec<TcpStream>>,
}

impl Cable {
    /// To an address.
    pub fn to(to: SocketAddr) -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (at, state) = (listener.local_addr().unwrap(), Arc::new(State::default()));
        let of_thread = Arc::clone(&state);
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if let Ok(far) = TcpStream::connect(to) {
                    joined(&of_thread, &near, &far);
                }
            }
        });
        Cable { at, state }
    }

    /// Breaks every connection.
    pub fn cut(&self) {
        for end in self.state.ends.lock().unwrap().drain(..) {
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    /// Nothing gets through any more, though no connection ends.
    pub fn dead(&self, dead: bool) {
        self.state.dead.store(dead, Ordering::SeqCst);
    }
}

fn joined(state: &Arc<State>, near: &TcpStream, far: &TcpStream) {
    let both = |stream: &TcpStream| (stream.try_clone().unwrap(), stream.try_clone().unwrap());
    let ((near_in, near_out), (far_in, far_out)) = (both(near), both(far));
    state
        .ends
        .lock()
        .unwrap()
        .extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
    for (from, to) in [(near_in, far_out), (far_in, near_out)] {
        let state = Arc::clone(state);
        std::thread::spawn(move || carried(&state, from, to));
    }
}

fn carried(state: &State, mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16_384];
    while let Ok(count) = from.read(&mut buffer) {
        while state.dead.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(10));
        }
        if count == 0 || to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
