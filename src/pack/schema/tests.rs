//! The types of a pack → `docs/schema/pack.json`, for editors of TOML. A deserializer that writes down what each type
//! asks for, so that a new kind or key is in the schema without a word about it here.

use super::{Header, KINDS, RawRule};
use serde::de::value::Error;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess};
use serde::de::{Error as _, VariantAccess, Visitor};
use serde_json::{Map, Value, json};

/// A whole pack.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is looked at")]
struct RawPack {
    pack: Header,
    #[serde(default)]
    rule: Vec<RawRule>,
}

/// What keys mean, for the author who sees them offered.
const WORDS: &[(&str, &str)] = &[
    ("id", "规则名，小写英文加连字符，如 wrong-name"),
    ("level", "级别：error 几乎不会冤枉，warning 多半有错，info 可斟酌"),
    ("message", "报什么，一句话；{match} 是原文，{fix} 是改法"),
    ("why", "为什么"),
    ("source", "依据"),
    ("url", "依据的网址"),
    ("scope", "只看这些部分"),
    ("default", "off：默认停用"),
    ("format", "只看这种格式的文稿"),
    ("quoted", "keep：在长引文里也不降级"),
    ("tags", "标签"),
    ("since", "从哪年起，如 \"2018\"、\"2018-03\""),
    ("until", "到哪年为止；limit 里是上限，再多由别的规则管"),
    ("unless_before", "左边紧挨着这些字就不报"),
    ("unless_near", "附近有这些字就不报"),
    ("within", "“附近”是多少字以内，默认 20"),
    ("norm_since", "从哪年起这样写才是规范；更早的文稿只提示"),
    ("habit", "一稿里同一写法有这么多处，就只提示"),
    ("test", "例句：bad 该报，good 不该报"),
    ("bad", "该报的例句，用 « » 标出该报的字"),
    ("fixed", "改后应成的样子"),
    ("good", "不该报的例句"),
    ("times", "第一个标记前的文字重复多少次"),
    ("date", "假定的讲话日期"),
    ("genre", "文种"),
    ("rank", "假定的层级；或按层级核的规则"),
    ("words", "词"),
    ("except", "含在这些字串里的不报"),
    ("whole_word", "不切断词：true 则问分词"),
    ("doubt", "把握：0 有，1 较有，2 不大；每级降一级报"),
    ("map", "写错的 = 写对的"),
    ("fix", "改法可靠到什么程度：safe 自动改，unsafe 须人工确认，manual 只指出"),
    ("word", "要看上下文的词"),
    ("wrong", "写错的"),
    ("right", "写对的"),
    ("before", "左边紧挨着的"),
    ("after", "右边紧挨着的"),
    ("not_before", "左边不能是"),
    ("not_after", "右边不能是"),
    ("regex", "正则表达式；命名组 at 是要报的部分"),
    ("literals", "每处匹配都含有的字串之一"),
    ("replace", "错的换成对的；pattern 里是替换的写法"),
    ("needs", "同一句里要有其中之一"),
    ("lacks", "同一句里不能有"),
    ("terms", "词表：见到就报"),
    ("pattern", "正则表达式"),
    ("near", "与固定提法差一点的；timeline 里是后面要跟着的词"),
    ("name", "名字"),
    ("title", "名称"),
    ("about", "管什么，一句话"),
    ("timeline", "与讲话时间对不对得上"),
    ("row", "一行一个说法"),
    ("rows", "一行一个说法"),
    ("note", "实情"),
    ("from", "从何时起"),
    ("sections", "文种应有的部分"),
    ("titles", "书名号里的文件名"),
    ("quote", "引文"),
    ("lines", "整行是不是推广文字"),
    ("pairs", "标点配对"),
    ("repeat", "重复"),
    ("consistent", "全文一致"),
    ("limit", "长度"),
    ("series", "序号连不连"),
    ("promise", "预告的数目"),
    ("native", "程序里写好的"),
    ("check", "核哪一项"),
    ("unit", "以什么为单位"),
    ("max", "最多多少"),
    ("per", "按什么算"),
];

/// Where a struct stands in the schema, and the key of it that is left out.
type Omitted<'a> = Option<(&'a str, &'static str)>;

/// What was seen of a type.
#[derive(Default)]
struct Seen {
    schema: Value,
    /// The structs met: where, and with which keys.
    structs: Vec<(String, &'static [&'static str])>,
}

struct Tracer<'a> {
    at: String,
    omitted: Omitted<'a>,
    seen: &'a mut Seen,
}

impl Tracer<'_> {
    fn child(
        &mut self,
        step: &str,
        seen: &mut Seen,
        run: &mut dyn FnMut(Tracer<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let at = format!("{}/{step}", self.at);
        let done = run(Tracer { at, omitted: self.omitted, seen });
        self.seen.structs.append(&mut seen.structs);
        done
    }

    /// The value that a seed makes, and the schema of its type.
    fn part<'de, S: DeserializeSeed<'de>>(&mut self, step: &str, seed: S) -> Result<(S::Value, Value), Error> {
        let (mut seen, mut seed, mut value) = (Seen::default(), Some(seed), None);
        self.child(step, &mut seen, &mut |tracer| {
            value = seed.take().map(|seed| seed.deserialize(tracer)).transpose()?;
            Ok(())
        })?;
        Ok((value.ok_or_else(|| Error::custom("once"))?, seen.schema))
    }
}

macro_rules! plain {
    ($($method:ident => $visit:ident($value:expr), $schema:tt;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.seen.schema = json!($schema);
            visitor.$visit($value)
        }
    )*};
}

impl<'de> Deserializer<'de> for Tracer<'_> {
    type Error = Error;

    plain! {
        deserialize_bool => visit_bool(false), { "type": "boolean" };
        deserialize_u8 => visit_u8(0), { "type": "integer", "minimum": 0 };
        deserialize_u16 => visit_u16(0), { "type": "integer", "minimum": 0 };
        deserialize_u32 => visit_u32(0), { "type": "integer", "minimum": 0 };
        deserialize_u64 => visit_u64(0), { "type": "integer", "minimum": 0 };
        deserialize_i8 => visit_i8(0), { "type": "integer" };
        deserialize_i16 => visit_i16(0), { "type": "integer" };
        deserialize_i32 => visit_i32(0), { "type": "integer" };
        deserialize_i64 => visit_i64(0), { "type": "integer" };
        deserialize_f32 => visit_f32(0.0), { "type": "number" };
        deserialize_f64 => visit_f64(0.0), { "type": "number" };
        deserialize_char => visit_char('x'), { "type": "string", "minLength": 1 };
        deserialize_str => visit_str("x"), { "type": "string" };
        deserialize_string => visit_str("x"), { "type": "string" };
        // The only type that takes what comes is a string or a list of strings.
        deserialize_any => visit_str("x"),
            { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] };
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        struct One<'t, 'a>(&'t mut Tracer<'a>, bool);
        impl<'de> SeqAccess<'de> for One<'_, '_> {
            type Error = Error;
            fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
                if std::mem::replace(&mut self.1, true) {
                    return Ok(None);
                }
                let (value, items) = self.0.part("items", seed)?;
                self.0.seen.schema = json!({ "type": "array", "items": items });
                Ok(Some(value))
            }
        }
        visitor.visit_seq(One(&mut self, false))
    }

    fn deserialize_map<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Keys { tracer: &mut self, keys: &["*"], next: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.seen.schema = json!({ "type": "object", "additionalProperties": false, "properties": {} });
        self.seen.structs.push((self.at.clone(), fields));
        visitor.visit_map(Keys { tracer: &mut self, keys: fields, next: 0 })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        struct First(&'static str);
        impl<'de> EnumAccess<'de> for First {
            type Error = Error;
            type Variant = Unit;
            fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Unit), Error> {
                Ok((seed.deserialize(serde::de::value::StrDeserializer::<Error>::new(self.0))?, Unit))
            }
        }
        struct Unit;
        impl<'de> VariantAccess<'de> for Unit {
            type Error = Error;
            fn unit_variant(self) -> Result<(), Error> {
                Ok(())
            }
            fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Error> {
                Err(Error::custom("not a plain enum"))
            }
            fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
                Err(Error::custom("not a plain enum"))
            }
            fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Error> {
                Err(Error::custom("not a plain enum"))
            }
        }
        self.seen.schema = json!({ "enum": variants });
        visitor.visit_enum(First(variants.first().copied().unwrap_or("")))
    }

    serde::forward_to_deserialize_any! {
        bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct identifier ignored_any
    }
}

/// The keys of a struct one by one, or any key of a table.
struct Keys<'t, 'a> {
    tracer: &'t mut Tracer<'a>,
    keys: &'static [&'static str],
    next: usize,
}

impl<'de> MapAccess<'de> for Keys<'_, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let omitted = self.tracer.omitted.filter(|(at, _)| *at == self.tracer.at).map(|(_, key)| key);
        if self.keys.get(self.next).copied() == omitted && omitted.is_some() {
            self.next += 1;
        }
        let Some(key) = self.keys.get(self.next) else { return Ok(None) };
        seed.deserialize(serde::de::value::StrDeserializer::<Error>::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let key = self.keys.get(self.next).copied().unwrap_or("");
        self.next += 1;
        let (value, mut schema) = self.tracer.part(key, seed)?;
        let words = WORDS.iter().find(|(known, _)| *known == key);
        if let (Some((_, words)), Some(schema)) = (words, schema.as_object_mut()) {
            schema.insert("description".to_owned(), json!(words));
        }
        if key == "*" {
            self.tracer.seen.schema = json!({ "type": "object", "additionalProperties": schema });
        } else if let Some(all) = self.tracer.seen.schema.pointer_mut("/properties").and_then(Value::as_object_mut) {
            all.insert(key.to_owned(), schema);
        }
        Ok(value)
    }
}

fn trace<T: DeserializeOwned>(omitted: Omitted<'_>) -> (Result<(), Error>, Seen) {
    let mut seen = Seen::default();
    let done = T::deserialize(Tracer { at: String::new(), omitted, seen: &mut seen }).map(|_| ());
    (done, seen)
}

/// The schema of a type: a key is required where the type cannot be read without it.
fn schema<T: DeserializeOwned>() -> Value {
    let (done, Seen { mut schema, structs }) = trace::<T>(None);
    done.expect("every type in it can be traced");
    for (at, fields) in &structs {
        let missing = |field: &&'static str| trace::<T>(Some((at, field))).0.is_err();
        let required: Vec<&str> = fields.iter().copied().filter(|field| missing(field)).collect();
        let place = at.split('/').skip(1).fold(String::new(), |at, step| match step {
            "items" => at + "/items",
            "*" => at + "/additionalProperties",
            step => format!("{at}/properties/{step}"),
        });
        if let Some(one) = schema.pointer_mut(&place).and_then(Value::as_object_mut)
            && !required.is_empty()
        {
            one.insert("required".to_owned(), json!(required));
        }
    }
    schema
}

fn pack() -> String {
    let mut schema = schema::<RawPack>();
    let rule = schema.pointer_mut("/properties/rule/items").and_then(Value::as_object_mut).expect("rules");
    // Exactly one table names the kind.
    let kinds: Vec<Value> = KINDS.iter().map(|kind| json!({ "required": [kind] })).collect();
    rule.insert("oneOf".to_owned(), Value::Array(kinds));
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    whole.insert("title".to_owned(), json!("规则包"));
    whole.extend(schema.as_object().cloned().unwrap_or_default());
    serde_json::to_string_pretty(&whole).expect("is JSON") + "\n"
}

#[test]
fn the_schema_of_packs_is_current() {
    let (file, wanted) = ("docs/schema/pack.json", pack());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(file, &wanted).expect("writes");
    }
    let known = std::fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
    assert!(known == wanted, "{file} is not current; run UPDATE_DOCS=1 cargo test --lib schema");
}

#[test]
fn every_kind_is_in_the_schema() {
    let schema = schema::<RawPack>();
    let keys = schema.pointer("/properties/rule/items/properties").and_then(Value::as_object).expect("rules");
    for kind in KINDS {
        assert!(keys.contains_key(*kind), "{kind}");
    }
    let required = schema.pointer("/properties/rule/items/required").expect("some");
    assert_eq!(required, &json!(["id", "level", "message"]));
}
