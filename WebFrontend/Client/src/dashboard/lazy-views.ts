// What administrators alone see: a file of its own.

import type { ParleyRest } from '@parley/client';
import { lazyDialog } from '../ui/lazy.tsx';

export const LimitsSection = lazyDialog<{ rest: ParleyRest; onClose: () => void }>(async () => (await import('./limits-view.tsx')).LimitsView);
export const LoggingSection = lazyDialog<{ rest: ParleyRest; onClose: () => void }>(async () => (await import('./logging-view.tsx')).LoggingView);

export const JobsSection = lazyDialog<{ rest: ParleyRest; onClose: () => void }>(async () => (await import('./jobs-view.tsx')).JobsView);
