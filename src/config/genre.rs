//! What a drafter calls a genre → the genre of the packs, or what may be meant.

use crate::kind::Kind;
use crate::pack::{Pack, nearest};

/// Names of the genres, in the order of the packs.
fn known(packs: &[Pack]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for rule in packs.iter().flat_map(|pack| &pack.rules) {
        if let Some(Kind::Sections(sections)) = rule.kind.at_once()
            && sections.is_genre()
            && !names.contains(&sections.genre())
        {
            names.push(sections.genre());
        }
    }
    names
}

/// The genre that is called `asked`, or of which `asked` is a part no other has; else what to write instead.
pub(super) fn resolve(packs: &[Pack], asked: &str) -> Result<String, String> {
    let known = known(packs);
    let asked = asked.trim();
    if known.contains(&asked) {
        return Ok(asked.to_owned());
    }
    let holding: Vec<&str> = known.iter().copied().filter(|name| !asked.is_empty() && name.contains(asked)).collect();
    if let [one] = holding.as_slice() {
        return Ok((*one).to_owned());
    }
    let near = nearest(asked, known.iter().copied());
    Err(match (holding.is_empty(), near) {
        (true, Some(near)) => format!("是不是“{near}”？"),
        (true, None) => format!("可用的有：{}", known.join("、")),
        (false, _) => format!("请写明是哪一种：{}", holding.join("、")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack;

    #[test]
    fn a_part_of_the_name_is_enough() {
        let packs = pack::builtin();
        assert_eq!(resolve(&packs, "动员部署"), Ok("动员部署会讲话".to_owned()));
        assert_eq!(resolve(&packs, " 党课 "), Ok("党课".to_owned()));
        assert_eq!(resolve(&packs, "主侍词"), Err("是不是“主持词”？".to_owned()));
        assert!(resolve(&packs, "讲话").is_err_and(|help| help.starts_with("请写明是哪一种：")));
        assert!(resolve(&packs, "").is_err_and(|help| help.starts_with("可用的有：")));
    }
}
