//! The server of the month: the real one, on an address of its own.

use super::super::clock::DemoClock;
use crate::gateway::vault::KeyFile;
use crate::serve::{self, Ground};
use anyhow::{Context, Result};
use base::RegionCode;
use gateway::http::{Running, Settings, start};
use settlement::bill::YearEnd;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use store::Store;
use tokio::runtime::Runtime;

/// A server at work.
pub struct Server {
    runtime: Runtime,
    running: Running,
}

impl Server {
    /// Starts it over a store, on a free port of this machine.
    pub fn start(
        (store, pool): (&Arc<Store>, RegionCode),
        clock: &Arc<DemoClock>,
        vault: KeyFile,
    ) -> Result<Server> {
        let ground = Ground {
            store: Arc::clone(store),
            pool,
            clock: Arc::clone(clock) as Arc<_>,
        };
        let house = serve::house(&ground, vault, ("national", YearEnd::Whole))?;
        let settings = Settings::at(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0));
        let runtime = serve::runtime(&settings)?;
        let running = runtime
            .block_on(start(Arc::new(house), settings))
            .context("无法启动接口服务")?;
        Ok(Server { runtime, running })
    }

    /// Where it listens.
    pub fn at(&self) -> SocketAddr {
        self.running.listen
    }

    /// Ends it; what was accepted is finished.
    pub fn stop(self) {
        self.runtime.block_on(self.running.stop());
    }
}
