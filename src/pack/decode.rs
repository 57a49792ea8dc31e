//! One TOML table → a Rust value, with every key that is wrong in it instead of the first only.
//!
//! serde stops at the first error. What it names is put right in a copy (a key that is nearly right gets its right
//! name, all else is taken out) and the table is read again, so that the next error comes to light.

use super::problem::{Problem, nearest};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// Errors of one table that are named; more help nobody.
const MOST: usize = 50;

/// A value that was read, and what had to be taken out of its table.
pub(super) struct Lenient<T> {
    pub(super) value: Option<T>,
    /// Keys that were taken out: what is said to be missing because of that is no further error.
    pub(super) lost: BTreeSet<String>,
}

/// Reads `value`, which is changed to what could be read of it.
pub(super) fn lenient<'de, T: Deserialize<'de>>(
    value: &mut Spanned<DeValue<'de>>,
    whole: &Range<usize>,
    problems: &mut Vec<Problem>,
) -> Lenient<T> {
    let mut lost = BTreeSet::new();
    for _ in 0..MOST {
        let deserializer: ValueDeserializer<'de> = value.clone().into_deserializer();
        let error = match T::deserialize(deserializer) {
            Ok(read) => return Lenient { value: Some(read), lost },
            Err(error) => error,
        };
        let names = quoted(error.message());
        let missing = error.message().trim().starts_with("missing field");
        let named = names.first().map_or("", String::as_str);
        if !(missing && lost.contains(named)) {
            problems.push(Problem::from_toml(&error, whole.clone()));
        }
        if missing && stand_in(value, named) {
            continue;
        }
        let unknown = error.message().trim().starts_with("unknown field");
        let right = if unknown { nearest(named, names.iter().skip(1).map(String::as_str)) } else { None };
        let change = Change { span: error.span().unwrap_or_default(), right };
        if !change.make(value, &mut lost) {
            break;
        }
    }
    Lenient { value: None, lost }
}

/// Fills in what every rule must have, so that the rest of it is read; whether there was room for it.
fn stand_in(value: &mut Spanned<DeValue<'_>>, name: &str) -> bool {
    let span = value.span();
    let DeValue::Table(table) = value.get_mut() else { return false };
    let text = match name {
        "id" | "message" => "x",
        "level" => "info",
        _ => return false,
    };
    let old = table.insert(
        Spanned::new(span.clone(), name.to_owned().into()),
        Spanned::new(span, DeValue::String(text.to_owned().into())),
    );
    old.is_none()
}

/// Names between back quotes.
fn quoted(message: &str) -> Vec<String> {
    message.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What is to be done about one error.
struct Change<'a> {
    /// Where it is: a key or a value.
    span: Range<usize>,
    /// The key that was meant.
    right: Option<&'a str>,
}

impl Change<'_> {
    /// Makes it; whether the place was found.
    fn make(&self, value: &mut Spanned<DeValue<'_>>, lost: &mut BTreeSet<String>) -> bool {
        match value.get_mut() {
            DeValue::Table(table) => self.in_table(table, lost),
            DeValue::Array(array) => array.iter_mut().any(|one| self.make(one, lost)),
            _ => false,
        }
    }

    /// Whether the place is this value, or one in this list.
    fn is_at(&self, value: &Spanned<DeValue<'_>>) -> bool {
        let listed =
            |one: &Spanned<DeValue<'_>>| one.span() == self.span && !matches!(one.get_ref(), DeValue::Table(_));
        value.span() == self.span || matches!(value.get_ref(), DeValue::Array(array) if array.iter().any(listed))
    }

    fn in_table(&self, table: &mut DeTable<'_>, lost: &mut BTreeSet<String>) -> bool {
        let mut found = false;
        for (mut key, mut value) in std::mem::take(table) {
            let name = key.get_ref().to_string();
            if found || key.span() != self.span && !self.is_at(&value) {
                found = found || self.make(&mut value, lost);
                table.insert(key, value);
                continue;
            }
            found = true;
            if let Some(right) = self.right
                && !table.contains_key(right)
            {
                *key.get_mut() = right.to_owned().into();
                table.insert(key, value);
            } else {
                lost.insert(name);
                lost.extend(self.right.map(str::to_owned));
            }
        }
        found
    }
}
