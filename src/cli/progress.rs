//! What a build shows on a terminal, and how Ctrl-C ends it.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;
use super::workspace::today;
use crate::build::{Host, Progress};
use crate::diag::text;
use crate::model::Date;

/// The terminal as the host of a build.
pub(super) struct Bar<'t> {
    terminal: &'t Terminal,
    bar: OnceLock<ProgressBar>,
}

/// How often Ctrl-C was pressed.
static PRESSED: AtomicUsize = AtomicUsize::new(0);

/// What a shell reports of a program that was ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

impl<'t> Bar<'t> {
    /// From now on Ctrl-C ends the build at the next issue, its output as it was; pressed twice, at
    /// once.
    pub(super) fn new(terminal: &'t Terminal) -> Bar<'t> {
        // Where the system has no such signal to give, it ends the program as it always does.
        let _ = ctrlc::set_handler(|| {
            if PRESSED.fetch_add(1, Ordering::Relaxed) > 0 {
                std::process::exit(INTERRUPTED);
            }
        });
        Bar { terminal, bar: OnceLock::new() }
    }

    fn begin(&self, of: usize) -> ProgressBar {
        let template = text!(
            "排印 {{bar:24}} {{pos}}/{{len}} 期{{msg}}，约剩 {{eta}}",
            "building {{bar:24}} {{pos}}/{{len}}{{msg}}, {{eta}} left"
        );
        let style = ProgressStyle::with_template(self.terminal.words(&template));
        // Nothing is known of the time left before the first issue is done.
        let bar = ProgressBar::with_draw_target(Some(of as u64), ProgressDrawTarget::hidden());
        bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
    }
}

impl Host for Bar<'_> {
    fn progress(&self, Progress { done, of, fresh, failed }: Progress) {
        if !self.terminal.shows_progress() || of < 2 {
            return;
        }
        let bar = self.bar.get_or_init(|| self.begin(of));
        if done == 0 {
            return;
        }
        let (mut zh, mut en) = (String::new(), String::new());
        if fresh > 0 {
            zh.push_str(&format!("，{fresh} 期无须重印"));
            en.push_str(&format!(", {fresh} fresh"));
        }
        if failed > 0 {
            zh.push_str(&format!("，{failed} 期有错"));
            en.push_str(&format!(", {failed} failed"));
        }
        bar.set_message(self.terminal.words(&crate::diag::Text { zh, en }).to_owned());
        bar.set_position(done as u64);
        if bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            bar.tick();
        }
        if done == of {
            bar.finish_and_clear();
        }
    }

    fn is_interrupted(&self) -> bool {
        PRESSED.load(Ordering::Relaxed) > 0
    }

    fn today(&self) -> Option<Date> {
        today()
    }
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
