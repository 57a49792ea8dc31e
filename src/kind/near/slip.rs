//! Two rows of characters → the one slip that lies between them.

/// What went wrong at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    /// `typed` stands for `wanted`.
    Other { typed: char, wanted: char },
    /// Two neighbours changed places.
    Swap(char, char),
    /// One character too many.
    Extra(char),
    /// One character is missing.
    Missing(char),
}

/// A slip and where it lies, in bytes from where the comparison began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) slip: Slip,
    /// Where the slip begins.
    pub(super) at: usize,
    /// How many bytes of the text it takes up; none where a character is missing.
    pub(super) len: usize,
    /// How many bytes of the text stand for the wanted characters.
    pub(super) total: usize,
}

/// Compares what is typed with what is wanted. `None` where they are equal or lie more than one slip apart.
pub(super) fn compare(mut typed: impl Iterator<Item = char> + Clone, wanted: &[char]) -> Option<Found> {
    let mut at = 0;
    for (i, &want) in wanted.iter().enumerate() {
        let mut rest = typed.clone();
        let c = typed.next()?;
        if c == want {
            at += c.len_utf8();
            continue;
        }
        let after = wanted.get(i + 1..)?;
        let bytes = |chars: &[char]| chars.iter().map(|c| c.len_utf8()).sum::<usize>();
        let found = |slip, len, left: &[char]| Some(Found { slip, at, len, total: at + len + bytes(left) });
        if begins(typed.clone(), after) {
            return found(Slip::Other { typed: c, wanted: want }, c.len_utf8(), after);
        }
        let mut later = typed.clone();
        if after.first() == Some(&c) && later.next() == Some(want) && begins(later, after.get(1..)?) {
            return found(Slip::Swap(c, want), c.len_utf8() + want.len_utf8(), after.get(1..)?);
        }
        let all = wanted.get(i..)?;
        if begins(typed, all) {
            return found(Slip::Extra(c), c.len_utf8(), all);
        }
        // A phrase that only lacks its last character is a phrase cut short on purpose as often as not.
        if !after.is_empty() && begins(&mut rest, after) {
            return found(Slip::Missing(want), 0, after);
        }
        return None;
    }
    None
}

fn begins(mut typed: impl Iterator<Item = char>, wanted: &[char]) -> bool {
    wanted.iter().all(|&w| typed.next() == Some(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(typed: &str, wanted: &str) -> Option<Slip> {
        compare(typed.chars(), &wanted.chars().collect::<Vec<_>>()).map(|f| f.slip)
    }

    #[test]
    fn each_kind_of_slip() {
        assert_eq!(slip("甲己丙丁", "甲乙丙丁"), Some(Slip::Other { typed: '己', wanted: '乙' }));
        assert_eq!(slip("甲丙乙丁", "甲乙丙丁"), Some(Slip::Swap('丙', '乙')));
        assert_eq!(slip("甲乙乙丙丁", "甲乙丙丁"), Some(Slip::Extra('乙')));
        assert_eq!(slip("甲丙丁戊", "甲乙丙丁"), Some(Slip::Missing('乙')));
        assert_eq!(slip("甲乙丙丁戊", "甲乙丙丁"), None);
        assert_eq!(slip("甲乙丙", "甲乙丙丁"), None);
        assert_eq!(slip("甲乙丙戊己", "甲乙丙丁"), Some(Slip::Other { typed: '戊', wanted: '丁' }));
        assert_eq!(slip("己甲丙丁", "甲乙丙丁"), None);
        assert_eq!(slip("", "甲乙"), None);
    }

    #[test]
    fn places_are_bytes() {
        let wanted: Vec<char> = "甲乙丙丁".chars().collect();
        assert_eq!(
            compare("甲a丙丁".chars(), &wanted),
            Some(Found { slip: Slip::Other { typed: 'a', wanted: '乙' }, at: 3, len: 1, total: 10 })
        );
    }
}
