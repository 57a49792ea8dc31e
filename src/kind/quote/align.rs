//! The best place of a short sentence in a window of text: fewest edits, the window's ends for nothing.

/// One difference.
pub(super) struct Edit {
    /// Where in the window; for a missing character, where it should follow.
    pub(super) at: usize,
    /// What stands there and what should, where one character stands for another.
    pub(super) chars: Option<(char, char)>,
    /// Whether it lies at the first or last character of the sentence.
    pub(super) outer: bool,
}

/// Where the sentence lies in the window.
pub(super) struct Aligned {
    pub(super) start: usize,
    pub(super) end: usize,
    /// In the order of the text.
    pub(super) edits: Vec<Edit>,
}

/// Aligns; `None` where more than `allowed` edits are needed. `expected` is where the sentence begins if nothing is wrong
/// before a piece of it that was found.
pub(super) fn align(wanted: &[char], typed: &[char], expected: Option<usize>, allowed: usize) -> Option<Aligned> {
    if let Some(start) = expected.filter(|&start| typed.get(start..).is_some_and(|rest| rest.starts_with(wanted))) {
        return Some(Aligned { start, end: start + wanted.len(), edits: Vec::new() });
    }
    // A character that stands nowhere is an edit, wherever the others stand.
    if wanted.iter().filter(|c| !typed.contains(c)).nth(allowed).is_some() {
        return None;
    }
    let width = typed.len() + 1;
    let mut cost = vec![0_usize; width * (wanted.len() + 1)];
    let at = |i: usize, j: usize| i * width + j;
    let get = |cost: &[usize], i: usize, j: usize| cost.get(at(i, j)).copied().unwrap_or(usize::MAX / 2);
    for (i, w) in wanted.iter().enumerate() {
        if let Some(first) = cost.get_mut(at(i + 1, 0)) {
            *first = i + 1;
        }
        for (j, t) in typed.iter().enumerate() {
            let other = get(&cost, i, j) + usize::from(w != t);
            let best = other.min(get(&cost, i, j + 1) + 1).min(get(&cost, i + 1, j) + 1);
            if let Some(cell) = cost.get_mut(at(i + 1, j + 1)) {
                *cell = best;
            }
        }
    }
    let end = (0..width).min_by_key(|j| get(&cost, wanted.len(), *j))?;
    if get(&cost, wanted.len(), end) > allowed {
        return None;
    }
    let (mut i, mut j) = (wanted.len(), end);
    let mut edits = Vec::new();
    while i > 0 {
        let here = get(&cost, i, j);
        let outer = i == 1 || i == wanted.len();
        let pair = || Some((*typed.get(j.checked_sub(1)?)?, *wanted.get(i - 1)?));
        let equal = pair().is_some_and(|(a, b)| a == b);
        if j > 0 && here == get(&cost, i - 1, j - 1) + usize::from(!equal) {
            j -= 1;
            if !equal {
                let chars = typed.get(j).copied().zip(wanted.get(i - 1).copied());
                edits.push(Edit { at: j, chars, outer });
            }
            i -= 1;
        } else if here == get(&cost, i - 1, j) + 1 {
            edits.push(Edit { at: j.saturating_sub(1), chars: None, outer });
            i -= 1;
        } else {
            j = j.checked_sub(1)?;
            edits.push(Edit { at: j, chars: None, outer: false });
        }
    }
    edits.reverse();
    Some(Aligned { start: j, end, edits })
}

#[cfg(test)]
mod tests {
    use super::align;

    #[test]
    fn finds_the_place_and_the_edits() {
        let chars = |s: &str| s.chars().collect::<Vec<char>>();
        let found = align(&chars("千里之行始于足下"), &chars("常说千里之行起于足下啊"), None, 1).expect("near");
        assert_eq!((found.start, found.end), (2, 10));
        assert_eq!(found.edits.len(), 1);
        assert_eq!(found.edits[0].chars, Some(('起', '始')));
        assert!(align(&chars("千里之行始于足下"), &chars("千里之外"), None, 1).is_none());
    }
}
