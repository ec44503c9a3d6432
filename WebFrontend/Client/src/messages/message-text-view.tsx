import type { ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import { CodeBlock } from './code-block-view.tsx';
import { type Block, type Inline, parseMarkdown } from './markdown.ts';

export function MessageText({ text }: { text: string }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return <>{blocks.map(block)}</>;
}

function block(of: Block): ComponentChild {
  switch (of.is) {
    case 'paragraph':
      return <p>{of.of.map(inline)}</p>;
    case 'quote':
      return <blockquote>{of.of.map(inline)}</blockquote>;
    case 'pre':
      return <CodeBlock text={of.text} language={of.language} />;
  }
}

function inline(of: Inline): ComponentChild {
  switch (of.is) {
    case 'text':
      return of.text;
    case 'break':
      return <br />;
    case 'code':
      return <code>{of.text}</code>;
    case 'strong':
      return <strong>{of.of.map(inline)}</strong>;
    case 'em':
      return <em>{of.of.map(inline)}</em>;
    case 'link':
      return (
        <a href={of.href} target="_blank" rel="noopener noreferrer">
          {of.of.map(inline)}
        </a>
      );
  }
}
