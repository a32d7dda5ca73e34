//! How a connection to a server is kept from others' eyes.
//!
//! To this machine (a socket or a loopback address) nothing is encrypted unless the URL asks for it. To any
//! other machine the connection is encrypted and the server's certificate checked, against the
//! authorities of the system or those of the file that the URL names with `sslrootcert=`.
//! `sslmode=disable` must be written to do without.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// A URL, read: the configuration and the file of authorities.
pub(crate) struct Target {
    pub(crate) config: Config,
    authorities: Option<String>,
}

impl Target {
    pub(crate) fn parse(url: &str) -> Result<Self, StoreError> {
        let (url, authorities) = without_authorities(url);
        let mut config: Config = url.parse().map_err(|_| {
            StoreError::Open("the URL of the database is not understood".to_owned())
        })?;
        if !url.contains("sslmode=") {
            config.ssl_mode(if is_near(&config) && authorities.is_none() {
                SslMode::Disable
            } else {
                SslMode::Require
            });
        }
        Ok(Self {
            config,
            authorities: authorities.map(|file| file.replace("%2F", "/").replace("%2f", "/")),
        })
    }

    pub(crate) fn connect(&self) -> Result<Client, ConnectError> {
        if self.config.get_ssl_mode() == SslMode::Disable {
            return Ok(self.config.connect(NoTls)?);
        }
        let roots = match &self.authorities {
            Some(file) => from_file(Path::new(file))?,
            None => from_system()?,
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| StoreError::Open(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(self.config.connect(MakeRustlsConnect::new(config))?)
    }
}

/// Why no connection came about.
pub(crate) enum ConnectError {
    Server(postgres::Error),
    Here(StoreError),
}

impl From<postgres::Error> for ConnectError {
    fn from(error: postgres::Error) -> Self {
        ConnectError::Server(error)
    }
}

impl From<StoreError> for ConnectError {
    fn from(error: StoreError) -> Self {
        ConnectError::Here(error)
    }
}

fn is_near(config: &Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost"
                || name
                    .parse::<IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => true,
    })
}

/// Takes `sslrootcert=` out of the query of a URL, which the driver does not know.
fn without_authorities(url: &str) -> (String, Option<String>) {
    let Some((address, query)) = url.split_once('?') else {
        return (url.to_owned(), None);
    };
    let mut file = None;
    let mut kept = Vec::new();
    for part in query.split('&') {
        match part.strip_prefix("sslrootcert=") {
            Some(named) => file = Some(named.to_owned()),
            None => kept.push(part),
        }
    }
    let url = if kept.is_empty() {
        address.to_owned()
    } else {
        format!("{address}?{}", kept.join("&"))
    };
    (url, file)
}

fn from_file(path: &Path) -> Result<RootCertStore, StoreError> {
    let wrong = |why: String| StoreError::Open(format!("sslrootcert {}: {why}", path.display()));
    let certificates =
        CertificateDer::pem_file_iter(path).map_err(|error| wrong(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots
            .add(certificate)
            .map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(wrong("no certificate in it".to_owned()));
    }
    Ok(roots)
}

fn from_system() -> Result<RootCertStore, StoreError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(StoreError::Open(
            "this machine knows no certificate authority; name one with sslrootcert=".to_owned(),
        ));
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        Target::parse(url).ok().unwrap().config.get_ssl_mode()
    }

    #[test]
    fn another_machine_is_reached_encrypted() {
        assert_eq!(mode("postgres://u:p@127.0.0.1/db"), SslMode::Disable);
        assert_eq!(mode("postgres://u:p@localhost/db"), SslMode::Disable);
        assert_eq!(mode("postgres://u:p@10.1.2.3/db"), SslMode::Require);
        assert_eq!(
            mode("postgres://u:p@db.example/db?sslrootcert=/etc/ca.pem"),
            SslMode::Require
        );
        assert_eq!(
            mode("postgres://u:p@localhost/db?sslrootcert=/etc/ca.pem"),
            SslMode::Require
        );
        assert_eq!(
            mode("postgres://u:p@db.example/db?sslmode=disable"),
            SslMode::Disable
        );
    }

    #[test]
    fn the_file_of_authorities_is_taken_out_of_the_url() {
        let (url, file) = without_authorities("postgres://h/db?a=1&sslrootcert=/x.pem&b=2");
        assert_eq!(
            (url.as_str(), file.as_deref()),
            ("postgres://h/db?a=1&b=2", Some("/x.pem"))
        );
        assert_eq!(
            without_authorities("postgres://h/db?sslrootcert=/x").0,
            "postgres://h/db"
        );
        assert!(from_file(Path::new("Cargo.toml")).is_err());
    }

    #[test]
    fn a_password_is_not_in_the_message() {
        let wrong = Target::parse("postgres://u:secret@host:notaport/db")
            .err()
            .unwrap();
        assert!(!wrong.to_string().contains("secret"));
    }
}
