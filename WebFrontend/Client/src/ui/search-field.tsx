/** What narrows the list below it; the first thing to type into. */
export function SearchField({ label, value, set }: { label: string; value: string; set: (value: string) => void }) {
  return <input class="search" type="search" aria-label={label} placeholder={label} autofocus value={value} onInput={(event) => set(event.currentTarget.value)} />;
}
