use super::*;
use crate::encoding::{base64, from_hex, hex, hex_upper};
use proptest::prelude::*;

// GB/T 32918.5-2017, annex A.2: the recommended curve, user id 1234567812345678, message "message digest"
const PRIVATE: &str = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
const PUBLIC: &str = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020\
                      CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
const SIGNATURE: &str = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3\
                         B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";
const MESSAGE: &[u8] = b"message digest";

#[test]
fn the_example_of_the_standard() {
    let private = PrivateKey::parse(PRIVATE).unwrap();
    let public = PublicKey::parse(PUBLIC).unwrap();
    assert_eq!(private.public_key(), public);
    let signature = Signature::parse(SIGNATURE).unwrap();
    assert!(public.verify(DEFAULT_USER_ID, MESSAGE, &signature));
    assert!(!public.verify(DEFAULT_USER_ID, b"message digesu", &signature));
    assert!(!public.verify("1234567812345679", MESSAGE, &signature));
}

#[test]
fn a_published_signature_of_another_user() {
    // made with OpenSSL (-digest sm3, distid example@rustcrypto.org), published with the tests of the crate sm2
    let public = "0408D77AE04C01CC4C1104360DD8AF6B6F7DF334283D7C1A6AFD5652407B87BEE5\
                  014E2A57C36C150D16324DC664E31E6432359609C4E79847A5B161C8C7364C8A";
    let signature = "d1dcccedd9fb785e0f67c16b7c52901625c0b69de9bca2144acc7be713cad2fc\
                     f7d1eae6e3a157b36c65f672f738ca8b46298bf149a6510072c431b49cd88b1c";
    let (public, signature) = (
        PublicKey::parse(public).unwrap(),
        Signature::parse(signature).unwrap(),
    );
    assert!(public.verify("example@rustcrypto.org", b"testing", &signature));
    assert!(!public.verify(DEFAULT_USER_ID, b"testing", &signature));
}

#[test]
fn signatures_in_their_forms() {
    let signature = Signature::parse(SIGNATURE).unwrap();
    let (raw, der) = (signature.to_raw(), signature.to_der());
    // both numbers have their first bit set, so that DER puts a zero before each
    assert_eq!(
        hex(&der),
        format!("3046022100{}022100{}", &hex(&raw)[..64], &hex(&raw)[64..])
    );
    for text in [hex(&raw), hex_upper(&der), base64(&raw), base64(&der)] {
        assert_eq!(Signature::parse(&text), Ok(signature), "{text}");
    }
}

#[test]
fn what_is_no_signature_is_a_fault() {
    let order = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123";
    let one = format!("{}01", "0".repeat(62));
    for text in [
        format!("{order}{one}"),
        format!("{one}{order}"),
        "00".repeat(64),
        "00".repeat(63),
        String::new(),
    ] {
        assert_eq!(Signature::parse(&text), Err(Fault::Signature), "{text}");
    }
    assert_eq!(Signature::parse("?"), Err(Fault::Encoding));
    let der = Signature::parse(SIGNATURE).unwrap().to_der();
    let mut longer = der.clone();
    longer.push(0);
    let shorter = der.get(..der.len() - 1).unwrap();
    // the same number 1, once with zeros that DER does not write
    let padded = from_hex("300702020001020101").unwrap();
    let negative = from_hex("3006020181020101").unwrap();
    for bytes in [
        longer.as_slice(),
        shorter,
        &padded,
        &negative,
        &[0x30, 0],
        &[0x30],
    ] {
        assert_eq!(
            Signature::from_der(bytes),
            Err(Fault::Signature),
            "{}",
            hex(bytes)
        );
    }
    assert!(Signature::from_der(&from_hex("3006020101020101").unwrap()).is_ok());
}

#[test]
fn keys_in_their_forms() {
    let private = PrivateKey::parse(PRIVATE).unwrap();
    let bytes = from_hex(PRIVATE).unwrap();
    let with_zero = format!("00{PRIVATE}");
    for text in [with_zero.as_str(), &base64(&bytes)] {
        assert_eq!(
            PrivateKey::parse(text).unwrap().public_key(),
            private.public_key()
        );
    }
    assert_eq!(format!("{private:?}"), "sm2::PrivateKey(…)");
    for text in [
        "00".repeat(32),
        "FF".repeat(32),
        PRIVATE[2..].to_owned(),
        String::new(),
    ] {
        assert!(
            matches!(PrivateKey::parse(&text), Err(Fault::Key)),
            "{text}"
        );
    }
    let public = PublicKey::parse(PUBLIC).unwrap();
    for text in [format!("04{PUBLIC}"), base64(&public.to_bytes())] {
        assert_eq!(PublicKey::parse(&text), Ok(public.clone()));
    }
    let off_the_curve = format!("{}14", &PUBLIC[..126]);
    for text in [
        off_the_curve,
        "00".repeat(64),
        "00".to_owned(),
        "00".repeat(33),
    ] {
        assert_eq!(PublicKey::parse(&text), Err(Fault::Key), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_is_signed_is_verified(
        number in any::<[u8; 31]>(),
        message in prop::collection::vec(any::<u8>(), 0..80),
        flipped in 0_usize..512,
    ) {
        let bytes = [&[1][..], &number].concat();
        let private = PrivateKey::from_bytes(&bytes).unwrap();
        let signature = private.sign(DEFAULT_USER_ID, &message).unwrap();
        let public = private.public_key();
        prop_assert!(public.verify(DEFAULT_USER_ID, &message, &signature));
        prop_assert_eq!(Signature::from_der(&signature.to_der()), Ok(signature));
        let mut changed = signature.to_raw();
        changed[flipped / 8] ^= 1 << (flipped % 8);
        let verified = Signature::from_raw(&changed).is_ok_and(|changed| public.verify(DEFAULT_USER_ID, &message, &changed));
        prop_assert!(!verified);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = Signature::from_der(&bytes);
        let _ = PublicKey::from_bytes(&bytes);
        let _ = PrivateKey::from_bytes(&bytes);
    }
}
