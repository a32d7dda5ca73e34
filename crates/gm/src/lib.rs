//! SM2, SM3 and SM4 as hospitals' software uses them, in software; a certified device can take its place.
#![forbid(unsafe_code)]
