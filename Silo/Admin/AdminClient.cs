using System.Net.Http.Json;
using System.Text.Json;
using Parley.Audit;
using Parley.Delivery;
using Parley.Errors;
using Parley.Setup;

namespace Parley.Silo.Admin;

/// <summary>Has the running server do it, over loopback.</summary>
internal sealed class AdminClient : IAdmin, IDisposable
{
    private static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(5);
    private readonly HttpClient _http;

    public AdminClient(ServerFile server)
    {
        // Not through a proxy that the environment names; and tokens for many users may take their time.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Authorization(server.Secret));
    }

    public static string Authorization(string secret) => $"Bearer {secret}";

    /// <summary>Whether there is a server that takes the secret.</summary>
    public async Task<bool> Answers(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(PingPatience);
        try
        {
            return !(await Status(patience.Token)).IsError;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    public Task<Outcome<AdminStatus>> Status(CancellationToken cancellation) => Post<object, AdminStatus>(AdminServer.StatusPath, new { }, cancellation);

    public Task<Outcome<CreatedUser>> CreateUser(CreateUserRequest request, CancellationToken cancellation) =>
        Post<CreateUserRequest, CreatedUser>(AdminServer.CreateUserPath, request, cancellation);

    public Task<Outcome<ChangedAccess>> ChangeUser(ChangeUserRequest request, CancellationToken cancellation) =>
        Post<ChangeUserRequest, ChangedAccess>(AdminServer.ChangeUserPath, request, cancellation);

    public Task<Outcome<ChangedUser>> SetPassword(SetPasswordRequest request, CancellationToken cancellation) =>
        Post<SetPasswordRequest, ChangedUser>(AdminServer.SetPasswordPath, request, cancellation);

    public Task<Outcome<ChangedUser>> ResetSecondFactor(UserRequest request, CancellationToken cancellation) =>
        Post<UserRequest, ChangedUser>(AdminServer.ResetSecondFactorPath, request, cancellation);

    public Task<Outcome<IssuedInvite>> Invite(InviteRequest request, CancellationToken cancellation) =>
        Post<InviteRequest, IssuedInvite>(AdminServer.InvitePath, request, cancellation);

    public Task<Outcome<SetupLink>> NewSetupLink(CancellationToken cancellation) => Post<object, SetupLink>(AdminServer.SetupLinkPath, new { }, cancellation);

    public Task<Outcome<IssuedTokens>> IssueTokens(IssueTokensRequest request, CancellationToken cancellation) =>
        Post<IssueTokensRequest, IssuedTokens>(AdminServer.IssueTokensPath, request, cancellation);

    public Task<Outcome<SigningKeyList>> ListKeys(CancellationToken cancellation) => Post<object, SigningKeyList>(AdminServer.ListKeysPath, new { }, cancellation);

    public Task<Outcome<SigningKey>> AddKey(AddKeyRequest request, CancellationToken cancellation) =>
        Post<AddKeyRequest, SigningKey>(AdminServer.AddKeyPath, request, cancellation);

    public Task<Outcome<SigningKey>> RotateKeys(RotateKeysRequest request, CancellationToken cancellation) =>
        Post<RotateKeysRequest, SigningKey>(AdminServer.RotateKeysPath, request, cancellation);

    public Task<Outcome<SearchIndexStatus>> SearchIndex(SearchIndexRequest request, CancellationToken cancellation) =>
        Post<SearchIndexRequest, SearchIndexStatus>(AdminServer.SearchIndexPath, request, cancellation);

    public Task<Outcome<AdminJobs>> Jobs(JobsRequest request, CancellationToken cancellation) => Post<JobsRequest, AdminJobs>(AdminServer.JobsPath, request, cancellation);

    public Task<Outcome<AdminUsers>> Users(UsersRequest request, CancellationToken cancellation) => Post<UsersRequest, AdminUsers>(AdminServer.UsersPath, request, cancellation);

    public Task<Outcome<AdminSessions>> Sessions(SessionsRequest request, CancellationToken cancellation) =>
        Post<SessionsRequest, AdminSessions>(AdminServer.SessionsPath, request, cancellation);

    public Task<Outcome<AdminRooms>> Rooms(RoomsRequest request, CancellationToken cancellation) => Post<RoomsRequest, AdminRooms>(AdminServer.RoomsPath, request, cancellation);

    public Task<Outcome<AdminLimits>> Limits(LimitsRequest request, CancellationToken cancellation) => Post<LimitsRequest, AdminLimits>(AdminServer.LimitsPath, request, cancellation);

    public Task<Outcome<AdminNodes>> Nodes(NodesRequest request, CancellationToken cancellation) => Post<NodesRequest, AdminNodes>(AdminServer.NodesPath, request, cancellation);

    public Task<Outcome<OutboxStatus>> Outbox(CancellationToken cancellation) => Post<object, OutboxStatus>(AdminServer.OutboxPath, new { }, cancellation);

    public Task<Outcome<AdminLogLevels>> LogLevels(LogLevelsRequest request, CancellationToken cancellation) =>
        Post<LogLevelsRequest, AdminLogLevels>(AdminServer.LogLevelsPath, request, cancellation);

    public Task<Outcome<AuditPage>> ReadAudit(AuditQuery query, CancellationToken cancellation) =>
        Post<AuditQuery, AuditPage>(AdminServer.ReadAuditPath, query, cancellation);

    public Task<Outcome<AuditVerification>> VerifyAudit(CancellationToken cancellation) =>
        Post<object, AuditVerification>(AdminServer.VerifyAuditPath, new { }, cancellation);

    public void Dispose() => _http.Dispose();

    private async Task<Outcome<TAnswer>> Post<TRequest, TAnswer>(string path, TRequest request, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsJsonAsync(path, request, cancellation);
        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
        {
            throw new HttpRequestException($"The server answered {(int)answer.StatusCode} to an admin command. Does it have the version of this program?");
        }

        return await answer.Content.ReadFromJsonAsync<Outcome<TAnswer>>(cancellation);
    }
}
