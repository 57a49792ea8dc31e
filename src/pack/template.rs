//! `“{match}”应为“{fix}”` → a message, with the names checked when the pack is loaded.

use std::borrow::Cow;

/// A message with gaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

impl Template {
    /// Takes a message apart; the names that `known` lacks come back too.
    #[must_use]
    pub fn parse(message: &str, known: &[&str]) -> (Template, Vec<String>) {
        let (mut parts, mut unknown) = (Vec::new(), Vec::new());
        let mut rest = message;
        while let Some((text, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else { break };
            if name != "match" && !known.contains(&name) {
                unknown.push(name.to_owned());
            }
            parts.push(Part::Text(text.to_owned()));
            parts.push(Part::Name(name.to_owned()));
            rest = tail;
        }
        parts.push(Part::Text(rest.to_owned()));
        (Template(parts), unknown)
    }

    /// Fills the gaps; a name without a value stays empty. Long matches are cut in the middle. What comes in quotation
    /// marks of its own loses them where the message puts some around it.
    #[must_use]
    pub fn fill(&self, found: &str, vars: &[(&'static str, String)]) -> String {
        let mut pieces: Vec<Cow<'_, str>> = Vec::with_capacity(self.0.len());
        for (i, part) in self.0.iter().enumerate() {
            let name = match part {
                Part::Text(text) => {
                    pieces.push(text.into());
                    continue;
                }
                Part::Name(name) => name,
            };
            let value =
                if name == "match" { found } else { vars.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v) };
            let closes = matches!(self.0.get(i + 1), Some(Part::Text(text)) if text.starts_with('”'));
            let bare = value.strip_prefix('“').and_then(|v| v.strip_suffix('”')).filter(|v| !v.contains(['“', '”']));
            let opens = pieces.last().is_some_and(|piece| piece.ends_with('“'));
            pieces.push(shortened(bare.filter(|_| opens && closes).unwrap_or(value)));
        }
        pieces.concat()
    }
}

/// Longest text shown whole in a message, in characters.
const LONGEST: usize = 40;

fn shortened(text: &str) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.into();
    }
    let head: String = text.chars().take(LONGEST / 2).collect();
    let tail: String = text.chars().skip(count - LONGEST / 4).collect();
    format!("{head}……{tail}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_are_not_doubled() {
        let (template, unknown) = Template::parse("“{match}”应为“{fix}”，不是{match}", &["fix"]);
        assert!(unknown.is_empty());
        let said = template.fill("“四个认识”", &[("fix", "“四个意识”".to_owned())]);
        assert_eq!(said, "“四个认识”应为“四个意识”，不是“四个认识”");
        assert_eq!(template.fill("”", &[("fix", "“甲”和“乙”".to_owned())]), "“””应为““甲”和“乙””，不是”");
    }
}
