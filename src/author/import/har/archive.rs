//! What an archive says, and which of its entries belong together.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::author::import::url::{Url, parse};

#[derive(Deserialize)]
pub(super) struct Har {
    pub(super) log: Log,
}

#[derive(Deserialize)]
pub(super) struct Log {
    pub(super) entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(default)]
    pub(super) started_date_time: String,
    pub(super) request: Request,
    #[serde(default)]
    pub(super) response: Response,
    #[serde(default, rename = "_fromCache")]
    pub(super) from_cache: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(default)]
    pub(super) http_version: String,
    #[serde(default)]
    pub(super) headers: Vec<Pair>,
    #[serde(default)]
    pub(super) post_data: Option<PostData>,
}

#[derive(Deserialize)]
pub(super) struct Pair {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostData {
    #[serde(default)]
    pub(super) mime_type: String,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) encoding: Option<String>,
    #[serde(default)]
    pub(super) params: Vec<Param>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Param {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: Option<String>,
    #[serde(default)]
    pub(super) file_name: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct Response {
    #[serde(default)]
    pub(super) status: i64,
    #[serde(default)]
    pub(super) headers: Vec<Pair>,
    #[serde(default)]
    pub(super) content: Content,
}

#[derive(Default, Deserialize)]
pub(super) struct Content {
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) encoding: Option<String>,
}

/// The URL of a request, where it is one of http: an archive holds `data:` and `blob:` as well.
pub(super) fn address(request: &Request) -> Option<Url> {
    parse(&request.url).filter(|_| request.url.contains("://"))
}

/// What is the same in two entries of the same request.
pub(super) fn same(entry: &Entry) -> (&str, &str, &str, i64) {
    let request = &entry.request;
    let sent = request.post_data.as_ref().and_then(|data| data.text.as_deref());
    (&request.method, &request.url, sent.unwrap_or_default(), entry.response.status)
}

/// The first of these texts that is not the entry's own.
pub(super) fn other<'a>(entry: &Entry, texts: &[&'a str]) -> Option<&'a str> {
    texts.iter().copied().find(|text| entry.response.content.text.as_deref() != Some(*text))
}

/// The authority to which most entries went; of several the first.
pub(super) fn most_frequent(entries: &[Entry]) -> String {
    let mut counts: Vec<(String, usize)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for url in entries.iter().filter_map(|entry| address(&entry.request)) {
        let at = *places.entry(url.authority.clone()).or_insert_with(|| {
            counts.push((url.authority, 0));
            counts.len() - 1
        });
        if let Some((_, count)) = counts.get_mut(at) {
            *count += 1;
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.into_iter().find(|(_, count)| *count == most).map(|(host, _)| host).unwrap_or_default()
}
