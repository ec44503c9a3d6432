import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { CopyIcon } from '../ui/icons.tsx';
import type { Coloured } from './coloured-state.ts';
import { copyText } from './copy-text.ts';

/** Code as it was written; in colours, if it names its language, as soon as those are loaded. */
export function CodeBlock({ text, language }: { text: string; language: string }) {
  const [pieces, setPieces] = useState<readonly Coloured[] | null>(null);
  useEffect(() => {
    setPieces(null);
    if (language === '') return;
    let here = true;
    void import('./highlight.ts').then(
      ({ colour }) => here && setPieces(colour(language, text)),
      () => {}, // no connection: plain code
    );
    return () => {
      here = false;
    };
  }, [text, language]);
  return (
    <div class="code-block">
      {/* a long line is scrolled, also with the keyboard */}
      <pre dir="ltr" tabIndex={0}>
        <code>
          {pieces === null
            ? text
            : pieces.map(({ text: piece, name }, at) =>
                name === '' ? (
                  piece
                ) : (
                  <span key={at} class={name}>
                    {piece}
                  </span>
                ),
              )}
        </code>
      </pre>
      <button type="button" class="code-copy" aria-label={t.messages.copyCodeLabel} onClick={() => copyText(text)}>
        <CopyIcon />
        <span>{t.messages.copyCode}</span>
      </button>
    </div>
  );
}
