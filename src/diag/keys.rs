//! The keys of the contract, by the Chinese words that authors write for them.

/// The key that a Chinese word stands for, of those that are known where it is written.
pub(super) fn meant<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let (_, keys) = KEYS.iter().find(|(words, _)| words.contains(&word.trim()))?;
    keys.iter().find_map(|key| known.iter().find(|known| *known == key)).copied()
}

/// The words for a key; where several keys are meant by one word, the first that is known counts.
const KEYS: &[(&[&str], &[&str])] = &[
    (&["关键词", "关键字"], &["keywords"]),
    (&["主题", "主题词"], &["topics", "keywords"]),
    (&["作者"], &["authors", "author"]),
    (&["标题", "题目", "题名"], &["title"]),
    (&["表题", "图题"], &["title"]),
    (&["单位"], &["unit", "affiliation"]),
    (&["作者单位"], &["affiliation"]),
    (&["职务", "职称"], &["post"]),
    (&["姓名"], &["name", "names"]),
    (&["名称"], &["name", "title", "id"]),
    (&["刊名"], &["name", "parent"]),
    (&["期刊"], &["parent"]),
    (&["发行单位"], &["issuer"]),
    (&["来源", "资料来源", "数据来源"], &["source"]),
    (&["日期"], &["date"]),
    (&["期号"], &["number"]),
    (&["期"], &["number", "issue"]),
    (&["总期", "总期号"], &["cumulative"]),
    (&["状态"], &["status"]),
    (&["读者"], &["audience"]),
    (&["公开日期"], &["embargo"]),
    (&["摘要", "内容简介"], &["abstract", "summary"]),
    (&["简介", "作者简介"], &["bio", "description", "abstract"]),
    (&["编者按"], &["editorial"]),
    (&["更正", "勘误"], &["errata"]),
    (&["英文"], &["english"]),
    (&["导语", "引言"], &["lead"]),
    (&["发现", "特点"], &["findings"]),
    (&["建议", "对策建议", "对策"], &["recommendations"]),
    (&["条", "各条"], &["items"]),
    (&["回应"], &["answers"]),
    (&["正文", "内容"], &["body", "lead"]),
    (&["表", "数据表"], &["tables", "table"]),
    (&["数据", "数据引用"], &["values", "rows", "file"]),
    (&["图"], &["figures", "charts"]),
    (&["统计图", "图表"], &["charts"]),
    (&["种类"], &["kind"]),
    (&["横轴"], &["x"]),
    (&["纵轴"], &["y"]),
    (&["图说", "替代文字"], &["alt"]),
    (&["文献", "参考文献"], &["sources"]),
    (&["附件"], &["attachments"]),
    (&["文件"], &["file"]),
    (&["注", "表注"], &["notes", "note"]),
    (&["行"], &["row", "rows"]),
    (&["列"], &["column", "columns"]),
    (&["合计", "总计"], &["total"]),
    (&["公式", "算式"], &["calc"]),
    (&["格式"], &["format"]),
    (&["小数", "小数位", "小数位数"], &["digits"]),
    (&["对齐"], &["align"]),
    (&["分组", "组", "表头"], &["group"]),
    (&["类型"], &["type"]),
    (&["出版社", "出版者"], &["publisher"]),
    (&["地点", "出版地"], &["location", "publisher"]),
    (&["卷"], &["volume"]),
    (&["页码", "页"], &["page-range"]),
    (&["网址"], &["url"]),
    (&["报"], &["report"]),
    (&["送"], &["send"]),
    (&["发"], &["copy"]),
    (&["编辑", "责任编辑"], &["editor"]),
    (&["签发"], &["approver"]),
    (&["电话"], &["phone"]),
    (&["印数"], &["copies"]),
];

#[cfg(test)]
mod tests {
    use super::{KEYS, meant};

    #[test]
    fn a_word_means_the_key_that_is_known_where_it_stands() {
        assert_eq!(meant("单位", &["name", "affiliation"]), Some("affiliation"));
        assert_eq!(meant("单位", &["title", "unit"]), Some("unit"));
        assert_eq!(meant("单位", &["title"]), None);
    }

    #[test]
    fn no_word_stands_twice() {
        let mut words: Vec<&str> = KEYS.iter().flat_map(|(words, _)| *words).copied().collect();
        words.sort_unstable();
        assert!(words.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
