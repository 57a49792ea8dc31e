//! Rules × document → diagnostics.
//!
//! One scan of the text finds the literals of all rules; each rule then looks at its own hits. Pure: no IO, no clock.
//! Levels come from the rule, the finding's doubt, long quotations and the config; what the office lets pass is
//! dropped here, so that no front has to filter.

mod allow;
mod baseline;
mod context;
mod hits;
mod look;
mod merge;
mod shared;
mod since;

pub use allow::Allow;
pub use baseline::Baseline;
pub use since::{Was, keep_new};

use crate::diagnostic::{Diagnostic, Level};
use crate::document::Document;
use crate::kind::Kind;
use crate::kind::needle::{Literals, Needles};
use crate::kind::sections::Genres;
use crate::kind::timeline::{Given, Leader, Moment};
use crate::kind::typo::{Recent, Typos};
use crate::model::Model;
use crate::pack::{Pack, Rule};
use hits::Hits;
use look::Look;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a config says of a rule or a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Does not run.
    Off,
    /// Runs at its own level, also where it is off by default.
    On,
    /// Runs, and a sure finding has this level.
    Level(Level),
}

/// What to check and how.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Settings by rule id or pack name; the id wins.
    pub rules: BTreeMap<String, Setting>,
    /// Run only these rules or packs; empty for all.
    pub only: Vec<String>,
    /// Leave out these rules or packs.
    pub skip: Vec<String>,
    /// What the office lets pass.
    pub allows: Vec<Allow>,
    /// The genre, where the drafter says it.
    pub genre: Option<String>,
    /// The day the speech is given, `2026-03-01`.
    pub date: Option<String>,
    /// The speaker's administrative rank: `county`, `县`, `county-city`.
    pub rank: Option<String>,
    /// The office-holders the office names.
    pub leaders: Vec<Leader>,
    /// The office's own words: a finding inside one of them is dropped.
    pub lexicon: Vec<String>,
    /// The model that finds typing mistakes; `None` for the built-in one.
    pub model: Option<Arc<Model>>,
}

/// A diagnostic's rule and where it came from in the order of the packs.
struct Ranked {
    diagnostic: Diagnostic,
    /// The rule's place, and the finding's among those of the rule.
    order: (u32, u32),
    /// Whether a model guessed it.
    guessed: bool,
}

/// What a check found, and which allows were of use.
#[derive(Debug, Default)]
pub struct Outcome {
    /// By place.
    pub diagnostics: Vec<Diagnostic>,
    /// Indices into [`Config::allows`] that let something pass.
    pub used: Vec<usize>,
}

/// All rules, ready to run.
#[derive(Debug)]
pub struct Checker {
    packs: Vec<Pack>,
    config: Config,
    /// Pack and rule index, and the level, of each rule that runs.
    active: Vec<(usize, usize, Level)>,
    /// Owner of a literal is the place of its rule in `active`; of the others see `lexicon` and `tables`.
    needles: Needles,
    /// Owner of the office's own words.
    lexicon: usize,
    /// Pack and rule index of the tables that tell when a draft was given, and the owner of their literals.
    tables: Vec<(usize, usize, usize)>,
    /// Pack and rule index of the genres, in the order in which they are asked, and where they are in `active`.
    genres: Vec<(usize, usize, Option<usize>)>,
    /// What the model found lately.
    recent: Recent,
}

impl Checker {
    /// Chooses the rules that run and puts their literals into one table.
    #[must_use]
    pub fn new(packs: Vec<Pack>, config: Config) -> Checker {
        let mut active = Vec::new();
        let mut literals = Literals::default();
        let mut tables = Vec::new();
        // Who owns the literals of a built-in rule, where it runs.
        let mut prepared: Vec<Option<u32>> = Vec::new();
        // After the rules comes the lexicon, then tables whose rules do not run.
        let lexicon = packs.iter().map(|pack| pack.rules.len()).sum();
        let mut genres = Vec::new();
        for (p, pack) in packs.iter().enumerate() {
            let sleeps = pack.rules.iter().all(|rule| rule.off);
            for (r, rule) in pack.rules.iter().enumerate() {
                let level = config.level_of(rule, sleeps);
                if matches!(rule.kind.at_once(), Some(Kind::Sections(kind)) if kind.is_genre()) {
                    genres.push((p, r, level.map(|_| active.len())));
                }
                let table = matches!(rule.kind.at_once(), Some(Kind::Timeline(kind)) if kind.tells_time());
                if level.is_none() && !table {
                    continue;
                }
                // What tells when a draft was given tells it also where its own rule does not run.
                let owner = if level.is_some() { active.len() } else { lexicon + 1 + tables.len() };
                if table {
                    tables.push((p, r, owner));
                }
                literals.owner(owner as u32);
                if matches!(rule.kind.at_once(), Some(Kind::Timeline(kind)) if kind.wants_leaders()) {
                    literals.add_numbered(config.leaders.iter().map(|leader| &leader.name));
                }
                match rule.kind.prepared() {
                    Some(number) => {
                        let number = number as usize;
                        prepared.resize(prepared.len().max(number + 1), None);
                        prepared[number] = Some(owner as u32);
                    }
                    None => rule.kind.literals(&mut literals),
                }
                active.extend(level.map(|level| (p, r, level)));
            }
        }
        literals.owner(lexicon as u32);
        literals.add_all(&config.lexicon, 0);
        let needles = Needles::with_prepared(&literals, |number| prepared.get(number as usize).copied().flatten());
        genres.sort_by_key(|&(p, ..)| std::cmp::Reverse(p));
        Checker { needles, packs, config, active, lexicon, tables, genres, recent: Recent::default() }
    }

    /// The built-in packs with the default config.
    #[must_use]
    pub fn builtin() -> Checker {
        Checker::new(crate::pack::builtin(), Config::default())
    }

    /// Remembers from now on what the model found in the lines it saw: for an editor, where only one of them changes.
    pub fn remember(&self) {
        self.recent.wake();
    }

    /// All rules, also those that do not run.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.packs.iter().flat_map(|p| &p.rules)
    }

    /// The packs.
    #[must_use]
    pub fn packs(&self) -> &[Pack] {
        &self.packs
    }

    /// The config.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The packs, to make another checker of.
    #[must_use]
    pub fn into_packs(self) -> Vec<Pack> {
        self.packs
    }

    /// Checks a document.
    #[must_use]
    pub fn check(&self, doc: &Document) -> Vec<Diagnostic> {
        self.run(doc).diagnostics
    }

    /// When a draft was given, if that can be known.
    #[must_use]
    pub fn given(&self, doc: &Document) -> Option<Given> {
        self.moment(doc, &self.hits(doc.text())).given().cloned()
    }

    /// The draft's own time, to be worked out when a rule asks.
    fn moment<'a>(&'a self, doc: &'a Document, hits: &Hits) -> Moment<'a> {
        let table = |&(p, r, owner): &(usize, usize, usize)| {
            let Kind::Timeline(kind) = self.packs.get(p)?.rules.get(r)?.kind.at_once()? else { return None };
            Some((kind, hits.of(owner).to_vec()))
        };
        Moment::new(doc, self.config.date.as_deref(), self.tables.iter().filter_map(table).collect())
    }

    /// The genres the draft may be of; also those whose rules do not run. A pack of the user comes first.
    fn genres<'a>(&'a self, doc: &'a Document, hits: &'a Hits) -> Genres<'a> {
        let genre =
            |&(p, r, order): &(usize, usize, Option<usize>)| match self.packs.get(p)?.rules.get(r)?.kind.at_once()? {
                Kind::Sections(kind) => Some((&**kind, order.map(|order| hits.of(order)))),
                _ => None,
            };
        Genres::new(doc, self.genres.iter().filter_map(genre).collect())
    }

    /// The literals of a draft.
    fn hits(&self, text: &str) -> Hits {
        let mut found = Vec::new();
        self.needles.scan(text, |owner, hit| found.push((owner, hit)));
        Hits::new(self.lexicon + 1 + self.tables.len(), &found)
    }

    /// Checks a document and says which allows were of use.
    #[must_use]
    pub fn run(&self, doc: &Document) -> Outcome {
        self.watched(doc, &mut |_| {})
    }

    /// The same, and names each stage to `stage` as it begins: `literals`, the kinds, `merge`.
    #[must_use]
    pub fn watched(&self, doc: &Document, stage: &mut dyn FnMut(&'static str)) -> Outcome {
        stage("literals");
        let found = self.hits(doc.text());
        let said = {
            let look = self.look(doc, &found);
            (0..self.active.len()).flat_map(|order| look.rule(order, stage)).collect()
        };
        // A large draft has many hits, and what is said of it takes room too.
        drop(found);
        stage("merge");
        self.settle(doc, said)
    }

    /// A draft with all that its rules ask about it.
    fn look<'a>(&'a self, doc: &'a Document, hits: &'a Hits) -> Look<'a> {
        let (moment, genres) = (self.moment(doc, hits), self.genres(doc, hits));
        let typos = Typos::new(self.config.model.as_deref(), Some(&self.recent));
        Look { checker: self, doc, hits, lexicon: hits.of(self.lexicon), moment, genres, typos }
    }

    /// What all rules say, in any order → the diagnostics by place, without what is allowed.
    fn settle(&self, doc: &Document, found: Vec<Ranked>) -> Outcome {
        let mut diagnostics = merge::merge(doc.text(), found);
        if doc.source.is_docx() {
            diagnostics.iter_mut().flat_map(|d| &mut d.fixes).for_each(|fix| look::hold_back(doc, fix));
        }
        allow::drop_allowed(doc, diagnostics, &self.config.allows)
    }
}

impl Config {
    /// The level a rule runs at, or `None` where it does not run. `sleeps`: so does its whole pack, by default.
    fn level_of(&self, rule: &Rule, sleeps: bool) -> Option<Level> {
        let id = &rule.id;
        let named = |list: &[String]| list.iter().any(|s| id.matches(s));
        if named(&self.skip) || !self.only.is_empty() && !named(&self.only) {
            return None;
        }
        let setting = self.rules.get(id.as_str()).or_else(|| self.rules.get(id.pack())).copied();
        match setting {
            Some(Setting::Off) => None,
            Some(Setting::Level(level)) => Some(level),
            Some(Setting::On) => Some(rule.level),
            // Naming a rule by its own id asks for it, even where it is off by default; so does naming a pack that is.
            None if rule.off && !self.only.iter().any(|s| s == id.as_str() || sleeps && s == id.pack()) => None,
            None => Some(rule.level),
        }
    }
}
