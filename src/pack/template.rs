//! `“{match}”应为“{fix}”` → a message, with the names checked when the pack is loaded.

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

    /// Fills the gaps; a name without a value stays empty. Long matches are cut in the middle.
    #[must_use]
    pub fn fill(&self, found: &str, vars: &[(&'static str, String)]) -> String {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Name(name) if name == "match" => out.push_str(&shortened(found)),
                Part::Name(name) => {
                    let value = vars.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v);
                    out.push_str(&shortened(value));
                }
            }
        }
        out
    }
}

/// Longest text shown whole in a message, in characters.
const LONGEST: usize = 40;

fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST / 2).collect();
    let tail: String = text.chars().skip(count - LONGEST / 4).collect();
    format!("{head}……{tail}")
}
