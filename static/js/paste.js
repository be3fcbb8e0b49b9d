// What is pasted into a text area from Word or a web page becomes plain text: paragraphs as lines, lists kept, and none of
// the marks and odd spaces that come along. Plain text is left to the browser.
const BLOCKS = new Set(["P", "DIV", "LI", "TR", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "PRE", "UL", "OL", "TABLE"]);
const UNREAD = new Set(["STYLE", "SCRIPT", "HEAD", "TITLE", "META", "LINK", "TEMPLATE"]);
const NUMBERED = /^\(?[0-9a-z]{1,3}[.)]$/i;

// Word's list is a paragraph with the mark written in it, in a span of its own.
function wordMark(paragraph) {
  if (!/mso-list:\s*l\d/i.test(paragraph.dataset.style ?? "")) return null;
  const mark = [...paragraph.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.dataset.style ?? ""));
  const written = mark?.textContent.trim() ?? "";
  mark?.remove();
  return NUMBERED.test(written) ? `${written} ` : "- ";
}

function itemMark(item) {
  const list = item.parentElement;
  if (list?.tagName !== "OL") return "- ";
  const items = [...list.children].filter((child) => child.tagName === "LI");
  return `${(Number(list.getAttribute("start")) || 1) + items.indexOf(item)}. `;
}

function read(node, lines) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      lines[lines.length - 1] += child.data.replace(/\s+/g, " ");
    } else if (child.nodeType === Node.ELEMENT_NODE && !UNREAD.has(child.tagName)) {
      if (child.tagName === "BR") {
        lines.push("");
      } else if (BLOCKS.has(child.tagName)) {
        const mark = child.tagName === "LI" ? itemMark(child) : child.tagName === "P" ? wordMark(child) : null;
        if (lines.at(-1).trim() && !/^\s*(-|\d+\.) $/.test(lines.at(-1))) lines.push("");
        lines[lines.length - 1] += mark ?? "";
        read(child, lines);
        if (lines.at(-1).trim()) lines.push("");
        if (child.tagName === "P" && mark === null) lines.push("");
      } else {
        read(child, lines);
        if (child.tagName === "TD" || child.tagName === "TH") lines[lines.length - 1] += " ";
      }
    }
  }
}

// The page's policy holds in what is read here, too, and reports each style and script: they are given other names first.
function harmless(html) {
  return html
    .replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/\son\w+\s*=/gi, " data-on="));
}

function plain(html) {
  const lines = [""];
  read(new DOMParser().parseFromString(harmless(html), "text/html").body, lines);
  return lines
    .map((line) => line.replace(/[\u00ad\u200b\ufeff]/g, "").replace(/\s+/g, " ").trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

document.addEventListener("paste", (event) => {
  if (!(event.target instanceof HTMLTextAreaElement) || event.target.readOnly) return;
  const html = event.clipboardData?.getData("text/html");
  const text = html ? plain(html) : "";
  if (!text) return;
  event.preventDefault();
  // The one way in that the browser can take back again, and that tells autosave.
  document.execCommand("insertText", false, text);
});
