// What few people open, and now and then: files of their own.

import type { ParleyRest, Room } from '@parley/client';
import { lazyDialog } from '../ui/lazy.tsx';

export const WebhooksDialog = lazyDialog<{ room: Room; onClose: () => void }>(async () => (await import('./webhooks-dialog-view.tsx')).WebhooksDialog);
export const BotsSection = lazyDialog<{ rest: ParleyRest; rooms: readonly Room[]; onClose: () => void }>(async () => (await import('./bots-view.tsx')).BotsSection);
