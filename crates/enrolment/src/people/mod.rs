//! Persons, their documents, and households.
