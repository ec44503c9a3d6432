// What moderators open now and then: files of their own.

import type { ParleyRest, Room } from '@parley/client';
import { lazyDialog } from '../ui/lazy.tsx';

export const DeleteManyDialog = lazyDialog<{ room: Room; user: string; onClose: () => void }>(async () => (await import('./delete-many-dialog-view.tsx')).DeleteManyDialog);
export const WordRulesDialog = lazyDialog<{ rest: ParleyRest; room: string | null; onClose: () => void }>(async () => (await import('./word-rules-dialog-view.tsx')).WordRulesDialog);
