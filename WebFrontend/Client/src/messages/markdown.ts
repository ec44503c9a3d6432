// The text of a message as a tree. Never HTML: the view makes elements of it, so nothing in a message can become markup.

export type Inline =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'break' }
  | { readonly is: 'code'; readonly text: string }
  | { readonly is: 'strong' | 'em'; readonly of: readonly Inline[] }
  | { readonly is: 'link'; readonly href: string; readonly of: readonly Inline[] };

export type Block =
  | { readonly is: 'paragraph'; readonly of: readonly Inline[] }
  | { readonly is: 'quote'; readonly of: readonly Inline[] }
  | { readonly is: 'pre'; readonly text: string; readonly language: string };

// Each letter is looked at a bounded number of times, whatever the text: a hostile one must not hold up who reads it.
const OPEN = /^```(?:([^\n`]*)\n|([^\n]+?)```[ \t]*$)/gm; // of a block, or a whole one in a line
const CLOSE = /\n?```[ \t]*$/gm;

export function parseMarkdown(original: string): Block[] {
  const source = original.replaceAll('\r\n', '\n');
  const blocks: Block[] = [];
  let from = 0;
  OPEN.lastIndex = 0;
  for (let open = OPEN.exec(source); open !== null; open = OPEN.exec(source)) {
    let text = open[2];
    let end = OPEN.lastIndex;
    if (text === undefined) {
      CLOSE.lastIndex = end;
      const close = CLOSE.exec(source);
      if (close === null) break; // nor does anything close what is opened later
      text = source.slice(end, close.index);
      end = CLOSE.lastIndex;
    }
    paragraphs(source.slice(from, open.index), blocks);
    blocks.push({ is: 'pre', text, language: (open[1] ?? '').trim().toLowerCase() });
    from = end;
    OPEN.lastIndex = end;
  }
  paragraphs(source.slice(from), blocks);
  return blocks;
}

function paragraphs(source: string, into: Block[]): void {
  for (const part of source.split(/\n{2,}/)) {
    const lines = part.replace(/^\n+|\n+$/g, '');
    if (lines.trim() === '') continue;
    const quoted = lines.split('\n').every((line) => line.startsWith('>'));
    if (quoted) into.push({ is: 'quote', of: parseInline(lines.replace(/^> ?/gm, '')) });
    else into.push({ is: 'paragraph', of: parseInline(lines) });
  }
}

// In order of strength: code, a written link, a bare address, bold, italic, the end of a line.
const TOKEN =
  /`([^`\n]+)`|\[([^\]\n]{1,1000})\]\(([^\s()]{1,2000})\)|(?:https?:\/\/|mailto:)[^\s<>"'`]+|\*\*(?=\S)([^*\n]+?\S|\S)\*\*|(?<![\w*])\*(?=\S)([^*\n]*\S)\*(?![\w*])|(?<![\w\\])_(?=\S)([^_\n]*\S)_(?!\w)|\n/g;

export function parseInline(source: string): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  for (const match of source.matchAll(TOKEN)) {
    const [whole, code, label, target, strong, bold, em] = match;
    if (match.index < from) continue;
    let length = whole.length;
    let node: Inline | null = null;
    if (code !== undefined) node = { is: 'code', text: code };
    else if (label !== undefined) node = link(target!, [{ is: 'text', text: label }]);
    else if (strong !== undefined) node = { is: 'strong', of: parseInline(strong) };
    else if (bold !== undefined) node = { is: 'strong', of: parseInline(bold) };
    else if (em !== undefined) node = { is: 'em', of: parseInline(em) };
    else if (whole === '\n') node = { is: 'break' };
    else {
      const address = withoutTail(whole);
      length = address.length;
      node = link(address, [{ is: 'text', text: address }]);
    }
    if (node === null) continue;
    if (match.index > from) found.push({ is: 'text', text: source.slice(from, match.index) });
    found.push(node);
    from = match.index + length;
  }
  if (from < source.length) found.push({ is: 'text', text: source.slice(from) });
  return found;
}

/** Only these are links; `javascript:` and its like stay text. */
function link(href: string, of: readonly Inline[]): Inline | null {
  return safeHref(href) === null ? null : { is: 'link', href, of };
}

export function safeHref(href: string): string | null {
  return /^(?:https?:\/\/|mailto:)[^\s\p{Cc}]+$/iu.test(href) ? href : null;
}

/** The full stop after an address ends the sentence, and a bracket belongs to it only if it was opened there. */
function withoutTail(address: string): string {
  let end = address.replace(/[.,;:!?*_~]+$/, '');
  while (end.endsWith(')') && end.split(')').length > end.split('(').length) end = end.slice(0, -1).replace(/[.,;:!?]+$/, '');
  return end;
}

/** What it says, in one line and without its marks, for lists, quotes, labels and notifications. */
export function wordsOf(source: string): string {
  const inline = (nodes: readonly Inline[]): string => nodes.map((node) => ('of' in node ? inline(node.of) : 'text' in node ? node.text : ' ')).join('');
  const blocks = parseMarkdown(source).map((block) => (block.is === 'pre' ? block.text : inline(block.of)));
  return blocks.join(' ').replace(/\s+/g, ' ').trim();
}

/** One line, as it was written, for who judges it. */
export function plainText(source: string): string {
  return source.replaceAll('```', ' ').replace(/\s+/g, ' ').trim();
}
