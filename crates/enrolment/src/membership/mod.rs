//! Enrolment: one person, one active enrolment.
