export * from './wire.ts';
export { Problem, Unreachable } from './problem.ts';
export { AccountCalls, type CodeSent, type Contact, type ContactKind, type SecondFactor } from './account.ts';
export { AdminCalls, type AuditEntry, type Blocked, type Erasure, type IssuedReset, type ManagedRoom, type UserSession } from './admin.ts';
export { hasEnded, type Job } from './jobs.ts';
export type { SlashAnswer, SlashCommand, SlashRun } from './slash-commands.ts';
export {
  type Bot,
  BotCalls,
  type BotToken,
  type BotTokenAsk,
  type IncomingWebhook,
  type OutgoingWebhook,
  type TokenScope,
  WebhookCalls,
  type WebhookState,
} from './integrations.ts';
export { type NewAccount, ParleyRest, type RestOptions, type SignInOptions, type SignedIn, type SignedInWithTokens, type Tokens } from './rest.ts';
export {
  type Deletion,
  type DeletionAsk,
  type HeldMessage,
  ModerationCalls,
  type WordAction,
  type WordRule,
  type WordRules,
} from './moderation.ts';
export { type Upload } from './files.ts';
export { type SearchAsk, type SearchHit, type SearchNeighbour, type SearchPage, type SearchSnippet } from './search.ts';
export { ParleyClient, type ParleyEvents, type ParleyOptions } from './client.ts';
export { signIn } from './sign-in.ts';
export { type ConnectionState } from './connection.ts';
export { OwnLine, type OwnEffect } from './own-line.ts';
export { RoomStream, type ResetReason, type StartAt, type StreamEffect, type StreamOptions } from './room-stream.ts';
export * from './room-copy.ts';
export { ACK_TIMEOUT_MS, inRoom, type Outbox, type OutboxStore, type Pending, type PendingFile, unfinished } from './outbox.ts';
export { signalR, type SignalROptions } from './signalr-transport.ts';
export { rawWebSocket, type WebSocketOptions } from './websocket-transport.ts';
export { ConnectFailure, type Closed, type SendOptions, type SubscribeAsk, type Transport, type TransportFactory, type TransportHandlers } from './transport.ts';
export { heedPageHints } from './page-hints.ts';
export { TokenKeeper } from './token-keeper.ts';
export { newClientId } from './client-id.ts';
export { backoff, BACKOFF_MS } from './backoff.ts';
export { systemClock, type Clock } from './clock.ts';
