import { useEffect, useState } from 'preact/hooks';
import type { Room, Visibility } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { go } from '../routes/router.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { HashIcon, LockIcon } from '../ui/icons.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { fault } from '../ui/sentence.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { RoomIcon } from './room-icon-view.tsx';
import { roomNameOf } from './room-name-state.ts';
import { findRooms, unread } from './rooms-state.ts';

export function CreateRoomDialog({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const [title, setTitle] = useState('');
  const [name, setName] = useState<string | null>(null);
  const [visibility, setVisibility] = useState<Visibility>('public');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const address = name ?? roomNameOf(title);
  const nameFault = fault(error, 'name');

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const room = await workspace.createRoom(address, title.trim(), visibility);
      onClose();
      go({ to: 'room', name: room.name });
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  const choice = (value: Visibility, label: string, hint: string) => (
    <label class="choice">
      <input type="radio" name="visibility" value={value} checked={visibility === value} onChange={() => setVisibility(value)} />
      <span class="choice-text">
        <span class="choice-label">
          {value === 'private' ? <LockIcon /> : <HashIcon />}
          {label}
        </span>
        <span class="choice-hint">{hint}</span>
      </span>
    </label>
  );
  return (
    <Dialog title={t.rooms.createTitle} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        {nameFault === null && <Refusal error={error} />}
        <Field label={t.rooms.createRoomTitle} name="title" autocomplete="off" autofocus value={title} set={setTitle} error={fault(error, 'title')} />
        <Field
          label={t.rooms.createName}
          name="name"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          hint={t.rooms.createNameHint}
          value={address}
          set={setName}
          error={nameFault}
        />
        <fieldset class="choices">
          <legend>{t.rooms.createVisibility}</legend>
          {choice('public', t.rooms.createPublic, t.rooms.createPublicHint)}
          {choice('private', t.rooms.createPrivate, t.rooms.createPrivateHint)}
        </fieldset>
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button-primary" disabled={busy || address === ''}>
            {t.rooms.createSubmit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export function BrowseRoomsDialog({ onClose, onCreate }: { onClose: () => void; onCreate: () => void }) {
  const workspace = useWorkspace();
  const [found, setFound] = useState<readonly Room[] | null>(null);
  const [query, setQuery] = useState('');
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    workspace.browse().then(setFound, setError);
  }, []);
  const open = (room: Room): void => {
    onClose();
    go({ to: 'room', name: room.name });
  };
  const join = async (room: Room): Promise<void> => {
    try {
      open(await workspace.join(room.id));
    } catch (refusal) {
      setError(refusal);
    }
  };
  const shown = found === null ? [] : findRooms(found, query, []);
  const member = (room: Room): boolean => workspace.rooms.value.get(room.id)?.member ?? room.member;
  return (
    <Dialog title={t.rooms.browseTitle} onClose={onClose}>
      <SearchField label={t.rooms.browseFilter} value={query} set={setQuery} />
      <Refusal error={error} />
      {found === null && error === null && <p class="dialog-text">{t.loading}</p>}
      {found !== null && shown.length === 0 && <p class="dialog-text">{query === '' ? t.rooms.browseNone : t.rooms.browseNoMatch}</p>}
      <ul class="browse-list">
        {shown.map((room) => (
          <li key={room.id} class="browse-item">
            <span class="browse-icon">
              <HashIcon />
            </span>
            <span class="browse-text">
              <span class="browse-title" dir="auto">
                {room.title}
              </span>
              <span class="browse-more">
                #{room.name} · {t.rooms.messages(room.n)}
              </span>
            </span>
            {member(room) ? (
              <button type="button" class="button" onClick={() => open(room)}>
                {t.rooms.openRoom}
              </button>
            ) : (
              <button type="button" class="button button-primary" onClick={() => void join(room)}>
                {t.rooms.join}
              </button>
            )}
          </li>
        ))}
      </ul>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onCreate}>
          {t.rooms.create}
        </button>
      </div>
    </Dialog>
  );
}

export function SwitcherDialog({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const shown = findRooms(workspace.myRooms.value, query, workspace.recent.value).slice(0, 9);
  const at = Math.min(chosen, shown.length - 1);
  const open = (room: Room | undefined): void => {
    if (room === undefined) return;
    onClose();
    go({ to: 'room', name: room.name });
  };
  const key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, shown.length - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0));
    else if (event.key === 'Enter') open(shown[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t.rooms.switcher} onClose={onClose} class="dialog-top">
      <input
        class="search"
        role="combobox"
        aria-label={t.rooms.switcher}
        aria-expanded="true"
        aria-controls="switcher-list"
        aria-activedescendant={shown[at] === undefined ? undefined : `switch-${shown[at].id}`}
        autocomplete="off"
        autofocus
        placeholder={t.rooms.switcherPlaceholder}
        value={query}
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={key}
      />
      <ul class="switcher-list" id="switcher-list" role="listbox" aria-label={t.rooms.heading}>
        {shown.map((room, index) => (
          <li
            key={room.id}
            id={`switch-${room.id}`}
            role="option"
            aria-selected={index === at}
            class={index === at ? 'switcher-item chosen' : 'switcher-item'}
            onMouseMove={() => setChosen(index)}
            onClick={() => open(room)}
          >
            <RoomIcon room={room} />
            <span dir="auto">{room.title}</span>
            {unread(room) > 0 && <span class="badge">{unread(room)}</span>}
          </li>
        ))}
      </ul>
      <p class="switcher-hint">{shown.length === 0 ? t.rooms.switcherNone : t.rooms.switcherHint}</p>
    </Dialog>
  );
}
