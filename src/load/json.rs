//! YAML values as JSON: what is sent as `{json: …}` and what `body: {json: …}` compares with.

use serde_json::{Map, Number, Value as Json};

use crate::model::template::{Piece, Template};

use super::decoder::Decoder;
use super::node::{Node, Scalar, Style, Value};
use super::parts::split_variables;
use super::templates::Variables;

impl Decoder<'_> {
    /// A JSON text to send, in which `{{name}}` is filled in as it stands.
    pub(super) fn json_to_send(&mut self, node: &Node) -> Option<Template> {
        let pieces = split_variables(&to_json(node).to_string());
        for piece in &pieces {
            if let Piece::Variable(name) = piece {
                self.check_variable(node, 0, name, Variables::Known);
            }
        }
        Some(Template(pieces))
    }

    /// A JSON value to compare with.
    pub(super) fn json_to_expect(&mut self, node: &Node) -> Option<Json> {
        self.refuse_variables(node);
        Some(to_json(node))
    }

    /// The model's JSON has no holes: a `{{name}}` in it would be compared as it stands.
    fn refuse_variables(&mut self, node: &Node) {
        match &node.value {
            Value::Scalar(scalar) => {
                let holed = split_variables(&scalar.text)
                    .iter()
                    .any(|piece| matches!(piece, Piece::Variable(_)));
                if holed {
                    let help = "use `text` or `contains`, in which variables are filled in";
                    self.error_help(
                        node,
                        "no variable can stand in a JSON value to compare with",
                        help,
                    );
                }
            }
            Value::List(members) => members.iter().for_each(|member| self.refuse_variables(member)),
            Value::Map(entries) => {
                entries.iter().for_each(|(_, value)| self.refuse_variables(value));
            }
        }
    }
}

/// The JSON value that a node is: plain scalars by YAML's core schema as far as JSON has it
/// (numbers as JSON writes them), quoted and block scalars as strings.
pub(super) fn to_json(node: &Node) -> Json {
    match &node.value {
        Value::Scalar(scalar) => scalar_to_json(scalar),
        Value::List(members) => Json::Array(members.iter().map(to_json).collect()),
        Value::Map(entries) => {
            let members = entries.iter().map(|(key, value)| {
                let name = match &key.value {
                    Value::Scalar(scalar) => scalar.text.clone(),
                    _ => String::new(),
                };
                (name, to_json(value))
            });
            Json::Object(members.collect::<Map<String, Json>>())
        }
    }
}

fn scalar_to_json(scalar: &Scalar) -> Json {
    if scalar.style != Style::Plain {
        return Json::String(scalar.without_final_break().to_owned());
    }
    if scalar.is_null() {
        return Json::Null;
    }
    match scalar.text.as_str() {
        "true" => Json::Bool(true),
        "false" => Json::Bool(false),
        text => match serde_json::from_str::<Number>(text) {
            Ok(number) => Json::Number(number),
            Err(_) => Json::String(text.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::source::Source;
    use crate::load::yaml;

    #[test]
    fn yaml_values_become_the_json_that_they_look_like() {
        let rows = [
            (
                "{a: 1, b: -2.5e3, c: [true, null, ~]}",
                r#"{"a":1,"b":-2500.0,"c":[true,null,null]}"#,
            ),
            ("{a: '1', b: yes, c: 2xx, d: 007}", r#"{"a":"1","b":"yes","c":"2xx","d":"007"}"#),
            ("|\n  text\n", r#""text""#),
        ];
        for (text, want) in rows {
            let source = Source::new("a.yaml", text.as_bytes(), None).unwrap();
            let node = yaml::parse(&source, &mut Vec::new()).unwrap();
            assert_eq!(to_json(&node).to_string(), want, "{text}");
        }
    }
}
