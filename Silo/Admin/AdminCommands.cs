using System.Globalization;
using System.Security.Cryptography;
using Orleans;
using Parley.Access;
using Parley.Audit;
using Parley.Errors;
using Parley.Realtime;
using Parley.Rooms;
using Parley.Sessions;
using Parley.SignUp;
using Parley.Users;

namespace Parley.Silo.Admin;

/// <summary>The admin commands, done by grains like everything else.</summary>
/// <param name="dataPath">Data folder of an embedded installation; null in a cluster.</param>
internal sealed partial class AdminCommands(IGrainFactory grains, IAudit audit, string? dataPath, bool isServer) : IAdmin
{
    public const int MaxUsers = 100_000;
    public const int MaxHours = 24 * 30;

    private const int PasswordLength = 20;
    private const string PasswordAlphabet = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"; // none that look alike
    private const string ByCommand = "admin command line";
    private const string Device = "admin issue-tokens";

    /// <summary>Users that are worked on at a time: SQLite writes one after the other anyway.</summary>
    private const int Parallelism = 16;

    public async Task<Outcome<AdminStatus>> Status(CancellationToken cancellation)
    {
        var status = new AdminStatus(isServer, ProgramVersion.Text, Environment.ProcessId, dataPath ?? "");
        return dataPath is null ? status with { Silos = await grains.GetGrain<ISiloDirectoryGrain>(0).Active() } : status;
    }

    public async Task<Outcome<ChangedUser>> SetPassword(SetPasswordRequest request, CancellationToken cancellation)
    {
        var generated = request.Password is null ? NewPassword() : null;
        var user = await grains.UserName(request.UserName).SetPassword(new SetNamesPassword(request.Password ?? generated!));
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin)
        {
            Target = user.IsError ? request.UserName : user.Value.Id, Refusal = user.Error?.Code, Detail = $"{ByCommand}: set-password",
        });
        return user.IsError ? user.Error : new ChangedUser(user.Value.Id, user.Value.UserName, generated);
    }

    public async Task<Outcome<ChangedUser>> ResetSecondFactor(UserRequest request, CancellationToken cancellation)
    {
        if (await grains.UserName(request.UserName).Find() is not { } user)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound);
        }

        await grains.SecondFactor(user.Id).Reset();
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Target = user.Id, Detail = $"{ByCommand}: reset-second-factor" });
        return new ChangedUser(user.Id, user.UserName, GeneratedPassword: null);
    }

    public async Task<Outcome<IssuedInvite>> Invite(InviteRequest request, CancellationToken cancellation)
    {
        var lifetime = request.Hours is { } hours ? TimeSpan.FromHours(hours) : (TimeSpan?)null;
        var created = await grains.SignUp().CreateInvite(new CreateServerInvite(ByCommand, request.Uses, lifetime, request.Role, ServerRole.Owner));
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin)
        {
            Target = created.Value?.Invite.Id, Refusal = created.Error?.Code, Detail = $"{ByCommand}: invite, role={request.Role}",
        });
        return created.IsError
            ? created.Error
            : new IssuedInvite(created.Value.Invite.Id, created.Value.Code, created.Value.Link, created.Value.Invite.ExpiresAt);
    }

    public async Task<Outcome<CreatedUser>> CreateUser(CreateUserRequest request, CancellationToken cancellation)
    {
        var generated = request.Password is null ? NewPassword() : null;
        var user = await grains.UserName(request.UserName).Register(new RegisterUser(request.UserName, request.DisplayName, request.Password ?? generated)
        {
            Role = request.IsAdmin ? ServerRole.Admin : ServerRole.Member,
        });
        await audit.WriteAsync(new AuditEntry(AuditEvents.UserCreated)
        {
            Target = user.IsError ? request.UserName : user.Value.Id, Refusal = user.Error?.Code, Detail = request.IsAdmin ? $"{ByCommand}, administrator" : ByCommand,
        });
        return user.IsError ? user.Error : new CreatedUser(user.Value.Id, user.Value.UserName, user.Value.IsAdmin, generated);
    }

    public async Task<Outcome<ChangedAccess>> ChangeUser(ChangeUserRequest request, CancellationToken cancellation)
    {
        var role = RoleNames.Parse(request.Role);
        if (request.Role is not null && role is null or ServerRole.Bot)
        {
            return ErrorCatalog.InvalidField("role", $"A role is {RoleNames.All}.");
        }

        if (await grains.UserName(request.UserName).Find() is not { } found)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound, $"There is no user {request.UserName}.");
        }

        var user = await grains.User(found.Id).ChangeAccess(new ChangeUserAccess(By: null) { Role = role, IsDeactivated = request.IsDeactivated });
        await audit.WriteAsync(new AuditEntry(request.IsDeactivated == true ? AuditEvents.UserArchived : AuditEvents.AuthzChange)
        {
            Target = found.Id, Refusal = user.Error?.Code, Detail = $"{ByCommand}, {UserChanges.Words(request.Role, request.IsDeactivated)}",
        });
        return user.IsError ? user.Error : new ChangedAccess(user.Value.Id, user.Value.UserName, RoleNames.Of(user.Value.Role), user.Value.IsDeactivated);
    }

    public async Task<Outcome<IssuedTokens>> IssueTokens(IssueTokensRequest request, CancellationToken cancellation)
    {
        if (Fault(request) is { } fault)
        {
            return fault;
        }

        // 1. Users, without passwords: nobody can sign in as them, and hashing would take the longest.
        var users = await ForEach(Enumerable.Range(1, request.Users).Select(n => $"{request.Prefix}{n}"), FindOrRegister, cancellation);
        if (users.IsError)
        {
            return users.Error;
        }

        // 2. The room, and the users in it.
        string? room = null;
        if (request.Room is not null)
        {
            var found = await FindOrCreate(request.Room, users.Value[0].Id);
            if (found.IsError)
            {
                return found.Error;
            }

            room = found.Value;
            var joined = await ForEach(users.Value, user => grains.Room(room).Do(new JoinRoom { Sender = user.Id }), cancellation);
            if (joined.IsError)
            {
                return joined.Error;
            }
        }

        // 3. Tokens.
        var session = new OpenSession(Device, SessionForm.AccessTokenOnly) { TokenLifetime = TimeSpan.FromHours(request.Hours) };
        var signedIn = await ForEach(users.Value, user => grains.User(user.Id).OpenSession(session), cancellation);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthnTokenCreated)
        {
            Target = request.Prefix, Refusal = signedIn.Error?.Code, Detail = string.Create(CultureInfo.InvariantCulture, $"{ByCommand}: {request.Users} users, {request.Hours} hours"),
        });
        return signedIn.IsError
            ? signedIn.Error
            : new IssuedTokens(room, [.. signedIn.Value.Select(one => new IssuedToken(one.User.UserName, one.AccessToken!))]);
    }

    public async Task<Outcome<SearchIndexStatus>> SearchIndex(SearchIndexRequest request, CancellationToken cancellation)
    {
        if (request.Rebuild)
        {
            await grains.Search().Rebuild();
            await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Target = "search-index", Detail = $"{ByCommand}: search-index --rebuild" });
        }

        var status = await grains.Search().Status();
        return new SearchIndexStatus(status.Messages, status.Rooms, status.RoomsBehind, status.EventsBehind);
    }

    public async Task<Outcome<AuditPage>> ReadAudit(AuditQuery query, CancellationToken cancellation) => new AuditPage(await grains.AuditLog().Read(query));

    public async Task<Outcome<AuditVerification>> VerifyAudit(CancellationToken cancellation) => await grains.AuditLog().Verify();
    private static string NewPassword() => RandomNumberGenerator.GetString(PasswordAlphabet, PasswordLength);

    private static Error? Fault(IssueTokensRequest request)
    {
        if (request.Users is < 1 or > MaxUsers)
        {
            return ErrorCatalog.InvalidField("users", $"Ask for 1 to {MaxUsers} users.");
        }

        return request.Hours is < 1 or > MaxHours ? ErrorCatalog.InvalidField("hours", $"Tokens last 1 to {MaxHours} hours.") : null;
    }

    private async Task<Outcome<UserProfile>> FindOrRegister(string userName)
    {
        var name = grains.UserName(userName);
        if (await name.Find() is { } user)
        {
            return user;
        }

        var registered = await name.Register(new RegisterUser(userName, DisplayName: null, Password: null));
        return registered.IsError && registered.Error.Code == ErrorCatalog.NameTaken && await name.Find() is { } other ? other : registered;
    }

    private async Task<Outcome<string>> FindOrCreate(string room, string owner)
    {
        var directory = grains.GetGrain<IRoomDirectoryGrain>(0);
        if (await directory.Find(room) is { } found)
        {
            return found;
        }

        var created = await directory.Create(new CreateRoom { Sender = owner, Name = room, Title = room, Visibility = RoomVisibility.Public });
        if (created.IsError)
        {
            return created.Error.Code == ErrorCatalog.NameTaken && await directory.Find(room) is { } other ? other : created.Error;
        }

        return created.Value.Id;
    }

    /// <summary>All results in order, or the first refusal.</summary>
    private static async Task<Outcome<TResult[]>> ForEach<T, TResult>(
        IEnumerable<T> items, Func<T, Task<Outcome<TResult>>> action, CancellationToken cancellation)
    {
        var all = items.ToArray();
        var results = new TResult[all.Length];
        Error? refusal = null;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellation };
        await Parallel.ForAsync(0, all.Length, options, async (i, _) =>
        {
            if (Volatile.Read(ref refusal) is not null)
            {
                return;
            }

            var outcome = await action(all[i]);
            if (outcome.IsError)
            {
                Volatile.Write(ref refusal, outcome.Error);
            }
            else
            {
                results[i] = outcome.Value;
            }
        });
        return refusal is null ? results : refusal;
    }
}
