using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Orleans;
using Parley.Audit;
using Parley.Errors;
using Parley.Silo.Embedded;

namespace Parley.Silo.Admin;

/// <summary>
/// Takes admin commands for the running server: on a loopback port of its own, so that no proxy can pass anything on to
/// it, and only from who has read the secret in the data folder.
/// </summary>
internal sealed partial class AdminServer(IGrainFactory grains, IAudit audit, EmbeddedInstallation installation, ILogger<AdminServer> logger)
    : IHostedService, IAsyncDisposable
{
    public const string StatusPath = "/status";
    public const string CreateUserPath = "/create-user";
    public const string ChangeUserPath = "/change-user";
    public const string SetPasswordPath = "/set-password";
    public const string ResetSecondFactorPath = "/reset-second-factor";
    public const string InvitePath = "/invite";
    public const string SetupLinkPath = "/setup-link";
    public const string IssueTokensPath = "/issue-tokens";
    public const string ListKeysPath = "/keys/list";
    public const string AddKeyPath = "/keys/new";
    public const string RotateKeysPath = "/keys/rotate";
    public const string SearchIndexPath = "/search-index";
    public const string JobsPath = "/jobs";
    public const string UsersPath = "/users";
    public const string SessionsPath = "/sessions";
    public const string RoomsPath = "/rooms";
    public const string LimitsPath = "/limits";
    public const string NodesPath = "/nodes";
    public const string OutboxPath = "/outbox";
    public const string LogLevelsPath = "/log-levels";
    public const string ReadAuditPath = "/read-audit";
    public const string VerifyAuditPath = "/verify-audit";

    private readonly AdminCommands _commands = new(grains, audit, installation.DataPath, isServer: true);
    private readonly string _secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private WebApplication? _app;
    private ServerFile? _file;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _app = Build();
        await _app.StartAsync(cancellationToken);
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _file = new ServerFile(new Uri(address), _secret, Environment.ProcessId, ProgramVersion.Text);
        _file.Write(installation.DataPath);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _file?.Delete(installation.DataPath);
        _file = null;
        if (_app is not null)
        {
            await _app.StopAsync(cancellationToken);
        }
    }

    /// <summary>A host that fails to start disposes what it has started without stopping it.</summary>
    public async ValueTask DisposeAsync()
    {
        _file?.Delete(installation.DataPath);
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions()); // none of the settings of the public server
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Use(Guard);
        app.MapPost(ListKeysPath, (CancellationToken cancellation) => _commands.ListKeys(cancellation));
        app.MapPost(AddKeyPath, (AddKeyRequest request, CancellationToken cancellation) => _commands.AddKey(request, cancellation));
        app.MapPost(RotateKeysPath, (RotateKeysRequest request, CancellationToken cancellation) => _commands.RotateKeys(request, cancellation));
        app.MapPost(StatusPath, (CancellationToken cancellation) => _commands.Status(cancellation));
        app.MapPost(CreateUserPath, (CreateUserRequest request, CancellationToken cancellation) => _commands.CreateUser(request, cancellation));
        app.MapPost(ChangeUserPath, (ChangeUserRequest request, CancellationToken cancellation) => _commands.ChangeUser(request, cancellation));
        app.MapPost(SetPasswordPath, (SetPasswordRequest request, CancellationToken cancellation) => _commands.SetPassword(request, cancellation));
        app.MapPost(ResetSecondFactorPath, (UserRequest request, CancellationToken cancellation) => _commands.ResetSecondFactor(request, cancellation));
        app.MapPost(InvitePath, (InviteRequest request, CancellationToken cancellation) => _commands.Invite(request, cancellation));
        app.MapPost(SetupLinkPath, (CancellationToken cancellation) => _commands.NewSetupLink(cancellation));
        app.MapPost(IssueTokensPath, (IssueTokensRequest request, CancellationToken cancellation) => _commands.IssueTokens(request, cancellation));
        app.MapPost(SearchIndexPath, (SearchIndexRequest request, CancellationToken cancellation) => _commands.SearchIndex(request, cancellation));
        app.MapPost(JobsPath, (JobsRequest request, CancellationToken cancellation) => _commands.Jobs(request, cancellation));
        app.MapPost(UsersPath, (UsersRequest request, CancellationToken cancellation) => _commands.Users(request, cancellation));
        app.MapPost(SessionsPath, (SessionsRequest request, CancellationToken cancellation) => _commands.Sessions(request, cancellation));
        app.MapPost(RoomsPath, (RoomsRequest request, CancellationToken cancellation) => _commands.Rooms(request, cancellation));
        app.MapPost(LimitsPath, (LimitsRequest request, CancellationToken cancellation) => _commands.Limits(request, cancellation));
        app.MapPost(NodesPath, (NodesRequest request, CancellationToken cancellation) => _commands.Nodes(request, cancellation));
        app.MapPost(OutboxPath, (CancellationToken cancellation) => _commands.Outbox(cancellation));
        app.MapPost(LogLevelsPath, (LogLevelsRequest request, CancellationToken cancellation) => _commands.LogLevels(request, cancellation));
        app.MapPost(ReadAuditPath, (AuditQuery query, CancellationToken cancellation) => _commands.ReadAudit(query, cancellation));
        app.MapPost(VerifyAuditPath, (CancellationToken cancellation) => _commands.VerifyAudit(cancellation));
        return app;
    }

    private async Task Guard(HttpContext context, RequestDelegate next)
    {
        var shown = Encoding.UTF8.GetBytes(context.Request.Headers[HeaderNames.Authorization].ToString());
        if (!CryptographicOperations.FixedTimeEquals(shown, Encoding.UTF8.GetBytes(AdminClient.Authorization(_secret))))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(context.Request.Path, e);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsJsonAsync(new Outcome<object>(null, ErrorCatalog.Error(ErrorCatalog.Internal, "The server failed to do it. Its log says why.")));
        }
    }

    [LoggerMessage(6000, LogLevel.Error, "The admin command {Path} failed")]
    private partial void LogFailed(string path, Exception exception);
}
