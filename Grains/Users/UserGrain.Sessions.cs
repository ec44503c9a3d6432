using System.Collections.Immutable;
using Parley.Errors;
using Parley.Sessions;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    public async Task<Outcome<SignedIn>> OpenSession(OpenSession command)
    {
        if (!Exists)
        {
            return ErrorCatalog.Error(ErrorCatalog.UserNotFound);
        }

        if (state.State.IsDeactivated)
        {
            return ErrorCatalog.Error(ErrorCatalog.SignInFailed);
        }

        await MakeRoomForASession();

        // Noted first: a session that is alive but not on the list could never be ended by its user.
        var session = ids.NewSession();
        if (!await Change(user => user.IsDeactivated ? user : user with { Sessions = user.Sessions.Add(session) }))
        {
            return ErrorCatalog.Error(ErrorCatalog.SignInFailed);
        }

        var role = state.State.ServerRole;
        var opened = await Session(session).Open(state.State.Profile(Id), command);
        if (state.State.IsDeactivated || state.State.ServerRole != role)
        {
            // Changed meanwhile: whoever ended all sessions may have come before this one was open.
            await EndSession(session);
            return ErrorCatalog.Error(ErrorCatalog.SignInFailed);
        }

        return opened;
    }

    public async Task<ImmutableArray<SessionView>> Sessions()
    {
        var views = await Task.WhenAll(state.State.Sessions.Select(session => Session(session).Describe()));
        return [.. views.OfType<SessionView>().OrderByDescending(view => view.CreatedAt)];
    }

    public async Task<Outcome<DateTimeOffset>> EndSession(string session)
    {
        if (!state.State.Sessions.Contains(session))
        {
            return ErrorCatalog.Error(ErrorCatalog.SessionNotFound);
        }

        // Taken off the list last: after a crash in between, the user can end it again.
        var until = await Session(session).End();
        await ends.AnnounceAsync([new EndedSession(session, until)]);
        await Change(user => user with { Sessions = user.Sessions.Remove(session) });
        return until;
    }

    public async Task<ImmutableArray<EndedSession>> EndSessions(string? except)
    {
        // Sessions that are opened meanwhile stay: by whoever knows the password, and after this was asked for.
        var listed = state.State.Sessions.Where(session => session != except).ToArray();
        var ended = await Task.WhenAll(listed.Select(async session => new EndedSession(session, await Session(session).End())));
        await ends.AnnounceAsync([.. ended]);
        await Change(user => user with { Sessions = user.Sessions.RemoveAll(listed.Contains) });
        return [.. ended];
    }

    /// <summary>Drops ended sessions when the list is full; if all are alive, ends the oldest.</summary>
    private async Task MakeRoomForASession()
    {
        var limit = options.Value.MaxPerUser;
        if (limit == 0 || state.State.Sessions.Length < limit)
        {
            return;
        }

        var listed = state.State.Sessions;
        var views = await Task.WhenAll(listed.Select(session => Session(session).Describe()));
        var alive = listed.Where((_, at) => views[at] is not null).ToArray();
        var tooOld = alive.Take(Math.Max(0, alive.Length - limit + 1)).ToArray();
        foreach (var session in tooOld)
        {
            await Session(session).End();
        }

        // Sessions opened meanwhile are on the list but not among those that were looked at: they stay.
        var gone = listed.Except(alive).Concat(tooOld).ToHashSet();
        await Change(user => user with { Sessions = user.Sessions.RemoveAll(gone.Contains) });
    }

    private ISessionGrain Session(string id) => GrainFactory.GetGrain<ISessionGrain>(id);
}
