type SwitchProps = { label: string; hint?: string; checked: boolean; disabled?: boolean; set: (checked: boolean) => void };

/** Something that is on or off, with a line on what that means. */
export function Switch({ label, hint, checked, disabled = false, set }: SwitchProps) {
  return (
    <label class="choice">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => set(event.currentTarget.checked)} />
      <span class="choice-text">
        <span class="choice-label">{label}</span>
        {hint !== undefined && <span class="choice-hint">{hint}</span>}
      </span>
    </label>
  );
}
