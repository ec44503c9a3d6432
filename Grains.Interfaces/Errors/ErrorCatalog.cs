using System.Collections.Frozen;

namespace Parley.Errors;

/// <summary>How one refusal looks on every road out of the server.</summary>
/// <param name="Status">HTTP status of the REST answer.</param>
/// <param name="Sentence">What to tell the user when the place that refuses has nothing more exact to say.</param>
public sealed record ErrorKind(int Status, string Sentence);

/// <summary>Every refusal there is: code → HTTP status and sentence. docs/errors.md is printed from this table.</summary>
public static class ErrorCatalog
{
    public const string Malformed = "malformed";
    public const string Invalid = "invalid";
    public const string NotSignedIn = "not-signed-in";
    public const string SignInFailed = "sign-in-failed";
    public const string SessionEnded = "session-ended";
    public const string Forbidden = "forbidden";
    public const string CrossSite = "cross-site";
    public const string NotFound = "not-found";
    public const string UnknownVersion = "unknown-version";
    public const string PreconditionFailed = "precondition-failed";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string RoomNotFound = "room-not-found";
    public const string UserNotFound = "user-not-found";
    public const string SessionNotFound = "session-not-found";
    public const string SiloNotFound = "silo-not-found";
    public const string FrontendNotFound = "frontend-not-found";
    public const string LastNode = "last-node";
    public const string BlockNotFound = "block-not-found";
    public const string MessageNotFound = "message-not-found";
    public const string NotAMember = "not-a-member";
    public const string Banned = "banned";
    public const string Muted = "muted";
    public const string RoomArchived = "room-archived";
    public const string RetentionFixed = "retention-fixed";
    public const string RetentionOutOfRange = "retention-out-of-range";
    public const string SlowMode = "slow-mode";
    public const string LastOwner = "last-owner";
    public const string InviteNotFound = "invite-not-found";
    public const string NotYourMessage = "not-your-message";
    public const string MessageDeleted = "message-deleted";
    public const string PollClosed = "poll-closed";
    public const string TooManyReactions = "too-many-reactions";
    public const string TooManyPins = "too-many-pins";
    public const string ClientIdConflict = "client-id-conflict";
    public const string NotInThisMode = "not-in-this-mode";
    public const string NameTaken = "name-taken";
    public const string SecondFactorNeeded = "second-factor-needed";
    public const string SecondFactorOn = "second-factor-on";
    public const string TicketEnded = "ticket-ended";
    public const string SignUpClosed = "sign-up-closed";
    public const string InviteWrong = "invite-wrong";
    public const string SetupLinkWrong = "setup-link-wrong";
    public const string SetupDone = "setup-done";
    public const string EmailNotVerified = "email-not-verified";
    public const string LoginUnknown = "login-unknown";
    public const string LoginTaken = "login-taken";
    public const string LoginLast = "login-last";
    public const string LoginFailed = "login-failed";
    public const string SignInAgain = "sign-in-again";
    public const string PasswordWrong = "password-wrong";
    public const string CodeWrong = "code-wrong";
    public const string ContactTaken = "contact-taken";
    public const string ContactNotFound = "contact-not-found";
    public const string TooManyContacts = "too-many-contacts";
    public const string RoomTooLarge = "room-too-large";
    public const string ReportNotFound = "report-not-found";
    public const string DeletionNotFound = "deletion-not-found";
    public const string WordsRefused = "words-refused";
    public const string MessageHeld = "message-held";
    public const string HeldNotFound = "held-not-found";
    public const string TooManyHeld = "too-many-held";
    public const string TooManyMutes = "too-many-mutes";
    public const string TooManyReports = "too-many-reports";
    public const string TooManyDrafts = "too-many-drafts";
    public const string ScheduledNotFound = "scheduled-not-found";
    public const string ScheduledSending = "scheduled-sending";
    public const string TooManyScheduled = "too-many-scheduled";
    public const string JobNotFound = "job-not-found";
    public const string JobEnded = "job-ended";
    public const string JobNotFailed = "job-not-failed";
    public const string IdempotencyKeyReused = "idempotency-key-reused";
    public const string IdempotencyInFlight = "idempotency-in-flight";
    public const string IdempotencyAnswerGone = "idempotency-answer-gone";
    public const string TooManyJobs = "too-many-jobs";
    public const string BotNotFound = "bot-not-found";
    public const string TooManyBots = "too-many-bots";
    public const string TokenNotFound = "token-not-found";
    public const string TooManyTokens = "too-many-tokens";
    public const string ScopeMissing = "scope-missing";
    public const string WebhookNotFound = "webhook-not-found";
    public const string TooManyWebhooks = "too-many-webhooks";
    public const string HookNotFound = "hook-not-found";
    public const string TooManyHooks = "too-many-hooks";
    public const string CommandNotFound = "command-not-found";
    public const string CommandNameTaken = "command-name-taken";
    public const string TooManyCommands = "too-many-commands";
    public const string CommandUnanswered = "command-unanswered";
    public const string DeliveryUnavailable = "delivery-unavailable";
    public const string UploadNotFound = "upload-not-found";
    public const string UploadOffset = "upload-offset";
    public const string FileNotFound = "file-not-found";
    public const string FileUsed = "file-used";
    public const string FileType = "file-type";
    public const string QuotaUsed = "quota-used";
    public const string StorageFull = "storage-full";
    public const string SearchTooWide = "search-too-wide";
    public const string NotAcceptable = "not-acceptable";
    public const string RequestTimeout = "request-timeout";
    public const string TooLarge = "too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string Throttled = "throttled";
    public const string Busy = "busy";
    public const string Unavailable = "unavailable";
    public const string Internal = "internal";

    /// <summary>Code → kind, for every code above.</summary>
    public static FrozenDictionary<string, ErrorKind> Kinds { get; } = new Dictionary<string, ErrorKind>
    {
        [Malformed] = new(400, "The request could not be read. Send what the documentation of this call shows."),
        [Invalid] = new(422, "A field is not valid. See errors for which one and why."),
        [NotSignedIn] = new(401, "Sign in first: send an access token or the session cookie."),
        [SignInFailed] = new(401, "User name or password is wrong."),
        [SessionEnded] = new(401, "This session has ended. Sign in again."),
        [Forbidden] = new(403, "You may not do this."),
        [CrossSite] = new(403, "The request came from another site. Call from the page that Parley serves, or use a bearer token; for connections, have the operator allow your origin."),
        [NotFound] = new(404, "There is nothing at this address. Check the path."),
        [UnknownVersion] = new(404, "There is no such version of the API. The only one is v1."),
        [PreconditionFailed] = new(412, "It has been changed since you read it, or cannot be compared. Read it again, and change that."),
        [MethodNotAllowed] = new(405, "This address does not take that method."),
        [NotAcceptable] = new(406, "Ask for application/json."),
        [RoomNotFound] = new(404, "There is no such room, or you may not know of it."),
        [UserNotFound] = new(404, "There is no such user."),
        [SessionNotFound] = new(404, "There is no such session among yours."),
        [MessageNotFound] = new(404, "There is no such message in this room."),
        [SiloNotFound] = new(404, "There is no such silo in the cluster, or it is gone already."),
        [FrontendNotFound] = new(404, "There is no such frontend in the cluster, or it does not answer."),
        [LastNode] = new(409, "It is the only one of its kind in the cluster: nobody would answer any more. Start another one first."),
        [BlockNotFound] = new(404, "Nothing of that is being refused now. It may have passed already."),
        [NotAMember] = new(403, "You are not a member of this room. Join it first."),
        [Banned] = new(403, "You are banned from this room."),
        [Muted] = new(403, "You are muted in this room: you can read, not write."),
        [RoomArchived] = new(403, "The room is archived: it can be read, not changed."),
        [RetentionFixed] = new(403, "How long messages are kept is for the administrators of this server to say. Ask one of them."),
        [RetentionOutOfRange] = new(422, "Rooms of this server may not keep messages for so long, or for so short a time. GET /limits says how long they may."),
        [SlowMode] = new(429, "The room is in slow mode. Wait before you send again."),
        [LastOwner] = new(409, "There must be an owner left. Make somebody else owner first."),
        [InviteNotFound] = new(404, "There is no such invite, or it has expired, was used up or revoked. Ask for a new one."),
        [NotYourMessage] = new(403, "Only its sender may change a message."),
        [MessageDeleted] = new(410, "The message was deleted and cannot be changed."),
        [PollClosed] = new(409, "The poll is closed: nobody votes any more."),
        [TooManyReactions] = new(409, "There are as many different reactions to this message as there may be. Choose one of them."),
        [TooManyPins] = new(409, "There are as many pinned messages in this room as there may be. Take a pin away first."),
        [ClientIdConflict] = new(409, "This client id was used before with other content. Use a new one."),
        [NotInThisMode] = new(409, "This cannot be done in the mode that the server runs in."),
        [NameTaken] = new(409, "The name is taken. Choose another."),
        [SecondFactorNeeded] = new(401, "The password is right. Go on with a code of your authenticator app, and the ticket."),
        [SecondFactorOn] = new(409, "The second factor is on already. Turn it off first."),
        [TicketEnded] = new(401, "This sign-in took too long or too many attempts. Begin again with the password."),
        [SignUpClosed] = new(403, "This server does not take new accounts. Ask its administrator for one."),
        [InviteWrong] = new(403, "A new account needs an invite that still counts. Ask the administrator for one."),
        [SetupLinkWrong] = new(403, "This set-up link counts no more: it was used, another was made, or there is an administrator. The operator gets a new one by the admin command setup-link."),
        [SetupDone] = new(409, "There is an administrator already. Sign in as them, or make somebody one by the admin command set-role."),
        [EmailNotVerified] = new(403, "Confirm your e-mail address first, by the code that was sent to it."),
        [LoginUnknown] = new(404, "There is no account with this login yet."),
        [LoginLast] = new(409, "Without this login you could not sign in any more. Set a password or link another login first."),
        [LoginTaken] = new(409, "This login belongs to another account. Sign in there, or take it away there first."),
        [LoginFailed] = new(401, "Signing in by the provider did not work. Begin again."),
        [SignInAgain] = new(403, "This needs a sign-in of the last minutes. Sign in again, and repeat it."),
        [PasswordWrong] = new(403, "The password is wrong."),
        [CodeWrong] = new(422, "The code is wrong, was used before, or counts no more. Ask for a new one."),
        [ContactTaken] = new(409, "This address belongs to another account. Sign in there, or remove it there first."),
        [ContactNotFound] = new(404, "There is no such address among yours."),
        [TooManyContacts] = new(409, "You have as many addresses as one may have. Remove one first."),
        [RoomTooLarge] = new(409, "The room is too large for that. It is there for small rooms."),
        [ReportNotFound] = new(404, "There is no such report in this room, or it was settled long ago."),
        [DeletionNotFound] = new(404, "There is nothing to bring back: it was deleted too long ago, or is back already."),
        [WordsRefused] = new(422, "There are words in this that are not to be said here. Say it in other ones."),
        [MessageHeld] = new(409, "The message waits until a moderator of the room has looked at it. You need not send it again."),
        [HeldNotFound] = new(404, "There is no such message waiting in this room. Somebody may have looked at it already."),
        [TooManyHeld] = new(409, "As many messages wait for the moderators of this room as may. Say it in other words, or later."),
        [TooManyMutes] = new(409, "As many members of this room are muted for a time as may be. Mute for good, or wait."),
        [TooManyReports] = new(409, "The moderators of this room have more reports than they can look at. Speak to one of them."),
        [TooManyDrafts] = new(409, "You have as many drafts as one may have. Send one or throw one away."),
        [ScheduledNotFound] = new(404, "There is no such message among those that you have for later. It may have been sent."),
        [ScheduledSending] = new(409, "The time of this message has come: it is being sent, and cannot be changed any more."),
        [TooManyScheduled] = new(409, "You have as many messages for later as one may have. Cancel one first."),
        [JobNotFound] = new(404, "There is no such job of yours. It may have ended so long ago that it is forgotten."),
        [JobEnded] = new(409, "The job has ended already: there is nothing to take back."),
        [JobNotFailed] = new(409, "Only a job that was given up can be requeued. Look at its state."),
        [IdempotencyKeyReused] = new(422, "This Idempotency-Key stands for another request. Take a new one for each."),
        [IdempotencyInFlight] = new(409, "The request with this Idempotency-Key is still being done. Ask again in a moment."),
        [IdempotencyAnswerGone] = new(409, "The request with this Idempotency-Key was done; its answer was too long to be kept. Look at what there is."),
        [TooManyJobs] = new(409, "As many of your jobs wait as may. Wait until one has ended, or cancel one."),
        [BotNotFound] = new(404, "There is no such bot of yours."),
        [TooManyBots] = new(409, "You have as many bots as one may have. Delete one first."),
        [TokenNotFound] = new(404, "There is no such token of this bot, or it counts no more."),
        [TooManyTokens] = new(409, "This bot has as many tokens as one may have. Revoke one first."),
        [ScopeMissing] = new(403, "This token may not be used for that. Use one with the scope for it; what is for people alone no bot may do."),
        [WebhookNotFound] = new(404, "There is no such webhook in this room. Somebody may have deleted it."),
        [TooManyWebhooks] = new(409, "There are as many webhooks as there may be. Delete one first."),
        [HookNotFound] = new(404, "There is no such incoming webhook in this room."),
        [TooManyHooks] = new(409, "The room has as many incoming webhooks as it may. Revoke one first."),
        [CommandNotFound] = new(404, "There is no such slash command here. Ask for the list of them."),
        [CommandNameTaken] = new(409, "There is a slash command of that name here. Take another one, or remove that one first."),
        [TooManyCommands] = new(409, "There are as many slash commands as there may be here. Remove one first."),
        [CommandUnanswered] = new(502, "The program of this command gives no answer. Try again later."),
        [DeliveryUnavailable] = new(409, "This server cannot send such messages. Ask its operator."),
        [UploadNotFound] = new(404, "There is no such upload of yours, or it is not whole. Begin it anew."),
        [UploadOffset] = new(409, "The upload is at another place. Ask where by HEAD, and go on from there."),
        [FileNotFound] = new(404, "There is no such file in this room."),
        [FileUsed] = new(409, "The file is in a message already, or was given to another one. Upload it again."),
        [FileType] = new(422, "Files of this type are not taken here, or the content is of another type than the name says."),
        [QuotaUsed] = new(409, "You have stored as much as one may. Delete messages with files first."),
        [StorageFull] = new(507, "The server has no room for files at the moment. Try again later; an upload goes on from where it is."),
        [SearchTooWide] = new(422, "This search takes too long. Add a word, or say where or when: in:, from:, before:, after:."),
        [RequestTimeout] = new(408, "The request took too long to arrive."),
        [TooLarge] = new(413, "The request is too large."),
        [UnsupportedMediaType] = new(415, "Send the body as application/json, or as a form where its fields are flat."),
        [Throttled] = new(429, "Too many requests. Wait and try again."),
        [Busy] = new(503, "The server is busy; nothing was stored. Try again shortly."),
        [Unavailable] = new(503, "The outcome is not known. Repeat with the same client id."),
        [Internal] = new(500, "Something went wrong on our side. Tell the operator the request id."),
    }.ToFrozenDictionary();

    /// <summary>The refusal with its standard sentence.</summary>
    public static Error Error(string code) => new(code, Kinds[code].Sentence);

    /// <summary>The refusal with a sentence of its own.</summary>
    public static Error Error(string code, string message) => new(code, message);

    /// <summary>A 422 about one field.</summary>
    /// <param name="field">JSON name of the field.</param>
    /// <param name="fault">What is wrong with it and what would be right.</param>
    public static Error InvalidField(string field, string fault) =>
        new(Invalid, fault) { Fields = new Dictionary<string, string[]> { [field] = [fault] } };

    /// <summary>Certainly nothing stored; try again after a moment.</summary>
    public static Error BusyFor(TimeSpan retryAfter) => Error(Busy) with { RetryAfterMs = (long)retryAfter.TotalMilliseconds };

    /// <summary>Outcome unknown; repeat with the same client id.</summary>
    public static Error UnknownOutcome(TimeSpan retryAfter) =>
        Error(Unavailable) with { RetryAfterMs = (long)retryAfter.TotalMilliseconds, OutcomeUnknown = true };
}
