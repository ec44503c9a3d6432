import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Room } from '@parley/client';
import { addFiles } from '../files/add-files.ts';
import { Attachments } from '../files/attachments-view.tsx';
import { t } from '../i18n/i18n.ts';
import { wordsOf } from '../messages/markdown.ts';
import { lastOwn } from '../messages/timeline-state.ts';
import type { TimelineStore } from '../messages/timeline-store.ts';
import { AlertIcon, CheckIcon, ClipIcon, ClockIcon, CloseIcon, PencilIcon, ReplyIcon, SendIcon } from '../ui/icons.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { nameOf } from '../users/people-state.ts';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { ScheduledStrip } from '../scheduled/scheduled-strip-view.tsx';
import { scheduling } from '../scheduled/scheduling-store.ts';
import { typedIn } from './commands-state.ts';
import { CompletionList, LIST_ID, optionId, useCompletion } from './complete-view.tsx';
import { editing } from './editing-store.ts';
import { replying } from './replying-store.ts';
import { runCommand } from './run-command.ts';
import { runSlashCommand, slashCommandsOf } from './slash-commands-store.ts';
import { ToldView } from './told-view.tsx';
import { TELL_EVERY_MS } from './typing-state.ts';

/** The counter shows from here on. */
const NEAR = 500;

export function Composer({ room, store }: { room: Room; store: TimelineStore }) {
  const workspace = useWorkspace();
  const { thread } = store;
  const isHere = (place: { readonly room: string; readonly thread: number | null } | null): boolean => place?.room === room.id && place.thread === thread;
  const edit = isHere(editing.value) ? editing.value : null;
  const answer = isHere(replying.value) ? replying.value : null;
  const draft = (thread === null ? workspace.drafts.drafts.value.get(room.id) : workspace.threadDrafts.drafts.value.get(`${room.id}/${thread}`)) ?? '';
  const setDraft = (value: string): void => (thread === null ? workspace.drafts.set(room.id, value) : workspace.threadDrafts.set(room.id, thread, value));
  const [editText, setEditText] = useState('');
  /** What looked like a command and is none. */
  const [unknown, setUnknown] = useState<{ readonly text: string; readonly word: string; readonly exists: boolean } | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const toldAt = useRef(0);
  const text = edit === null ? draft : editText;

  useEffect(() => {
    // a phone would open its keyboard over the room
    if (matchMedia('(pointer: fine)').matches) area.current?.focus();
    return () => {
      if (isHere(editing.peek())) editing.value = null;
    };
  }, [room.id]);
  useEffect(() => {
    if (answer !== null) area.current?.focus();
  }, [answer]);
  useLayoutEffect(() => {
    if (edit === null) return;
    setEditText(edit.text);
    const box = area.current!;
    box.focus();
    box.value = edit.text;
    box.setSelectionRange(edit.text.length, edit.text.length);
  }, [edit]);
  useLayoutEffect(() => {
    const box = area.current!;
    box.style.blockSize = 'auto';
    box.style.blockSize = `${box.scrollHeight}px`;
  }, [text, edit]);

  const set = (value: string): void => (edit === null ? setDraft(value) : setEditText(value));
  const completion = useCompletion(room, area, set);
  const most = workspace.maxTextLength.value;
  const left = most === 0 ? Number.POSITIVE_INFINITY : most - text.trim().length;

  const change = (value: string): void => {
    completion.look();
    if (edit !== null) return setEditText(value);
    setDraft(value);
    const now = Date.now();
    if (thread !== null || value.trim() === '' || now - toldAt.current < TELL_EVERY_MS) return;
    toldAt.current = now;
    workspace.client.typing(room.id);
  };
  const attached = thread === null ? workspace.uploads.of(room.id) : [];
  const refused = attached.some(({ state }) => state === 'failed');
  const sendFiles = (words: string): void => {
    const options = answer === null ? {} : { replyTo: answer.seq };
    workspace.uploads.send(room.id, (files) => workspace.client.send(room.id, words, { ...options, files }));
    workspace.drafts.set(room.id, '');
    toldAt.current = 0;
    replying.value = null;
    store.written();
  };
  const send = (words: string): void => {
    const version = thread === null ? workspace.drafts.take(room.id) : undefined;
    if (thread !== null) setDraft('');
    toldAt.current = 0;
    const options = { ...(answer === null ? {} : { replyTo: answer.seq }), ...(thread === null ? {} : { thread }), ...(version === undefined ? {} : { draft: version }) };
    workspace.client.send(room.id, words, options);
    if (answer !== null) replying.value = null;
    store.written();
  };
  /** What no command of ours is may be one of a program. */
  const program = async (typed: { readonly text: string; readonly word: string; readonly exists: boolean }): Promise<void> => {
    const { rest } = workspace.client;
    const commands = await slashCommandsOf(rest, room.id);
    if (!commands.some(({ name }) => name === typed.word)) return setUnknown(typed);
    setDraft('');
    try {
      await runSlashCommand(rest, room.id, typed.word, typed.text.replace(/^\S+\s*/, ''));
    } catch (error) {
      toast(sentence(error));
      setDraft(typed.text);
    }
  };
  /** @param asText Also if it looks like a command. */
  const submit = (asText = false): void => {
    const words = text.trim();
    if (edit === null && attached.length > 0) {
      if (!refused && left >= 0) sendFiles(words);
      return;
    }
    if (words === '' || left < 0) return;
    const typed = edit === null && !asText ? typedIn(words, room) : ({ is: 'text', text: words } as const);
    if (typed.is === 'unknown') return void program({ ...typed, text: words });
    if (typed.is === 'command') {
      if (typed.missing) return toast(t.composer.missing(typed.name));
      setDraft('');
      runCommand(workspace, room, typed.name, typed.about, { say: send, keep: () => setDraft(words) });
    } else if (edit !== null) {
      editing.value = null;
      if (words !== edit.text) {
        workspace.client.edit(room.id, edit.seq, words).catch((error: unknown) => toast(t.messages.editFailed(sentence(error))));
      }
    } else {
      send(typed.text);
    }
    area.current?.focus();
  };
  const keyDown = (event: KeyboardEvent): void => {
    // 229: some input methods report the Enter that ends a composition after it ended
    if (event.isComposing || event.keyCode === 229) return;
    if (completion.key(event)) {
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && (edit !== null || answer !== null)) {
      event.preventDefault();
      if (edit !== null) editing.value = null;
      else replying.value = null;
    } else if (event.key === 'ArrowUp' && edit === null && draft === '') {
      const timeline = store.timeline.peek();
      const own = timeline === null ? null : lastOwn(timeline, workspace.me.id);
      if (own === null) return;
      event.preventDefault();
      editing.value = { room: room.id, thread, ...own };
    }
  };
  const leftId = `composer-left${thread ?? ''}`;
  const label = thread === null ? t.composer.label(room.title) : t.threads.write;
  return (
    <form
      class={edit === null ? 'composer' : 'composer composer-editing'}
      data-landmark
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {edit !== null && (
        <div class="composer-edit" role="status">
          <PencilIcon />
          <span class="composer-edit-label">{t.composer.editing}</span>
          <span class="composer-edit-hint">{t.composer.editHint}</span>
          <button type="button" class="icon-button" aria-label={t.composer.cancelEdit} title={t.composer.cancelEdit} onClick={() => (editing.value = null)}>
            <CloseIcon />
          </button>
        </div>
      )}
      {edit === null && answer !== null && (
        <div class="composer-edit" role="status">
          <ReplyIcon />
          <span class="composer-edit-label">{t.composer.replying(nameOf(workspace.users.users.value, answer.who, t.someone))}</span>
          <span class="composer-edit-hint" dir="auto">
            {wordsOf(answer.text)}
          </span>
          <button type="button" class="icon-button" aria-label={t.composer.cancelReply} title={t.composer.cancelReply} onClick={() => (replying.value = null)}>
            <CloseIcon />
          </button>
        </div>
      )}
      <CompletionList completion={completion} />
      {edit === null && <ToldView room={room.id} />}
      {edit === null && unknown !== null && unknown.text === text.trim() && (
        <div class="composer-unknown" role="alert">
          <AlertIcon />
          <span>{(unknown.exists ? t.composer.forbidden : t.composer.unknown)(unknown.word)}</span>
          <button type="button" class="link-button" onClick={() => submit(true)}>
            {t.composer.sendAsText}
          </button>
        </div>
      )}
      {edit === null && thread === null && <ScheduledStrip room={room.id} />}
      {left < NEAR && (
        <p class={left < 0 ? 'composer-left over' : 'composer-left'} id={leftId} role="status">
          {left < 0 ? t.composer.tooLong(-left) : t.composer.left(left)}
        </p>
      )}
      {edit === null && thread === null && <Attachments room={room.id} />}
      <div class="composer-box">
        {edit === null && thread === null && workspace.fileLimits.value.maxFileSize > 0 && (
          <>
            <button type="button" class="icon-button composer-attach" aria-label={t.files.attach} title={t.files.attach} onClick={() => chooser.current?.click()}>
              <ClipIcon />
            </button>
            <input
              ref={chooser}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                addFiles(workspace, room.id, event.currentTarget.files ?? []);
                event.currentTarget.value = '';
                area.current?.focus();
              }}
            />
          </>
        )}
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          aria-label={label}
          placeholder={label}
          aria-autocomplete="list"
          aria-controls={completion.choices.length > 0 ? LIST_ID : undefined}
          aria-activedescendant={completion.choices.length > 0 ? optionId(completion.chosen) : undefined}
          aria-describedby={left < NEAR ? leftId : undefined}
          aria-invalid={left < 0 ? 'true' : undefined}
          data-landmark-first
          value={text}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyUp={(event) => {
            if (event.key === 'ArrowLeft' || event.key === 'ArrowRight' || event.key === 'Home' || event.key === 'End') completion.look();
          }}
          onClick={completion.look}
          onPaste={(event) => {
            const files = event.clipboardData?.files;
            if (edit !== null || thread !== null || files === undefined || files.length === 0) return;
            event.preventDefault();
            addFiles(workspace, room.id, files);
          }}
          onKeyDown={keyDown}
        />
        {edit === null && thread === null && attached.length === 0 && text.trim() !== '' && (
          <button
            type="button"
            class="icon-button composer-later"
            aria-label={t.scheduled.later}
            title={t.scheduled.later}
            disabled={left < 0}
            onClick={() => (scheduling.value = { room: room.id, text: text.trim(), message: null, ...(answer === null ? {} : { replyTo: answer.seq }) })}
          >
            <ClockIcon />
          </button>
        )}
        <button
          type="submit"
          class="composer-send"
          aria-label={edit === null ? t.composer.send : t.composer.saveEdit}
          title={edit === null ? t.composer.hint : t.composer.saveEdit}
          disabled={left < 0 || (edit === null && attached.length > 0 ? refused : text.trim() === '')}
        >
          {edit === null ? <SendIcon /> : <CheckIcon />}
        </button>
      </div>
    </form>
  );
}
