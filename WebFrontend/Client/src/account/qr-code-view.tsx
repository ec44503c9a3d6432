import { useEffect, useState } from 'preact/hooks';

const QUIET = 4; // modules around the code, by ISO 18004

/** A QR code as one path; the library comes when the first is shown. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [drawn, setDrawn] = useState<{ size: number; path: string } | null>(null);
  useEffect(() => {
    void import('./qr-code.ts').then(({ draw }) => setDrawn(draw(text)));
  }, [text]);
  if (drawn === null) return <div class="qr" />;
  const side = drawn.size + 2 * QUIET;
  return (
    <svg class="qr" viewBox={`${-QUIET} ${-QUIET} ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect x={-QUIET} y={-QUIET} width={side} height={side} fill="#fff" />
      <path d={drawn.path} fill="#000" />
    </svg>
  );
}
