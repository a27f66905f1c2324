//! A font file made for a test: every character is the same square.

/// What is in the file.
#[derive(Clone)]
pub struct Face<'a> {
    /// The names of the family: languages of Windows (0x409 English, 0x804 Chinese), and the name.
    pub family: &'a [(u16, &'a str)],
    pub characters: &'a [char],
    pub weight: u16,
    /// OS/2 fsType: 0 may be installed, 2 may not be embedded.
    pub licence: u16,
}

impl Face<'_> {
    /// The face as a file.
    pub fn file(&self) -> Vec<u8> {
        self.at(0)
    }

    /// The face, where it begins at a place of a collection.
    fn at(&self, place: usize) -> Vec<u8> {
        let count = u16::try_from(self.characters.len() + 1).unwrap();
        let glyph = shorts(&[1, 0, 0, 800, 800, 3, 0])
            .into_iter()
            .chain([1; 4])
            .chain(shorts(&[100, 800, 0, -800, 0, 0, 800, 0]))
            .chain([0; 2])
            .collect::<Vec<u8>>();
        let loca = (0..=u32::from(count)).flat_map(|at| (at * glyph.len() as u32).to_be_bytes());
        let tables: [(&[u8; 4], Vec<u8>); 10] = [
            (b"OS/2", self.os2()),
            (b"cmap", self.cmap()),
            (b"glyf", glyph.repeat(count.into())),
            (b"head", head()),
            (b"hhea", with(36, &[(0, 1), (4, 880), (6, -120), (10, 1000), (34, count as i16)])),
            (b"hmtx", shorts(&[1000, 0]).repeat(count.into())),
            (b"loca", loca.collect()),
            (b"maxp", with(32, &[(0, 1), (4, count as i16), (6, 4), (8, 1), (14, 2)])),
            (b"name", self.name()),
            (b"post", with(32, &[(0, 3)])),
        ];
        let mut file = with(12, &[(0, 1), (4, 10), (6, 128), (8, 3), (10, 32)]);
        let mut offset = 12 + 16 * tables.len();
        for (tag, table) in &tables {
            file.extend_from_slice(*tag);
            for number in [0, place + offset, table.len()] {
                file.extend_from_slice(&u32::try_from(number).unwrap().to_be_bytes());
            }
            offset += table.len().next_multiple_of(4);
        }
        for (_, mut table) in tables {
            table.resize(table.len().next_multiple_of(4), 0);
            file.extend(table);
        }
        file
    }

    fn os2(&self) -> Vec<u8> {
        let numbers = [(4, self.weight as i16), (6, 5), (8, self.licence as i16)];
        let mut os2 = with(96, &[(0, 4), (2, 1000), (68, 880), (70, -120), (74, 880), (76, 120)]);
        numbers.iter().for_each(|(at, number)| put(&mut os2, *at, *number));
        os2
    }

    fn cmap(&self) -> Vec<u8> {
        let mut characters = self.characters.to_vec();
        characters.sort_unstable();
        let groups = characters.len() as u32;
        let mut cmap = shorts(&[0, 1, 3, 10, 0, 12, 12, 0]);
        [16 + 12 * groups, 0, groups].iter().for_each(|n| cmap.extend(n.to_be_bytes()));
        for (at, c) in characters.into_iter().enumerate() {
            [c as u32, c as u32, at as u32 + 1].iter().for_each(|n| cmap.extend(n.to_be_bytes()));
        }
        cmap
    }

    fn name(&self) -> Vec<u8> {
        let post_script = [(6, 0x409, "Test")];
        let families = self.family.iter().map(|(language, name)| (1, *language, *name));
        let records: Vec<(i16, u16, &str)> = families.chain(post_script).collect();
        let storage = 6 + 12 * records.len();
        let (mut name, mut text) =
            (shorts(&[0, records.len() as i16, storage as i16]), Vec::<u8>::new());
        for (id, language, words) in records {
            let words: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let (length, from) = (words.len() as i16, text.len() as i16);
            name.extend(shorts(&[3, 1, language as i16, id, length, from]));
            text.extend(words);
        }
        name.extend(text);
        name
    }
}

/// Several faces in one file.
pub fn collection(faces: &[Face<'_>]) -> Vec<u8> {
    let mut file = b"ttcf".to_vec();
    file.extend(shorts(&[1, 0, 0, faces.len() as i16]));
    let mut offset = file.len() + 4 * faces.len();
    let mut bodies = Vec::new();
    for face in faces {
        let body = face.at(offset);
        file.extend(u32::try_from(offset).unwrap().to_be_bytes());
        offset += body.len();
        bodies.extend(body);
    }
    file.extend(bodies);
    file
}

fn head() -> Vec<u8> {
    let mut head = with(54, &[(0, 1), (18, 1000), (40, 1000), (42, 1000), (46, 8), (50, 1)]);
    head[12..16].copy_from_slice(&0x5f0f_3cf5_u32.to_be_bytes());
    head
}

fn shorts(numbers: &[i16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// So many bytes, with numbers at places.
fn with(length: usize, numbers: &[(usize, i16)]) -> Vec<u8> {
    let mut table = vec![0; length];
    numbers.iter().for_each(|(at, number)| put(&mut table, *at, *number));
    table
}

fn put(table: &mut [u8], at: usize, number: i16) {
    table[at..at + 2].copy_from_slice(&number.to_be_bytes());
}
