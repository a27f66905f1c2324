// Copies the citation of an issue, with the day of the reader's visit (GB/T 7714-2015, 8.8.3). Without
// JavaScript the entry stands there without that day, and the button stays hidden.

const visited = document.querySelector("[data-visited]");
const button = document.querySelector("button[data-copies]");

if (visited && visited.nextSibling) {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  // The standard puts the day in brackets before the address.
  visited.textContent = `[${day}]. `;
  const before = visited.previousSibling;
  if (before) before.textContent = before.textContent.replace(/\.\s*$/, "");
}

if (button) {
  const entry = document.getElementById(button.dataset.copies);
  const told = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await copy(entry);
      told.textContent = "已复制";
    } catch {
      told.textContent = "浏览器不让复制，请选中文字再复制";
    }
    setTimeout(() => (told.textContent = ""), 4000);
  });
}

/** Copies the words of an element; pages from a disk have no clipboard but the old command. */
async function copy(element) {
  const words = element.textContent.trim();
  if (navigator.clipboard && window.isSecureContext) {
    try {
      return await navigator.clipboard.writeText(words);
    } catch {
      // The permission may be refused where the command is not.
    }
  }
  const selection = getSelection();
  selection.selectAllChildren(element);
  const done = document.execCommand("copy");
  selection.removeAllRanges();
  if (!done) throw new Error("refused");
}
