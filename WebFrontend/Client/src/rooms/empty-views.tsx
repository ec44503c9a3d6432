import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { go } from '../routes/router.ts';
import { DrawerButton } from './drawer-view.tsx';
import { shownDialog } from './shell-store.ts';

type NoticeProps = { title: string; text?: string; action: string; onAction: () => void; other?: string; onOther?: () => void };

/** A page that has nothing to show, and says what to do about it. */
export function Notice({ title, text, action, onAction, other, onOther }: NoticeProps) {
  return (
    <>
      <header class="room-head room-head-bare">
        <DrawerButton />
      </header>
      <section class="blank">
        <div class="blank-art" aria-hidden="true">
          <span class="bubble bubble-1" />
          <span class="bubble bubble-2" />
        </div>
        <h1>{title}</h1>
        {text !== undefined && <p>{text}</p>}
        <div class="blank-actions">
          <button type="button" class="button button-primary" onClick={onAction}>
            {action}
          </button>
          {other !== undefined && (
            <button type="button" class="button" onClick={onOther}>
              {other}
            </button>
          )}
        </div>
      </section>
    </>
  );
}

export function NotFound({ name }: { name: string }) {
  useEffect(() => {
    document.title = `${t.rooms.notFoundTitle} · ${t.appName}`;
  }, []);
  return (
    <Notice
      title={t.rooms.notFoundTitle}
      text={t.rooms.notFoundText(name)}
      action={t.rooms.notFoundHome}
      onAction={() => go({ to: 'home' })}
      other={t.rooms.browse}
      onOther={() => (shownDialog.value = 'browse')}
    />
  );
}

export function NoRooms() {
  return (
    <Notice
      title={t.rooms.welcomeTitle}
      text={t.rooms.welcomeText}
      action={t.rooms.browse}
      onAction={() => (shownDialog.value = 'browse')}
      other={t.rooms.create}
      onOther={() => (shownDialog.value = 'create')}
    />
  );
}
