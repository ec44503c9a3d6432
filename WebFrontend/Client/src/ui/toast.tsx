import { signal } from '@preact/signals';

const SHOWN_MS = 5000;
const current = signal<{ readonly text: string; readonly id: number } | null>(null);
let ids = 0;

export function toast(text: string): void {
  const id = ++ids;
  current.value = { text, id };
  setTimeout(() => {
    if (current.peek()?.id === id) current.value = null;
  }, SHOWN_MS);
}

export function Toast() {
  return (
    <div class="toast-place" role="status">
      {current.value !== null && (
        <div class="toast" key={current.value.id}>
          {current.value.text}
        </div>
      )}
    </div>
  );
}
