//! Certified categories of people.
