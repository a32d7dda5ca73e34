//! What the dialects say, against the definitions that they speak of.

use gateway::definition::{Definitions, Node, Transaction};
use gateway::profile::Profiles;

fn profiles() -> Profiles {
    Profiles::shipped().unwrap()
}

/// What every transaction of every dialect says, with the definition it speaks of.
fn each(look: impl Fn(&str, &gateway::profile::Transaction, &Transaction)) {
    let profiles = profiles();
    for profile in profiles.iter() {
        for (infno, said) in &profile.transactions {
            let place = format!("{} {infno}", profile.id);
            let definition = Definitions::shipped().find(infno.as_str());
            look(
                &place,
                said,
                definition.unwrap_or_else(|refused| panic!("{place}: {refused}")),
            );
        }
    }
}

fn has(nodes: &[Node], name: &str) -> bool {
    nodes.iter().any(|node| node.name == name)
}

#[test]
fn inputs_get_names_that_the_definition_has() {
    each(|place, said, definition| {
        for node in said
            .nodes
            .values()
            .chain(&said.flat)
            .chain(said.fields.keys())
        {
            assert!(
                has(&definition.input, node),
                "{place}: no input node {node}"
            );
        }
        for name in said.nodes.keys().chain(&said.passed_over) {
            assert!(
                !has(&definition.input, name),
                "{place}: {name} is an input node"
            );
        }
        for (node, names) in &said.unread {
            let node = definition.input_node(node).unwrap();
            for name in names {
                assert!(node.field(name).is_none(), "{place}: {name} is read");
            }
        }
        for (node, names) in &said.fields {
            let node = definition.input_node(node).unwrap();
            for (from, to) in names {
                assert!(
                    node.field(to).is_some(),
                    "{place}: {} has no field {to}",
                    node.name
                );
                assert!(
                    node.field(from).is_none(),
                    "{place}: {} has a field {from}",
                    node.name
                );
            }
        }
    });
}

#[test]
fn what_a_dialect_does_without_is_asked_for_elsewhere() {
    each(|place, said, definition| {
        for name in &said.optional {
            let known = definition
                .input
                .iter()
                .any(|node| node.field(name).is_some());
            assert!(known, "{place}: no field {name}");
        }
    });
}

#[test]
fn outputs_are_told_by_names_that_the_definition_has() {
    each(|place, said, definition| {
        let unnamed = said.named.as_ref();
        let nodes = said
            .also
            .values()
            .chain(&said.lift)
            .chain(&said.one)
            .chain(&said.many);
        for node in nodes.filter(|node| Some(*node) != unnamed) {
            assert!(
                has(&definition.output, node),
                "{place}: no output node {node}"
            );
        }
        assert!(
            unnamed.is_none() || has(&definition.output, ""),
            "{place}: every output node has a name"
        );
    });
}
