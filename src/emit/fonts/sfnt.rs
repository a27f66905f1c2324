//! What a font file says of itself: its faces, their names, its licence.

/// How many faces a font file holds; none where it is no font file.
pub(super) fn faces(file: &[u8]) -> Option<u32> {
    match file.get(..4)? {
        b"ttcf" => long(file, 8),
        [0, 1, 0, 0] | b"OTTO" | b"true" => Some(1),
        _ => None,
    }
}

/// A face of a font file: its tables by their tags.
pub(super) struct Sfnt<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Sfnt<'a> {
    /// Finds the tables of a face; none where one of them is not whole.
    pub(super) fn new(file: &'a [u8], face: u32) -> Option<Sfnt<'a>> {
        let start = match file.starts_with(b"ttcf") {
            true => long(file, 12 + 4 * face as usize)? as usize,
            false => 0,
        };
        let table = |at: usize| {
            let record = start.checked_add(12 + 16 * at)?;
            let (from, length) = (long(file, record + 8)? as usize, long(file, record + 12)?);
            Some((file.get(record..record + 4)?, part(file, from, length as usize)?))
        };
        let count = short(file, start.checked_add(4)?)?;
        (0..usize::from(count)).map(table).collect::<Option<_>>().map(Sfnt)
    }

    fn table(&self, tag: &[u8; 4]) -> Option<&'a [u8]> {
        self.0.iter().find(|(name, _)| name == tag).map(|(_, table)| *table)
    }

    /// Whether the licence forbids embedding (OpenType, OS/2 fsType: restricted and nothing else).
    pub(super) fn forbids_embedding(&self) -> bool {
        self.table(b"OS/2").and_then(|os2| short(os2, 8)).is_some_and(|licence| licence & 0xe == 2)
    }

    /// The checksum of the whole file (head, checkSumAdjustment).
    pub(super) fn checksum(&self) -> Option<u32> {
        long(self.table(b"head")?, 8)
    }

    /// The names of its family in all languages, those in Unicode.
    pub(super) fn families(&self) -> Vec<String> {
        let name = |table: &'a [u8], at: usize| {
            let field = |field: usize| short(table, 6 + 12 * at + 2 * field);
            let is_unicode = matches!((field(0)?, field(1)?), (0, _) | (3, 0 | 1 | 10));
            let from = usize::from(short(table, 4)?) + usize::from(field(5)?);
            let bytes = part(table, from, field(4)?.into())?;
            let units: Vec<u16> =
                bytes.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect();
            let name = String::from_utf16(&units).ok()?;
            (is_unicode && field(3)? == 1).then_some(name)
        };
        let Some(table) = self.table(b"name") else { return Vec::new() };
        let count = short(table, 2).unwrap_or_default();
        (0..usize::from(count)).filter_map(|at| name(table, at)).collect()
    }
}

fn part(bytes: &[u8], from: usize, length: usize) -> Option<&[u8]> {
    bytes.get(from..from.checked_add(length)?)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(part(bytes, at, 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(part(bytes, at, 4)?.try_into().ok()?))
}
