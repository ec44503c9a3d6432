using Parley.Audit;
using Parley.Delivery;
using Parley.Errors;
using Parley.Jobs;
using Parley.Logging;
using Parley.Setup;

namespace Parley.Silo.Admin;

/// <summary>What an operator can have done: in this process on its grains, or by a running server on its own.</summary>
public interface IAdmin
{
    /// <summary>Who does the work.</summary>
    Task<Outcome<AdminStatus>> Status(CancellationToken cancellation);

    /// <summary>Makes a user. Refused as <c>name-taken</c> or <c>invalid</c>.</summary>
    Task<Outcome<CreatedUser>> CreateUser(CreateUserRequest request, CancellationToken cancellation);

    /// <summary>Changes what a user is on the server, or deactivates the user. Refused as <c>user-not-found</c>, <c>invalid</c> or <c>last-owner</c>.</summary>
    Task<Outcome<ChangedAccess>> ChangeUser(ChangeUserRequest request, CancellationToken cancellation);

    /// <summary>Gives a user another password and ends all sessions. Refused as <c>user-not-found</c> or <c>invalid</c>.</summary>
    Task<Outcome<ChangedUser>> SetPassword(SetPasswordRequest request, CancellationToken cancellation);

    /// <summary>Turns the second factor of a user off. Refused as <c>user-not-found</c>.</summary>
    Task<Outcome<ChangedUser>> ResetSecondFactor(UserRequest request, CancellationToken cancellation);

    /// <summary>Makes an invite to the server. Refused as <c>invalid</c>.</summary>
    Task<Outcome<IssuedInvite>> Invite(InviteRequest request, CancellationToken cancellation);

    /// <summary>Makes a link by which the first administrator is made. Refused as <c>setup-done</c>.</summary>
    Task<Outcome<SetupLink>> NewSetupLink(CancellationToken cancellation);

    /// <summary>Makes what is missing of users, room and memberships, and an access token for each user.</summary>
    Task<Outcome<IssuedTokens>> IssueTokens(IssueTokensRequest request, CancellationToken cancellation);

    /// <summary>The keys that sign tokens, newest first.</summary>
    Task<Outcome<SigningKeyList>> ListKeys(CancellationToken cancellation);

    /// <summary>Makes and publishes a key.</summary>
    Task<Outcome<SigningKey>> AddKey(AddKeyRequest request, CancellationToken cancellation);

    /// <summary>Has the next key take over.</summary>
    Task<Outcome<SigningKey>> RotateKeys(RotateKeysRequest request, CancellationToken cancellation);

    /// <summary>How far the index of messages is; emptied first if that is asked for, to be filled again from the log.</summary>
    Task<Outcome<SearchIndexStatus>> SearchIndex(SearchIndexRequest request, CancellationToken cancellation);

    /// <summary>Looks after the queue of jobs. Requeue and cancel are refused as by <see cref="IJobsGrain"/>.</summary>
    Task<Outcome<AdminJobs>> Jobs(JobsRequest request, CancellationToken cancellation);

    /// <summary>Finds users. Refused as <c>user-not-found</c> if one of them is asked for.</summary>
    Task<Outcome<AdminUsers>> Users(UsersRequest request, CancellationToken cancellation);

    /// <summary>Shows or ends sessions of a user. Refused as <c>user-not-found</c> or <c>session-not-found</c>.</summary>
    Task<Outcome<AdminSessions>> Sessions(SessionsRequest request, CancellationToken cancellation);

    /// <summary>Looks after rooms. Refused as by <see cref="Rooms.IRoomRegistryGrain"/>.</summary>
    Task<Outcome<AdminRooms>> Rooms(RoomsRequest request, CancellationToken cancellation);

    /// <summary>Says who is refused for asking too often, or lifts that. Refused as by <see cref="Throttling.ILimitsGrain"/>.</summary>
    Task<Outcome<AdminLimits>> Limits(LimitsRequest request, CancellationToken cancellation);

    /// <summary>Says which silos and frontends there are, or has one of them stop. Refused as by <see cref="Realtime.ISiloGrain"/>.</summary>
    Task<Outcome<AdminNodes>> Nodes(NodesRequest request, CancellationToken cancellation);

    /// <summary>How many messages by mail and SMS wait.</summary>
    Task<Outcome<OutboxStatus>> Outbox(CancellationToken cancellation);

    /// <summary>Levels of the log that were changed for a while, after a change if one is asked for. Refused as <c>invalid</c>.</summary>
    Task<Outcome<AdminLogLevels>> LogLevels(LogLevelsRequest request, CancellationToken cancellation);

    /// <summary>Entries of the audit log, newest first.</summary>
    Task<Outcome<AuditPage>> ReadAudit(AuditQuery query, CancellationToken cancellation);

    /// <summary>Checks the whole audit log.</summary>
    Task<Outcome<AuditVerification>> VerifyAudit(CancellationToken cancellation);
}

/// <param name="Category">Null: nothing is changed.</param>
/// <param name="Level">Null: as configured.</param>
/// <param name="Seconds">For how long; null: half an hour.</param>
public sealed record LogLevelsRequest(string? Category, string? Level, double? Seconds);

/// <summary>Levels of the log that were changed for a while.</summary>
public sealed record AdminLogLevels(IReadOnlyList<LogLevelChange> Changes);

/// <summary>Entries of the audit log, newest first.</summary>
public sealed record AuditPage(IReadOnlyList<AuditRecord> Entries);

/// <param name="IsServer">False: no server runs; the command has opened the data folder itself.</param>
/// <param name="DataPath">Empty in a cluster.</param>
public sealed record AdminStatus(bool IsServer, string Version, int ProcessId, string DataPath)
{
    /// <summary>Active silos of the cluster; null in an embedded installation.</summary>
    public IReadOnlyList<string>? Silos { get; init; }
}

/// <param name="Password">Null: make one.</param>
public sealed record CreateUserRequest(string UserName, string? DisplayName, string? Password, bool IsAdmin)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"CreateUserRequest({UserName})";
}

/// <param name="GeneratedPassword">Null: the password was given.</param>
public sealed record CreatedUser(string Id, string UserName, bool IsAdmin, string? GeneratedPassword)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"CreatedUser({UserName})";
}

/// <param name="Role">Null: stays.</param>
/// <param name="IsDeactivated">Null: stays.</param>
public sealed record ChangeUserRequest(string UserName, string? Role, bool? IsDeactivated);

public sealed record ChangedAccess(string Id, string UserName, string Role, bool IsDeactivated);

/// <param name="Password">Null: make one.</param>
public sealed record SetPasswordRequest(string UserName, string? Password)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"SetPasswordRequest({UserName})";
}

public sealed record UserRequest(string UserName);

/// <param name="GeneratedPassword">Null: the password was given, or is as it was.</param>
public sealed record ChangedUser(string Id, string UserName, string? GeneratedPassword)
{
    /// <summary>Without the password.</summary>
    public override string ToString() => $"ChangedUser({UserName})";
}

/// <param name="Hours">Null: as the server's settings say.</param>
public sealed record InviteRequest(int Uses, int? Hours, string Role);

/// <param name="Link">Null: the server does not know its own address.</param>
public sealed record IssuedInvite(string Id, string Code, string? Link, DateTimeOffset ExpiresAt)
{
    /// <summary>Without the code.</summary>
    public override string ToString() => $"IssuedInvite({Id})";
}

/// <summary>Asks for tokens of the users <c>{Prefix}1</c> … <c>{Prefix}{Users}</c>.</summary>
/// <param name="Room">Name or id of a room they are to be members of; null: none.</param>
public sealed record IssueTokensRequest(string Prefix, int Users, string? Room, int Hours);

/// <param name="Room">Id of the room; null if none was asked for.</param>
public sealed record IssuedTokens(string? Room, IReadOnlyList<IssuedToken> Tokens);

public sealed record IssuedToken(string UserName, string AccessToken)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => $"IssuedToken({UserName})";
}

public sealed record SearchIndexRequest(bool Rebuild);

/// <param name="Action"><c>queues</c>, <c>list</c>, <c>find</c>, <c>requeue</c> or <c>cancel</c>.</param>
public sealed record JobsRequest(string Action)
{
    /// <summary>Of the job; for find, requeue and cancel.</summary>
    public string? Id { get; init; }

    /// <summary>Null: all.</summary>
    public string? State { get; init; }

    /// <summary>Null: all.</summary>
    public string? Kind { get; init; }
}

/// <summary>What was asked for; the other is null.</summary>
public sealed record AdminJobs(IReadOnlyList<JobQueue>? Queues, IReadOnlyList<AdminJob>? Jobs);

/// <summary>A job without what it is about.</summary>
public sealed record AdminJob(
    string Id, string Kind, string State, int Attempts, int MaxAttempts, long Done, long Total, DateTimeOffset CreatedAt, DateTimeOffset? DueAt, DateTimeOffset? EndedAt, string? Failure, string? Worker)
{
    internal bool HasEnded => EndedAt is not null;

    internal static AdminJob Of(JobStatus job) => new(
        job.Id, job.Kind, JobNames.Of(job.State), job.Attempts, job.MaxAttempts, job.Done, job.Total, job.CreatedAt, job.DueAt, job.EndedAt, job.Error, job.Worker);
}

/// <param name="EventsBehind">Events that are not indexed yet, in <paramref name="RoomsBehind"/> of all rooms.</param>
public sealed record SearchIndexStatus(long Messages, long Rooms, long RoomsBehind, long EventsBehind);

/// <param name="Algorithm">Null: as configured.</param>
public sealed record AddKeyRequest(string? Algorithm);

/// <param name="AtOnce">True: the others count no more.</param>
public sealed record RotateKeysRequest(bool AtOnce);

/// <param name="State"><c>published</c>, <c>signing</c>, <c>verifying</c> or <c>retired</c>.</param>
/// <param name="SignsFrom">Null: not decided, or always.</param>
/// <param name="VerifiesUntil">Null: until another takes over.</param>
/// <param name="File">Null: it is in the database.</param>
public sealed record SigningKey(string Id, string Algorithm, string State, DateTimeOffset CreatedAt, DateTimeOffset? SignsFrom, DateTimeOffset? VerifiesUntil, string? File);

public sealed record SigningKeyList(IReadOnlyList<SigningKey> Keys);
