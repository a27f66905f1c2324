//! Issues made up for a test, set and read back, and what the tests of the page share: where the
//! 版心 lies on a page, and random text.

use yaobao::tree::FileTree;

use crate::pdf::{Glyph, MM, Page, Pdf};

/// What a measure may differ by, in mm.
pub const TOLERANCE: f64 = 0.05;
/// One 字, one 行, in mm.
pub const ZI: f64 = 156.0 / 28.0;
pub const PITCH: f64 = ZI * 15.0 / 8.0;

/// Marks that begin no line, and those that end none.
pub const NEVER_FIRST: &str = "，。、；：！？）》」』】”’…％·";
pub const NEVER_LAST: &str = "（《「『【“‘";

pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE
}

/// A type area in mm: left, top, right, bottom.
#[derive(Clone, Copy)]
pub struct Area(pub f64, pub f64, pub f64, pub f64);

/// The 版心 of a page, upright or on its side.
pub fn area(page: &Page) -> Area {
    if page.width < page.height {
        Area(28.0, 37.0, 184.0, 262.0)
    } else {
        Area(35.0, 28.0, 260.0, 184.0)
    }
}

impl Area {
    /// Whether the ink of a glyph is inside; the blank half of a mark may hang out, and a blank
    /// where a line ends leaves no trace.
    pub fn holds(self, glyph: &Glyph) -> bool {
        let em = glyph.size * MM;
        let left = glyph.x + if NEVER_LAST.contains(&glyph.text) { em / 2.0 } else { 0.0 };
        let right =
            glyph.x + if NEVER_FIRST.contains(&glyph.text) { em / 2.0 } else { glyph.advance };
        let is_across =
            left >= self.0 - TOLERANCE && (glyph.text == " " || right <= self.2 + TOLERANCE);
        // Letters larger than the text stand on its lines.
        let top = glyph.y - 0.88 * em.min(ZI);
        is_across && top >= self.1 - TOLERANCE && glyph.y + 0.12 * em <= self.3 + TOLERANCE
    }
}

/// Fails if anything but page numbers leaves the 版心 of its page.
pub fn assert_inside(name: &str, pdf: &Pdf) {
    for (at, page) in pdf.pages.iter().enumerate() {
        let area = area(page);
        for glyph in page.glyphs.iter().filter(|glyph| !glyph.is_artifact) {
            assert!(
                area.holds(glyph),
                "{name} page {}: {:?} at {:.2}, {:.2} mm, {:.1} pt",
                at + 1,
                glyph.text,
                glyph.x,
                glyph.y,
                glyph.size
            );
        }
        // Half of the thickest rule.
        let rule = 0.175 + TOLERANCE;
        for &(x, y) in &page.strokes {
            let is_in = (area.0 - rule..=area.2 + rule).contains(&x)
                && (area.1 - rule..=area.3 + rule).contains(&y);
            assert!(is_in, "{name} page {}: a rule at {x:.2}, {y:.2} mm", at + 1);
        }
    }
}

/// The lines that every made-up issue has, for the issue of this number.
pub fn head(number: usize) -> String {
    format!(
        "number: {number}\ncumulative: {}\ndate: 2017-11-{}\nstatus: final\naudience: public\n",
        number + 70,
        number - 38
    )
}

/// Sets issues of 2017, from number 48 on, with the files of their folders and lines for the
/// serial, and reads them back.
pub fn set(serial: &str, issues: &[Vec<(String, String)>]) -> Vec<Pdf> {
    let mut files = FileTree::new();
    let numbering = "numbering: { origin: { year: 2017, number: 48, cumulative: 118 } }\n";
    files.insert(crate::vpath("content/serial.yaml"), format!("{serial}{numbering}").into_bytes());
    for (issue, number) in issues.iter().zip(48..) {
        for (path, text) in issue {
            let path = crate::vpath(&format!("content/2017/{number}/{path}"));
            files.insert(path, text.clone().into_bytes());
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("dist");
    let report = crate::build_into(&files, folder.path(), &out);
    let faults =
        report.diagnostics.iter().map(|fault| format!("{} {}", fault.code, fault.message.en));
    assert!(report.committed, "{:#?}", faults.collect::<Vec<_>>());
    let numbers = (48..).take(issues.len());
    let read =
        |number| std::fs::read(out.join(format!("2017/{number}/2017-{number}.pdf"))).unwrap();
    numbers.map(|number| Pdf::read(&keep(number, read(number)))).collect()
}

/// Writes what was set where `YAOBAO_SHEETS` says, for people to look at.
fn keep(number: usize, bytes: Vec<u8>) -> Vec<u8> {
    if let Ok(folder) = std::env::var("YAOBAO_SHEETS") {
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        std::fs::write(format!("{folder}/{test}-{number}.pdf"), &bytes).unwrap();
    }
    bytes
}

/// Numbers by chance, the same in every run.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit
    }

    /// Han characters.
    pub fn han(&mut self, count: usize) -> String {
        let common: Vec<char> = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严".chars().collect();
        (0..count).map(|_| common[self.below(common.len())]).collect()
    }
}
